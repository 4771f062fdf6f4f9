import { z } from 'zod';

/** How the service itself is. Times in milliseconds. */
export const ServiceReport = z.object({
  version: z.string(),
  startedAt: z.iso.datetime(),
  /** As tenants meet it: `system disable` and `system stop` change it. */
  switch: z.enum(['enabled', 'disabled', 'stopping']),
  broker: z.object({ connected: z.boolean() }),
  queues: z.array(
    z.object({
      kind: z.string(),
      /** Due and waiting for a worker. */
      depth: z.int(),
      /** Being looked at right now. */
      running: z.int(),
    }),
  ),
  vcd: z.object({
    url: z.string(),
    /** Calls under way, calls that wait for their turn, and how many may run at a time. */
    running: z.int(),
    waiting: z.int(),
    concurrency: z.int(),
    ratePerSecond: z.number(),
  }),
  store: z.object({
    revision: z.int(),
    databaseBytes: z.int(),
    queued: z.int(),
    /** Records that cannot be read and are left alone, and what is wrong with them. */
    unreadable: z.array(z.object({ key: z.string(), problem: z.string() })),
    /** Why the last write was refused, null when it was not. */
    refusal: z.string().nullable(),
    commits: z.int(),
    failedCommits: z.int(),
  }),
  /** What the process has too little of to take on more work, null as long as it has enough. */
  shortage: z.string().nullable(),
  records: z.record(z.string(), z.int()),
});
export type ServiceReport = z.output<typeof ServiceReport>;
