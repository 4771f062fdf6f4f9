import { z } from 'zod';
import type { Cluster, ClusterNode } from '#records/cluster.ts';
import { cleanupFinalizer, splitKey, type Finalizer, type RecordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { RecordDamaged, StoreConflict } from '#store/errors.ts';
import type { EventLog, RecordStore } from '#store/record-store.ts';
import { OperatorRefusal } from './refusal.ts';

/** What an operator can do to one record. */
export const verbs = [
  'reconcile',
  'pause',
  'resume',
  'retry',
  'protect',
  'unprotect',
  'delete',
  'purge',
] as const;
/** What an operator may do with a record. */
export type Verb = (typeof verbs)[number];

/** Who asks, for history and audit. */
export interface Operator {
  readonly name: string;
  /** How they came in. */
  readonly via: 'socket' | 'token' | 'vcd';
}

/** `changed`: something was written or started; `unchanged`: it was so already. */
export const VerbResult = z.object({
  outcome: z.enum(['changed', 'unchanged']),
  /** One sentence for people. */
  message: z.string(),
  generation: z.object({ before: z.int(), after: z.int() }),
});
export type VerbResult = z.output<typeof VerbResult>;

/** A record that verbs are for. */
export type KnownRecord = Cluster | Template;

/** What verbs need from outside. */
export interface VerbDependencies {
  readonly clusters: RecordStore<Cluster>;
  readonly templates: RecordStore<Template>;
  readonly events: EventLog;
  /** Asks the record's controller for a look at once. */
  readonly wake: (key: RecordKey) => void;
}

/** Times that a change is tried again because the controller wrote in between. */
const attempts = 10;
const longAgo = new Date(0).toISOString();

/** Does it, unless `dryRun`, and says what became or would become of it. Throws `OperatorRefusal`. */
export async function doVerb(
  dependencies: VerbDependencies,
  request: {
    readonly verb: Verb;
    readonly key: RecordKey;
    readonly operator: Operator;
    readonly dryRun: boolean;
  },
): Promise<VerbResult> {
  const { verb, key, operator, dryRun } = request;
  for (let attempt = 1; ; attempt += 1) {
    const record = await readableRecord(dependencies, request);
    if (record === 'unreadable') return purgeUnreadable(dependencies, request);
    if (!record) throw new OperatorRefusal('notFound', `there is no ${nameOf(key)}`);
    const plan = planOf(verb, record);
    const generation = record.metadata.generation;
    if (!plan.act || dryRun) {
      const outcome = plan.act ? ('changed' as const) : ('unchanged' as const);
      return { outcome, message: plan.message, generation: { before: generation, after: generation } };
    }
    try {
      // Before the act: with a purge the history goes.
      await note(dependencies.events, record, key, `${operator.name} (${operator.via}): ${verb}`);
      const after = await plan.act(dependencies, key);
      if (verb !== 'purge') dependencies.wake(key);
      return {
        outcome: 'changed',
        message: plan.message,
        generation: { before: generation, after: after ?? generation },
      };
    } catch (error) {
      if (!(error instanceof StoreConflict) || attempt === attempts) throw error;
    }
  }
}

/** One that cannot be read can be purged, and nothing else. Throws `RecordDamaged`. */
async function readableRecord(
  dependencies: VerbDependencies,
  { verb, key }: { readonly verb: Verb; readonly key: RecordKey },
): Promise<KnownRecord | 'unreadable' | undefined> {
  try {
    return await storeOf(dependencies, key).get(key);
  } catch (error) {
    if (error instanceof RecordDamaged && verb === 'purge') return 'unreadable';
    throw error;
  }
}

async function purgeUnreadable(
  stores: VerbDependencies,
  { key, dryRun }: { readonly key: RecordKey; readonly dryRun: boolean },
): Promise<VerbResult> {
  if (!dryRun) {
    await forget(stores, key, []);
  }
  // What is not known is 0: nobody can read it.
  return { outcome: 'changed', message: purgedText(nameOf(key)), generation: { before: 0, after: 0 } };
}

/**
 * Takes the record out. Its finalizers go first: marked for deletion while one holds it, it would be seen by its controller,
 * which begins to delete what it has in Cloud Director.
 */
async function forget(
  stores: VerbDependencies,
  key: RecordKey,
  finalizers: readonly Finalizer[],
): Promise<void> {
  const store = storeOf(stores, key);
  for (const finalizer of new Set([...finalizers, cleanupFinalizer])) await store.release(key, finalizer);
  await store.remove(key);
}

function purgedText(what: string): string {
  return `the record of ${what} is gone; what it has in Cloud Director is still there and no longer managed; cse audit leaks lists it`;
}

interface Plan {
  readonly message: string;
  /** Resolves to the generation afterwards where it changed; absent when there is nothing to do. */
  readonly act?: (dependencies: VerbDependencies, key: RecordKey) => Promise<number | void>;
}

function planOf(verb: Verb, record: KnownRecord): Plan {
  const what = `${record.kind.toLowerCase()} '${record.metadata.name}'`;
  const deleting = record.metadata.deletionTimestamp !== undefined;
  switch (verb) {
    case 'reconcile':
      return { message: `${what} is looked at now`, act: async () => undefined };
    case 'pause':
      if (record.spec.paused) return { message: `${what} is paused already` };
      return {
        message: `${what} is paused: nothing is done for it until it is resumed`,
        act: setPaused(record, true),
      };
    case 'resume':
      if (!record.spec.paused) return { message: `${what} is not paused` };
      return { message: `${what} is resumed`, act: setPaused(record, false) };
    case 'retry':
      return planRetry(record, what);
    case 'protect':
      return planProtection(record, what, true);
    case 'unprotect':
      return planProtection(record, what, false);
    case 'delete':
      refuseProtected(record, what);
      if (deleting) return { message: `${what} is being deleted already` };
      return { message: `${what} is being deleted`, act: (stores, key) => storeOf(stores, key).remove(key) };
    case 'purge':
      refuseProtected(record, what);
      return {
        message: purgedText(what),
        act: (stores, key) => forget(stores, key, record.metadata.finalizers),
      };
  }
}

function setPaused(record: KnownRecord, paused: boolean): NonNullable<Plan['act']> {
  return async ({ clusters, templates }) => {
    const after =
      record.kind === 'Cluster'
        ? await clusters.updateSpec({ ...record, spec: { ...record.spec, paused } })
        : await templates.updateSpec({ ...record, spec: { ...record.spec, paused } });
    return after.metadata.generation;
  };
}

function planProtection(record: KnownRecord, what: string, wanted: boolean): Plan {
  if (record.kind !== 'Cluster')
    throw new OperatorRefusal('invalid', `${what} cannot be protected: only clusters can`);
  const { deletionProtection = false } = record.spec;
  const state = wanted ? 'protected against deletion' : 'not protected against deletion any more';
  if (deletionProtection === wanted)
    return { message: wanted ? `${what} is protected already` : `${what} is not protected` };
  return {
    message: `${what} is ${state}`,
    async act({ clusters }) {
      const spec = { ...record.spec, deletionProtection: wanted };
      return (await clusters.updateSpec({ ...record, spec })).metadata.generation;
    },
  };
}

function refuseProtected(record: KnownRecord, what: string): void {
  if (record.kind !== 'Cluster' || !record.spec.deletionProtection) return;
  const { name } = record.metadata;
  throw new OperatorRefusal(
    'conflict',
    `${what} is protected against deletion; take that away first: cse unprotect cluster ${name}`,
  );
}

/** Forgets why it was given up, so that what is missing is found missing again and done. */
function planRetry(record: KnownRecord, what: string): Plan {
  if (record.metadata.deletionTimestamp !== undefined)
    throw new OperatorRefusal('conflict', `${what} is being deleted; that is retried by itself`);
  if (record.kind === 'Template')
    return { message: `${what} is tried again now`, act: async () => undefined };
  const { failure, lastError, ...status } = record.status;
  const nodes = status.nodes.map(retriedNode);
  const failedNodes = status.nodes.filter((node) => node.failure ?? (node.downSince && node.poweredOn));
  if (!failure && !lastError && failedNodes.length === 0) {
    return { message: `${what} has nothing to retry: neither it nor one of its nodes has failed` };
  }
  return {
    message: `${what} is tried again now`,
    act: async ({ clusters }) =>
      void (await clusters.updateStatus({ ...record, status: { ...status, nodes } })),
  };
}

/** One that was to replace another is not tried again under its name: the next one is due. */
function retriedNode({ failure, poweredOn: _tried, ...node }: ClusterNode): ClusterNode {
  return failure && node.replacement ? { ...node, failure: { ...failure, at: longAgo } } : node;
}

/** The store that a key's record is in. */
export function storeOf(
  { clusters, templates }: Pick<VerbDependencies, 'clusters' | 'templates'>,
  key: RecordKey,
): Pick<RecordStore<KnownRecord>, 'remove' | 'release'> & {
  get(key: RecordKey): Promise<KnownRecord | undefined>;
} {
  return splitKey(key).kind === 'Cluster' ? clusters : templates;
}

/** `cluster 'c1' in 'acme'`. */
export function nameOf(key: RecordKey): string {
  const { kind, namespace, name } = splitKey(key);
  return `${kind.toLowerCase()} '${name}' in '${namespace}'`;
}

/** Writes into the record's history what an operator did. */
export async function note(
  events: EventLog,
  record: KnownRecord,
  key: RecordKey,
  message: string,
): Promise<void> {
  await events.record({ key, uid: record.metadata.uid, type: 'Normal', reason: 'Operator', message });
}
