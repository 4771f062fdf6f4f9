import { Command, CommanderError } from 'commander';
import type { CommandHome } from './command-home.ts';
import { CommandFailed, say, UsageError, type World } from './world.ts';

type Add = (home: CommandHome) => void;

/** In the order in which help lists them; each is loaded only when it is called, so that every command starts quickly. */
const commands: Readonly<Record<string, () => Promise<Add>>> = {
  version: async () => (await import('./commands/version.ts')).addVersion,
  sample: async () => (await import('./commands/sample.ts')).addSample,
  check: async () => (await import('./commands/check.ts')).addCheck,
  install: async () => (await import('./commands/install.ts')).addInstall,
  rebuild: async () => (await import('./commands/rebuild.ts')).addRebuild,
  run: async () => (await import('./commands/run.ts')).addRun,
  uninstall: async () => (await import('./commands/uninstall.ts')).addUninstall,
  get: async () => (await import('./commands/get.ts')).addGet,
  describe: async () => (await import('./commands/describe.ts')).addDescribe,
  explain: async () => (await import('./commands/explain.ts')).addExplain,
  top: async () => (await import('./commands/top.ts')).addTop,
  events: async () => (await import('./commands/get.ts')).addEvents,
  wait: async () => (await import('./commands/wait.ts')).addWait,
  reconcile: async () => (await import('./commands/verbs.ts')).addVerb('reconcile'),
  pause: async () => (await import('./commands/verbs.ts')).addVerb('pause'),
  resume: async () => (await import('./commands/verbs.ts')).addVerb('resume'),
  retry: async () => (await import('./commands/verbs.ts')).addVerb('retry'),
  protect: async () => (await import('./commands/verbs.ts')).addVerb('protect'),
  unprotect: async () => (await import('./commands/verbs.ts')).addVerb('unprotect'),
  delete: async () => (await import('./commands/verbs.ts')).addVerb('delete'),
  purge: async () => (await import('./commands/verbs.ts')).addVerb('purge'),
  adopt: async () => (await import('./commands/adopt.ts')).addAdopt,
  apply: async () => (await import('./commands/apply.ts')).addApply,
  diff: async () => (await import('./commands/apply.ts')).addDiff,
  audit: async () => (await import('./commands/audit.ts')).addAudit,
  backup: async () => (await import('./commands/backup.ts')).addBackup,
  restore: async () => (await import('./commands/restore.ts')).addRestore,
  migrate: async () => (await import('./commands/migrate.ts')).addMigrate,
  'support-bundle': async () => (await import('./commands/support-bundle.ts')).addSupportBundle,
  completion: async () => (await import('./commands/completion.ts')).addCompletion,
};

/** Commands that answer with exit code 1 fail with another, as diff(1) does. */
const failureCodes: Readonly<Record<string, number>> = { diff: 2 };

/** Runs one command line (without node and script) and resolves to its exit code: 0, 1 failed, 2 wrongly called. */
export async function runCommandLine(words: readonly string[], world: World): Promise<number> {
  let exitCode = 0;
  const program = newProgram(world);
  const home: CommandHome = {
    program,
    world,
    exitWith: (code) => void (exitCode = code),
    wholeProgram: () => wholeProgram(world),
  };
  const called = commands[words[0] ?? ''];
  if (called) (await called())(home);
  else await addAll(home);

  if (words.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, world, failureCodes[words[0] ?? ''] ?? 1);
  }
}

/** The whole program, for help, completion and the reference page. */
export async function wholeProgram(world: World): Promise<Command> {
  const program = newProgram(world);
  await addAll({ program, world, exitWith: () => {}, wholeProgram: () => wholeProgram(world) });
  return program;
}

async function addAll(home: CommandHome): Promise<void> {
  for (const load of Object.values(commands)) {
    const add = await load();
    add(home);
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

/** Errors of what a status command asks that are expected, and tell all there is to tell. */
const toldCodes: readonly unknown[] = [
  'CSE_OPERATOR_REFUSAL',
  'CSE_SERVER_UNREACHABLE',
  'CSE_STORE_UNAVAILABLE',
  'CSE_STORE_RECORD_DAMAGED',
];

/** Only what is expected is told in one line; anything else goes to the log of whoever runs us, with its stack. */
function exitCodeOf(error: unknown, world: World, failed: number): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError || error instanceof CommandFailed || isTold(error)) {
    say(world, world.stderr, `Error: ${error.message}`, 'red');
    return error instanceof UsageError ? 2 : failed;
  }
  throw error;
}

function isTold(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && toldCodes.includes(error.code);
}
