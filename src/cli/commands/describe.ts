import { Argument } from 'commander';
import type { ServiceReport } from '#operator/service-report.ts';
import type { StatusReader } from '#operator/status-reader.ts';
import type { EventSummary } from '#operator/summaries.ts';
import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { CommandHome } from '../command-home.ts';
import { clusterText, nodeText, templateText } from '../description.ts';
import { withStatus, withStatusOptions, type Status, type StatusOptions } from '../status.ts';
import { findWhole, goneNow, kindNamed, namedIn, notFound, type Asked } from '../target.ts';
import { CommandFailed, say, UsageError, type World } from '../world.ts';

/** `cse describe KIND NAME`: all about one record or node. */
export function addDescribe({ program, world }: CommandHome): void {
  const command = program
    .command('describe')
    .description('show everything about one cluster, template or node')
    .addArgument(new Argument('<kind>', 'cluster, template or node'))
    .addArgument(new Argument('[name]', 'its name'));
  withStatusOptions(command).action(
    async (word: string, text: string | undefined, options: StatusOptions) => {
      const { kind, name } = namedIn(word, text);
      await withStatus(options, world, async (status) => {
        const { namespace } = options;
        let failure: CommandFailed | undefined;
        if (kind === 'node' || kind === 'nodes')
          world.stdout.write(await node(status, name, namespace, world.clock()));
        else failure = await record(status, { kind: kindNamed(kind), name, namespace }, world);
        await warnOfService(status, world);
        if (failure) throw failure;
      });
    },
  );
}

async function record(
  { reader, signal }: Status,
  asked: Asked,
  world: World,
): Promise<CommandFailed | undefined> {
  const { state, record: found } = await findWhole(reader, asked, signal);
  const now = world.clock();
  const events = state === 'gone' ? [] : await eventsOf(reader, found, signal);
  const text = found.kind === 'Cluster' ? clusterText(found, events, now) : templateText(found, events, now);
  world.stdout.write(text);
  return state === 'gone' ? goneNow(found) : undefined;
}

async function eventsOf(
  reader: StatusReader,
  { kind, metadata }: Cluster | Template,
  signal: AbortSignal,
): Promise<readonly EventSummary[]> {
  const { namespace, name } = metadata;
  const { items } = await reader.events(
    { namespace, name, kind: `${kind.toLowerCase()}s`, limit: 50 },
    signal,
  );
  return items;
}

async function node(
  { reader, signal }: Status,
  name: string,
  namespace: string | undefined,
  now: Date,
): Promise<string> {
  const { items } = await reader.nodes({ name, namespace }, signal);
  const [found, ...others] = items;
  if (!found) throw new CommandFailed(notFound('node', name, namespace));
  if (others.length > 0)
    throw new UsageError(`there are ${items.length} nodes '${name}'; choose one with -n`);
  const records = await reader.records(
    'Cluster',
    { namespace: found.namespace, name: found.cluster },
    signal,
  );
  return nodeText(found, records.items[0] as Cluster, now); // of the kind that was asked for, and it has the node
}

/** What is wrong with the service itself hides behind no single record. */
export async function warnOfService({ server, signal }: Status, world: World): Promise<void> {
  if (!server) return;
  for (const problem of serviceProblems(await server.service(signal)))
    say(world, world.stderr, problem, 'yellow');
}

/** So many are named; a whole table that cannot be read would hide everything else. */
const mostUnreadable = 5;

/** What keeps the service as a whole from working, in words that somebody can act on. */
export function serviceProblems({ broker, switch: state, store, shortage }: ServiceReport): string[] {
  return [
    ...(broker.connected
      ? []
      : ['The message broker is not connected: no request arrives and no answer leaves until it is back.']),
    ...(state === 'enabled' ? [] : [`The service is ${state}: requests of tenants are refused.`]),
    ...(shortage === null ? [] : [`New clusters and nodes are refused: ${shortage}.`]),
    ...(store.refusal === null ? [] : [`Nothing can be written: ${store.refusal}.`]),
    ...store.unreadable
      .slice(0, mostUnreadable)
      .map(
        ({ key, problem }) =>
          `${key} cannot be read and is left alone (${problem}): see CseDamagedRecords in the runbook.`,
      ),
    ...(store.unreadable.length > mostUnreadable
      ? [`${store.unreadable.length - mostUnreadable} more records cannot be read: the log names them.`]
      : []),
  ];
}
