import { Argument, Option, type Command } from 'commander';
import type { OperatorClient } from '#operator/client.ts';
import type { Target } from '#operator/status-reader.ts';
import type { Verb } from '#operator/verbs.ts';
import type { CommandHome } from '../command-home.ts';
import { withServer, withServerOptions, type StatusOptions } from '../status.ts';
import { findRecord, kindNamed, namedIn, targetOf } from '../target.ts';
import { confirm } from '../terminal-narrator.ts';
import { CommandFailed, say, UsageError, type World } from '../world.ts';

interface VerbOptions extends StatusOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** What each verb does, and for those that destroy, what is asked before. */
const meanings: Readonly<
  Record<Verb, { readonly does: string; readonly question?: (what: string) => string }>
> = {
  reconcile: { does: 'look at a record now, and do what it needs' },
  pause: { does: 'do nothing for a record until it is resumed' },
  resume: { does: 'go on with a paused record' },
  retry: { does: 'forget why a record or its nodes were given up, and try again' },
  protect: { does: 'refuse every deletion of a cluster, of tenants’ too, until it is unprotected' },
  unprotect: { does: 'allow the deletion of a cluster again' },
  delete: {
    does: 'delete a record and all that it has in Cloud Director',
    question: (what) => `Delete ${what}, with everything that it has in Cloud Director?`,
  },
  purge: {
    does: 'forget a record, and leave what it has in Cloud Director without an owner',
    question: (what) => `Forget ${what}? What it has in Cloud Director stays and is no longer managed.`,
  },
};

/** `cse VERB KIND NAME`. */
export function addVerb(verb: Verb): (home: CommandHome) => void {
  const { does, question } = meanings[verb];
  return ({ program, world }) => {
    const command = program
      .command(verb)
      .description(`${does}; only through a running server`)
      .addArgument(new Argument('<kind>', 'cluster or template'))
      .addArgument(new Argument('[name]', 'its name'))
      .addOption(new Option('-n, --namespace <org>', 'its organization, where several have the name'))
      .option('--dry-run', 'say what would be done, and do nothing');
    if (question) command.option('-y, --yes', 'do not ask');
    withServerOptions(command).action((word: string, name: string | undefined, options: VerbOptions) =>
      act({ verb, command, word, name }, options, world),
    );
  };
}

async function act(
  asked: {
    readonly verb: Verb;
    readonly command: Command;
    readonly word: string;
    readonly name: string | undefined;
  },
  options: VerbOptions,
  world: World,
): Promise<void> {
  const { verb } = asked;
  const { kind: word, name } = namedIn(asked.word, asked.name);
  const kind = kindNamed(word);
  const { dryRun = false, yes = false, namespace } = options;
  const asks = meanings[verb].question !== undefined && !yes && !dryRun;
  if (asks && !world.ask)
    throw new UsageError(`there is no terminal to ask on; say --yes to ${verb} without a question`);
  await withServer(options, world, async (server, signal) => {
    const target = targetOf(await findRecord(server, { kind, name, namespace }, signal));
    if (asks && !(await isMeant(verb, target, world, signal))) throw new CommandFailed('nothing was done');
    await tell(server, verb, { target, dryRun }, world, signal);
  });
}

async function isMeant(verb: Verb, target: Target, world: World, signal: AbortSignal): Promise<boolean> {
  const { kind, name, namespace } = target;
  const question = meanings[verb].question?.(`${kind.toLowerCase()} '${name}' of ${namespace}`);
  return question === undefined || confirm(question, world, signal);
}

async function tell(
  server: OperatorClient,
  verb: Verb,
  { target, dryRun }: { readonly target: Target; readonly dryRun: boolean },
  world: World,
  signal: AbortSignal,
): Promise<void> {
  const { message } = await server.doVerb(verb, target, { dryRun }, signal);
  say(world, world.stdout, dryRun ? `${message} (dry run: nothing was done)` : message);
}
