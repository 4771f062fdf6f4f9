import type { Reference } from '../documents/references.ts';
import type { MetadataSet } from '../inventory/entities.ts';

/** A reference is shown as href in records and as URN in id-records; undefined is left out. */
export type FieldValue = string | number | boolean | Date | Reference | undefined;

/** One line of a query: what is shown, filtered and sorted by. */
export interface QueryRecord {
  readonly self: Reference;
  /** The field of that name, where it is to be had without the others. */
  readonly name?: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly metadata?: MetadataSet;
}
