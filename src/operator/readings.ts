import { z } from 'zod';
import { kinds, recordKey, splitKey, type Kind, type RecordKey } from '#records/metadata.ts';
import type { EventLog } from '#store/record-store.ts';
import type { RecordIndex } from './record-index.ts';
import { OperatorRefusal } from './refusal.ts';
import type { EventSummary, NodeSummary, RecordSummary } from './summaries.ts';
import { LabelSelector } from './summary-query.ts';

/** `clusters` in a path is the kind `Cluster`. */
const pathKinds = Object.fromEntries(kinds.map((kind) => [`${kind.toLowerCase()}s`, kind]));
/** A kind of record as it stands in a path: `clusters`, `templates`. */
export const PathKind = z.string().transform((text, context): Kind => {
  const kind = pathKinds[text];
  if (kind) return kind;
  context.addIssue({ code: 'custom', message: `there are ${Object.keys(pathKinds).join(' and ')}` });
  return z.NEVER;
});

/** Which nodes to list. */
export const NodeQuery = z.strictObject({
  namespace: z.string().optional(),
  cluster: z.string().optional(),
  name: z.string().optional(),
});
/** Which events to list. */
export const EventQuery = z.strictObject({
  kind: PathKind.optional(),
  namespace: z.string().optional(),
  name: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});
/** Which whole records to give. */
export const RecordFilterQuery = z.strictObject({
  namespace: z.string().optional(),
  name: z.string().optional(),
});
/** Which record that is gone to tell of. */
export const DepartedQuery = RecordFilterQuery.required({ name: true });
/** Which changes to follow. */
export const WatchQuery = z.strictObject({
  namespace: z.string().optional(),
  name: z.string().optional(),
  labels: LabelSelector.optional(),
});

/** Checks what came in. Throws `OperatorRefusal` (invalid). */
export function read<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new OperatorRefusal('invalid', z.prettifyError(parsed.error));
}

/** Throws `OperatorRefusal` (invalid) on a name that no record can have. */
export function keyFrom(kind: Kind, namespace: string, name: string): RecordKey {
  const key = recordKey(kind, namespace, name);
  try {
    splitKey(key);
  } catch (cause) {
    throw new OperatorRefusal('invalid', `'${name}' in '${namespace}' cannot be the name of a record`, {
      cause,
    });
  }
  return key;
}

/** The lines of one kind, in no order. */
export function summariesOf(index: RecordIndex, kind: Kind): Iterable<RecordSummary> {
  return kind === 'Cluster' ? index.clusters() : index.templates();
}

/** The nodes that a query asks for. */
export function nodesOf(index: RecordIndex, query: z.output<typeof NodeQuery>): NodeSummary[] {
  const { namespace, cluster, name } = query;
  return [...index.nodes()].filter(
    (node) =>
      (namespace ?? node.namespace) === node.namespace &&
      (cluster ?? node.cluster) === node.cluster &&
      (name ?? node.name) === node.name,
  );
}

/** Oldest first. */
export async function eventsOf(
  events: Pick<EventLog, 'list'>,
  query: z.output<typeof EventQuery>,
): Promise<EventSummary[]> {
  const { kind, namespace, name, limit } = query;
  const key = kind && namespace && name ? keyFrom(kind, namespace, name) : undefined;
  const found = await events.list({ limit, ...(key && { key }) });
  return found
    .map(({ key: about, uid: _uid, ...event }) => ({ ...splitKey(about), ...event }))
    .filter(
      (event) =>
        (kind ?? event.kind) === event.kind &&
        (namespace ?? event.namespace) === event.namespace &&
        (name ?? event.name) === event.name,
    );
}

/** Those fields that are there. */
export function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never; // the same fields, those that are there
}
