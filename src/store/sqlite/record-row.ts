import type { z } from 'zod';
import { Cluster } from '#records/cluster.ts';
import { clusterIntents, templateIntents, type IntendedThing } from '#records/intent.ts';
import { presentStatus } from '#records/earlier-shapes.ts';
import { recordKey, type AnyRecord, type Kind } from '#records/metadata.ts';
import { Template } from '#records/template.ts';
import { RecordDamaged } from '../errors.ts';
import type { NewRecord } from '../record-store.ts';
import type { CarriedIntents } from './protocol.ts';
import { keyOfRow, type RecordRow } from './schema.ts';

/** A kind of record with the schema that its rows must fit. */
export interface RecordType<R extends AnyRecord> {
  readonly kind: Kind;
  readonly schema: z.ZodType<R>;
  /** What is written into the ledger with each write of the record. */
  readonly intents: (record: R) => readonly IntendedThing[];
}

/** How clusters lie in the database. */
export const clusterType: RecordType<Cluster> = {
  kind: 'Cluster',
  schema: Cluster,
  intents: clusterIntents,
};
/** How templates lie in the database. */
export const templateType: RecordType<Template> = {
  kind: 'Template',
  schema: Template,
  intents: templateIntents,
};

/**
 * The record that lies in the row, which an earlier release may have written. Throws `RecordDamaged` when it does not fit
 * the schema of its kind.
 */
export function recordOfRow<R extends AnyRecord>(type: RecordType<R>, row: RecordRow): R {
  const stored = plainRecord(row);
  const parsed = type.schema.safeParse(stored);
  if (parsed.success) return parsed.data;
  const earlier = type.schema.safeParse({ ...stored, status: presentStatus(stored.status) });
  if (earlier.success) return earlier.data;
  throw new RecordDamaged(keyOfRow(row), problems(parsed.error), { cause: parsed.error });
}

/** The same for a row of any kind. */
export function anyRecordOfRow(row: RecordRow): AnyRecord {
  return row.kind === 'Cluster' ? recordOfRow(clusterType, row) : recordOfRow(templateType, row);
}

/** The columns of a new record. Throws `TypeError` for one that could not be read again. */
export function rowOfNewRecord<R extends AnyRecord>(
  type: RecordType<R>,
  given: NewRecord<R>,
  created: string,
) {
  const { metadata, spec, status } = given;
  const whole = {
    kind: type.kind,
    metadata: {
      ...metadata,
      finalizers: metadata.finalizers ?? [],
      labels: metadata.labels ?? {},
      generation: 1,
      resourceVersion: '0',
      creationTimestamp: created,
    },
    spec,
    status,
  };
  const fit = requireFit(type, whole);
  const { namespace, name, uid } = metadata;
  if (`${namespace}${name}`.includes('/')) {
    throw new TypeError(`a record's name and namespace hold no slash: ${namespace}, ${name}`);
  }
  return {
    key: recordKey(type.kind, namespace, name),
    uid,
    created,
    ...columnsOf(fit),
    intents: intentsOf(type, fit),
  };
}

/** The columns of a record that may change. Throws `TypeError` for one that could not be read again. */
export function rowOfRecord<R extends AnyRecord>(type: RecordType<R>, record: R) {
  const fit = requireFit(type, record);
  const { namespace, name, uid, resourceVersion } = fit.metadata;
  const key = recordKey(type.kind, namespace, name);
  const intents = intentsOf(type, fit);
  return { key, uid, revision: Number(resourceVersion), ...columnsOf(fit), intents };
}

function requireFit<R extends AnyRecord>(type: RecordType<R>, record: unknown): R {
  const parsed = type.schema.safeParse(record);
  if (parsed.success) return parsed.data;
  throw new TypeError(`not a ${type.kind} that can be stored: ${problems(parsed.error)}`, {
    cause: parsed.error,
  });
}

function intentsOf<R extends AnyRecord>(type: RecordType<R>, record: R): CarriedIntents['intents'] {
  return type.intents(record).map(({ id, thing }) => ({ id, thing: JSON.stringify(thing) }));
}

function columnsOf({ metadata, spec, status }: AnyRecord) {
  return {
    finalizers: JSON.stringify(metadata.finalizers),
    labels: JSON.stringify(metadata.labels),
    spec: JSON.stringify(spec),
    status: JSON.stringify(status),
  };
}

function plainRecord(row: RecordRow) {
  try {
    return {
      kind: row.kind,
      metadata: {
        name: row.name,
        namespace: row.namespace,
        uid: row.uid,
        generation: row.generation,
        resourceVersion: String(row.revision),
        creationTimestamp: row.created,
        ...(row.deletion !== null && { deletionTimestamp: row.deletion }),
        finalizers: JSON.parse(row.finalizers) as unknown,
        labels: JSON.parse(row.labels) as unknown,
      },
      spec: JSON.parse(row.spec) as unknown,
      status: JSON.parse(row.status) as unknown,
    };
  } catch (cause) {
    throw new RecordDamaged(keyOfRow(row), 'a column does not hold JSON', { cause });
  }
}

/** Paths and rules, never values: they may be somebody's. */
function problems(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
