import { Command, CommanderError } from 'commander';
import { addAudit } from './commands/audit.ts';
import { addCheck } from './commands/check.ts';
import { addCompletion } from './commands/completion.ts';
import { addDescribe } from './commands/describe.ts';
import { addGet } from './commands/get.ts';
import { addInstall } from './commands/install.ts';
import { addRun } from './commands/run.ts';
import { addSample } from './commands/sample.ts';
import { addUninstall } from './commands/uninstall.ts';
import { addVersion } from './commands/version.ts';
import type { CommandHome } from './command-home.ts';
import { CommandFailed, say, UsageError, type World } from './world.ts';

/** In the order in which help lists them. */
const commands = [
  addVersion,
  addSample,
  addCheck,
  addInstall,
  addRun,
  addUninstall,
  addGet,
  addDescribe,
  addAudit,
  addCompletion,
];

/** Runs one command line (without node and script) and resolves to its exit code: 0, 1 failed, 2 wrongly called. */
export async function runCommandLine(words: readonly string[], world: World): Promise<number> {
  let exitCode = 0;
  const program = newProgram(world);
  const home: CommandHome = { program, world, exitWith: (code) => (exitCode = code) };
  for (const add of commands) add(home);

  if (words.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, world);
  }
}

function newProgram(world: World): Command {
  return new Command('cse')
    .description('Container Service Extension for VMware vCloud Director')
    .helpCommand(false)
    .showHelpAfterError('(cse -h lists commands, cse COMMAND -h explains one)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
}

/** Only what is expected is told in one line; anything else goes to the log of whoever runs us, with its stack. */
function exitCodeOf(error: unknown, world: World): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError || error instanceof CommandFailed) {
    say(world, world.stderr, `Error: ${error.message}`, 'red');
    return error instanceof UsageError ? 2 : 1;
  }
  throw error;
}
