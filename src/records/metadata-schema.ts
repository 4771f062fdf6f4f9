import { z } from 'zod';
import type { ResourceVersion } from './metadata.ts';

const timestamp = z.iso.datetime();

/** What every record says about itself. */
export const Metadata = z.object({
  name: z.string().min(1).max(253),
  /** The vCD organization's name; templates live in the organization that owns their catalog. */
  namespace: z.string().min(1).max(253),
  uid: z.uuid(),
  /** Number of the spec; rises by one when the wish changes. */
  generation: z.int().positive(),
  resourceVersion: z.string().transform((text) => text as ResourceVersion),
  creationTimestamp: timestamp,
  deletionTimestamp: timestamp.optional(),
  finalizers: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
});
export type Metadata = z.output<typeof Metadata>;
