import { Option, type Command } from 'commander';
import type { OperatorClient } from '#operator/client.ts';
import type { Leak } from '#operator/leaks.ts';
import { ageText, spanText } from '../age.ts';
import { withServer, withServerOptions, type StatusOptions } from '../status.ts';
import { printable, tableText } from '../table.ts';
import { confirm } from '../terminal-narrator.ts';
import { CommandFailed, say, UsageError, type World } from '../world.ts';

interface LeaksOptions extends StatusOptions {
  readonly output: 'table' | 'json';
  readonly remove?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** `cse audit leaks`: what the service made in Cloud Director and has no record of. */
export function addLeaks(audit: Command, world: World): void {
  const command = audit
    .command('leaks')
    .description(
      'what is in Cloud Director, was made by this service and has no record; looks at everything now, through a running server',
    )
    .addOption(
      new Option('-o, --output <format>', 'how to print').choices(['table', 'json']).default('table'),
    )
    .option('--remove <name>', 'remove one of them at once, by its name or id, whether it is due or not')
    .option('--dry-run', 'with --remove: say what would be done, and do nothing')
    .option('-y, --yes', 'with --remove: do not ask');
  withServerOptions(command).action((options: LeaksOptions) => leaks(options, world));
}

async function leaks(options: LeaksOptions, world: World): Promise<void> {
  const { remove, output, dryRun = false, yes = false } = options;
  if (remove === undefined && (dryRun || yes))
    throw new UsageError('--dry-run and --yes go with --remove: without it nothing is done');
  if (remove !== undefined && !yes && !dryRun && !world.ask)
    throw new UsageError('there is no terminal to ask on; say --yes to remove without a question');
  await withServer(options, world, async (server, signal) => {
    const { items } = await server.leaks(signal);
    if (remove !== undefined) return removeOne(server, theOne(items, remove), options, world, signal);
    if (output === 'json') world.stdout.write(`${JSON.stringify({ items }, undefined, 2)}\n`);
    else list(items, world);
  });
}

function list(items: readonly Leak[], world: World): void {
  if (items.length === 0) return say(world, world.stdout, 'Nothing is left behind.', 'green');
  const now = world.clock();
  const columns = [
    { title: 'NAME', cell: ({ name }: Leak) => name },
    { title: 'THING', cell: ({ thing }: Leak) => thing },
    { title: 'ORGANIZATION', cell: ({ namespace }: Leak) => namespace },
    { title: 'FOUND', cell: ({ foundAt }: Leak) => ageText(foundAt, now) },
    { title: 'FATE', cell: (leak: Leak) => fateText(leak, now) },
    { title: 'ID', cell: ({ id }: Leak) => id },
  ];
  world.stdout.write(tableText(columns, items, world.stdout.columns));
}

function fateText({ thing, fate, because, message, dueAt }: Leak, now: Date): string {
  const verb = thing === 'task' ? 'ended' : 'removed';
  if (because !== null) return message;
  if (fate === 'remove' || dueAt === null) return `${verb} with the next look`;
  return `${verb} in ${spanText(Date.parse(dueAt) - now.getTime())}`;
}

function theOne(items: readonly Leak[], wanted: string): Leak {
  const found = items.filter(({ id, name }) => id === wanted || name === wanted);
  const [first, ...others] = found;
  if (!first)
    throw new CommandFailed(`'${wanted}' is not among what was left behind: cse audit leaks lists it`);
  if (others.length === 0) return first;
  const ids = found.map(({ id }) => id).join(', ');
  throw new UsageError(`there are several of the name '${wanted}'; choose one by its id: ${ids}`);
}

async function removeOne(
  server: OperatorClient,
  { id, thing, name, namespace, because }: Leak,
  { dryRun = false, yes = false }: LeaksOptions,
  world: World,
  signal: AbortSignal,
): Promise<void> {
  const what = printable(`${thing} '${name}' of ${namespace}`);
  const loss = because === 'wasReady' ? ' It was ready once, and all that is in it is lost.' : '';
  const isMeant =
    yes || dryRun || (await confirm(`Remove ${what} from Cloud Director?${loss}`, world, signal));
  if (!isMeant) throw new CommandFailed('nothing was done');
  const { message } = await server.removeLeak(id, { dryRun }, signal);
  say(world, world.stdout, printable(dryRun ? `${message} (dry run: nothing was done)` : message));
}
