import type { Metadata } from './metadata-schema.ts';

/** The API group and version of every record; also the group of the CRDs in `crds/`. */
export const apiVersion = 'containerservice.dev/v1alpha1';

/** The kinds of records that there are. */
export const kinds = ['Cluster', 'Template'] as const;
export type Kind = (typeof kinds)[number];

declare const brand: unique symbol;

/** `Kind/namespace/name`: what the work queue carries and what the store looks a record up by. */
export type RecordKey = string & { readonly [brand]: 'RecordKey' };

/** Opaque stamp of a record's last write: the store's revision as decimal text. */
export type ResourceVersion = string & { readonly [brand]: 'ResourceVersion' };

/** A promise to clean up before the record may vanish. */
export type Finalizer = string;

/** The finalizer that our own controllers hold on every record that has something in Cloud Director. */
export const cleanupFinalizer: Finalizer = 'containerservice.dev/cleanup';

/** What the creator of a record decides about its metadata; the store adds the rest. */
export type NewMetadata = Pick<Metadata, 'name' | 'namespace' | 'uid'> &
  Partial<Pick<Metadata, 'finalizers' | 'labels'>>;

/** Any record: metadata, the wish (spec) and the report (status). */
export interface AnyRecord {
  readonly kind: Kind;
  readonly metadata: Metadata;
  readonly spec: object;
  readonly status: object;
}

/** The one way to a key. */
export function recordKey(kind: Kind, namespace: string, name: string): RecordKey {
  return `${kind}/${namespace}/${name}` as RecordKey;
}

/** The key of a record. */
export function keyOf(record: AnyRecord): RecordKey {
  return recordKey(record.kind, record.metadata.namespace, record.metadata.name);
}

/** The parts of a key. Throws on text that is not a key. */
export function splitKey(key: RecordKey): { kind: Kind; namespace: string; name: string } {
  const [kind, namespace, name, ...rest] = key.split('/');
  const known = kinds.find((candidate) => candidate === kind);
  if (!known || !namespace || !name || rest.length > 0) throw new TypeError(`not a record key: ${key}`);
  return { kind: known, namespace, name };
}
