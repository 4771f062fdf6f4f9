import { Command, CommanderError } from 'commander';
import { addCluster } from './commands/cluster.ts';
import { addCompletion } from './commands/completion.ts';
import { addLogin } from './commands/login.ts';
import { addNode } from './commands/node.ts';
import { addOvdc } from './commands/ovdc.ts';
import { addSession } from './commands/session.ts';
import { addSystem } from './commands/system.ts';
import { addTask } from './commands/task.ts';
import { addTemplate } from './commands/template.ts';
import { addVdc } from './commands/vdc.ts';
import { addVersion, clientVersion } from './commands/version.ts';
import type { CommandHome } from './command-home.ts';
import { printable } from './printable.ts';
import { Declined, Problem } from './problem.ts';
import { documentText, type OutputFormat } from './render/print.ts';
import { settingsOf, withProgramOptions } from './settings.ts';
import { say, type World } from './world.ts';

const parts = [
  addLogin,
  addSession,
  addCluster,
  addNode,
  addTemplate,
  addSystem,
  addOvdc,
  addVdc,
  addTask,
  addVersion,
  addCompletion,
];

/** Runs one command line (without node and script) and resolves to its exit code: 0, 1 failed, 2 wrongly called. */
export async function runCommandLine(words: readonly string[], world: World): Promise<number> {
  let exitCode = 0;
  let format: OutputFormat = 'table';
  const program = newProgram(world);
  program.hook('preAction', (_program, command) => void ({ format } = settingsOf(command)));
  const home: CommandHome = { parent: program, world, exitWith: (code) => void (exitCode = code) };
  for (const add of parts) add(home);

  if (words.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, format, world);
  }
}

/** With options of the program before the first word: `-n` and `-o` mean other things behind some. */
function newProgram(world: World): Command {
  const program = new Command('vcd-cse')
    .description('Kubernetes clusters on VMware Cloud Director')
    .version(clientVersion(), '--version', 'print the version number')
    .helpOption('-h, --help', 'this text')
    .helpCommand(false)
    .enablePositionalOptions()
    .showHelpAfterError('(vcd-cse -h lists commands, vcd-cse COMMAND -h explains one)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  return withProgramOptions(program);
}

/** What is expected is told in a few lines; anything else is a defect, and shows its stack. */
function exitCodeOf(error: unknown, format: OutputFormat, world: World): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Declined) {
    world.stderr.write('Aborted!\n');
    return 1;
  }
  if (!(error instanceof Problem)) throw error;
  const { message, hint, exitCode } = error;
  if (format === 'table') {
    say(world, world.stderr, `Error: ${printable(message)}`, 'red');
    if (hint !== undefined) say(world, world.stderr, printable(hint));
  } else {
    // On standard output, as `vcd --json` does: there is always one document to read.
    world.stdout.write(documentText(format, { error: message, ...(hint !== undefined && { hint }) }));
  }
  return exitCode;
}
