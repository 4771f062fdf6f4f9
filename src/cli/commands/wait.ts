import { Argument, Option } from 'commander';
import type { StatusReader, Target } from '#operator/status-reader.ts';
import type { Kind } from '#records/metadata.ts';
import type { CommandHome } from '../command-home.ts';
import { withStatus, withStatusOptions, type Status, type StatusOptions } from '../status.ts';
import { findRecord, kindNamed, namedIn, targetOf } from '../target.ts';
import { CommandFailed, say, UsageError, type World } from '../world.ts';

interface WaitOptions extends StatusOptions {
  readonly for: string;
  readonly timeout: string;
}

/** `cse wait KIND NAME --for=condition=Ready`: until it holds, or exit code 1. */
export function addWait({ program, world }: CommandHome): void {
  const command = program
    .command('wait')
    .description('wait until something holds for a cluster or template; exit code 1 when it does not in time')
    .addArgument(new Argument('<kind>', 'cluster or template'))
    .addArgument(new Argument('[name]', 'its name'))
    .addOption(
      new Option('--for <what>', 'condition=NAME[=False], phase=NAME, or delete').default('condition=Ready'),
    )
    .addOption(new Option('--timeout <time>', 'how long at most: 90s, 30m, 2h').default('30m'));
  withStatusOptions(command).action(async (word: string, text: string | undefined, options: WaitOptions) => {
    const { kind, name } = namedIn(word, text);
    const asked = { kind: kindNamed(kind), name, namespace: options.namespace };
    const wish = wishIn(options.for);
    const timeoutMs = milliseconds(options.timeout);
    await withStatus(options, world, (status) => waitFor({ asked, wish, timeoutMs, options }, status, world));
  });
}

type Wish =
  | { readonly kind: 'gone' }
  | { readonly kind: 'condition' | 'phase'; readonly name: string; readonly value: string };

function wishIn(text: string): Wish {
  if (text === 'delete') return { kind: 'gone' };
  const [, kind, name, value = 'True'] = /^(condition|phase)=([^=]+)(?:=(.+))?$/.exec(text) ?? [];
  if ((kind === 'condition' || kind === 'phase') && name !== undefined) return { kind, name, value };
  throw new UsageError(`--for takes condition=NAME, phase=NAME or delete, not '${text}'`);
}

function milliseconds(text: string): number {
  const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000 };
  const [, count, unit = 's'] = /^(\d+)([smh]?)$/.exec(text) ?? [];
  if (count === undefined)
    throw new UsageError(`--timeout takes a time such as 90s, 30m or 2h, not '${text}'`);
  return Number(count) * (units[unit || 's'] ?? 1_000);
}

interface Waiting {
  readonly asked: { readonly kind: Kind; readonly name: string; readonly namespace: string | undefined };
  readonly wish: Wish;
  readonly timeoutMs: number;
  readonly options: WaitOptions;
}

async function waitFor(
  { asked, wish, timeoutMs, options }: Waiting,
  { reader, signal }: Status,
  world: World,
): Promise<void> {
  const { kind, name } = asked;
  const what = `${kind.toLowerCase()}/${name}`;
  const met = () => say(world, world.stdout, `${what}: ${options.for} holds`);
  if (wish.kind === 'gone' && !(await isThere(reader, asked, signal))) return met();
  const target = targetOf(await findRecord(reader, asked, signal));
  const timeout = AbortSignal.timeout(timeoutMs);
  const until = AbortSignal.any([signal, timeout]);
  let last = '';
  for await (const event of reader.watch(kind, { namespace: target.namespace, name }, until)) {
    if (event === 'synced') continue;
    const { state, summary } = event;
    if (state === 'gone') {
      if (wish.kind === 'gone') return met();
      throw new CommandFailed(`${what} is gone, and '${options.for}' never held. ${last}`.trim());
    }
    if (await holds(reader, target, wish, until).catch(stopped(until))) return met();
    last = [summary.phase && `It is in ${summary.phase}.`, summary.message].filter(Boolean).join(' ');
  }
  if (!timeout.aborted) throw new CommandFailed('interrupted');
  throw new CommandFailed(`${what}: '${options.for}' did not hold within ${options.timeout}. ${last}`.trim());
}

function stopped(signal: AbortSignal): (error: unknown) => false {
  return (error) => {
    if (signal.aborted) return false;
    throw error;
  };
}

async function isThere(
  reader: StatusReader,
  { kind, name, namespace }: Waiting['asked'],
  signal: AbortSignal,
): Promise<boolean> {
  return (await reader.summaries(kind, { name, namespace }, signal)).total > 0;
}

async function holds(
  reader: StatusReader,
  { kind, namespace, name }: Target,
  wish: Wish,
  signal: AbortSignal,
): Promise<boolean> {
  if (wish.kind === 'gone') return false;
  const { items } = await reader.records(kind, { namespace, name }, signal);
  const status = items[0]?.status;
  if (!status) return false;
  if (wish.kind === 'phase') return status.phase === wish.name;
  return status.conditions.some(({ type, status: is }) => type === wish.name && is === wish.value);
}
