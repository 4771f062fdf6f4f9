import { createBody } from '../../scripts/simulated/tenant.ts';
import { until, type Bench } from './bench.ts';
import { startCell, type Cell } from './cell.ts';
import { openLimits, startCloud, type Cloud, type CloudOptions } from './cloud.ts';
import { fieldLatency } from './field-latency.ts';
import { TooLate } from './too-late.ts';

/** How many tenants there are; clusters and requests are spread over all of them. */
export const tenants = 10;
/** vCD twice as fast as in the field: the clusters are at it for longer than the requests come. */
const factor = 2;

/** One of the tenants, at the broker. */
export interface Sender {
  readonly name: string;
  /** Throws when the answer has not that status, `TooLate` when the service says that it could not do it in time. */
  send(this: void, method: string, path: string, expected: number, body?: unknown): Promise<void>;
}

/** A cloud with its tenants. */
export interface Stage extends AsyncDisposable {
  readonly cloud: Cloud;
  readonly cell: Cell;
  readonly senders: readonly Sender[];
}

/** Starts it; its limits are the product's own but for the budget of vCD. */
export async function openStage(
  bench: Bench,
  options: Omit<CloudOptions, 'limits' | 'tenants'>,
): Promise<Stage> {
  await using opening = new AsyncDisposableStack();
  // The product's own pace; the budget of vCD is not what is measured.
  const limits = { ...openLimits, poll_min_ms: 1_000, poll_max_ms: 5_000 };
  const cloud = opening.use(await startCloud(bench, { ...options, limits, tenants }));
  const cell = opening.use(await startCell(cloud.amqpUrl, cloud.exchange));
  const names = Array.from({ length: tenants }, (_, n) => `tenant-${n}`);
  const senders = await Promise.all(names.map((name) => senderOf(cloud, cell, name)));
  const open = opening.move();
  return { cloud, cell, senders, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

async function senderOf(cloud: Cloud, cell: Cell, name: string): Promise<Sender> {
  const { token } = await cloud.login('admin', name);
  return {
    name,
    async send(method, path, expected, body) {
      const { status, text } = await cell.ask({ method, path, token, org: name, body });
      if (status === 503) throw new TooLate(`${method} ${path} of ${name}: ${text}`);
      if (status !== expected) throw new Error(`${method} ${path} of ${name}: ${status} ${text}`);
    },
  };
}

function clusterBody(tenant: string, name: string): Record<string, unknown> {
  return createBody(name, { vdc: `${tenant}-vdc`, network: `${tenant}-net`, node_count: 1 });
}

/** Asks for a cluster of one worker; throws when that is not accepted. */
export function create({ name, send }: Sender, cluster: string): Promise<void> {
  return send('POST', '/api/cse', 202, clusterBody(name, cluster));
}

/** So many clusters, spread over all tenants, accepted as fast as that goes. */
export async function makeClusters({ senders }: Stage, count: number): Promise<void> {
  const each = count / senders.length;
  await Promise.all(
    senders.map(async (sender) => {
      for (let n = 0; n < each; n += 1) await create(sender, `c${n}`);
    }),
  );
}

/**
 * What tenants ask for: in twenty requests ten lists, five infos, four lists of templates, and a create and a delete in
 * turn. A cluster is deleted a while after it was asked for.
 */
export function mixOf(senders: readonly Sender[]): {
  send: (n: number) => Promise<void>;
  created: () => number;
} {
  const made: { readonly sender: Sender; readonly cluster: string }[] = [];
  let created = 0;
  let changes = 0;
  const change = async (sender: Sender): Promise<void> => {
    changes += 1;
    const oldest = changes % 2 === 0 && made.length > 20 ? made.shift() : undefined;
    if (oldest) return oldest.sender.send('DELETE', `/api/cse/${oldest.cluster}`, 202);
    created += 1;
    const cluster = `m${created}`;
    await create(sender, cluster);
    made.push({ sender, cluster });
  };
  return {
    created: () => created,
    send(n) {
      const sender = senders[Math.floor(n / 20) % senders.length];
      if (!sender) throw new Error('there is no tenant');
      const kind = n % 20;
      if (kind === 0) return change(sender);
      if (kind < 11) return sender.send('GET', '/api/cse', 200);
      if (kind < 16) return sender.send('GET', '/api/cse/c0/info', 200);
      return sender.send('GET', '/api/cse/template', 200);
    },
  };
}

/** The field's, but that a vApp is there at once: until then there is nothing to show of a cluster. */
export function busyLatency(): Pick<CloudOptions, 'latency' | 'bootMs'> {
  const { latency, bootMs } = fieldLatency(factor);
  return { latency: { ...latency, operations: { ...latency.operations, vdcComposeVapp: 1_000 } }, bootMs };
}

/** Until every tenant's first cluster carries the mark by which it is listed. */
export async function untilListed(bench: Bench, { cloud }: Stage): Promise<void> {
  const marked = new Set(['configuringGuests', 'poweringOn', 'initializingControlPlane', 'ready']);
  const look = async () => {
    const { items } = await cloud.records.clusters.list({ name: 'c0' });
    return items.every(({ status }) => marked.has(status.phase ?? '')) || undefined;
  };
  await until(look, 'the first clusters are listed', { signal: bench.signal, timeoutMs: 120_000 });
}
