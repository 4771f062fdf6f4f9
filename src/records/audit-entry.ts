import { z } from 'zod';

/**
 * One line of the audit. An action has two: `asked` before anything changes and `done` with what came of it, under the
 * same `action`. One that was asked and never done is what a crash or a full disk interrupted.
 */
export const AuditEntry = z.strictObject({
  action: z.uuid(),
  state: z.enum(['asked', 'done']),
  at: z.iso.datetime(),
  /**
   * How the request came in: `vcd` is a login at the operators' door with an account of Cloud Director, `command` needed
   * no server, and `service` is nobody but the service itself.
   */
  source: z.enum(['amqp', 'socket', 'token', 'vcd', 'command', 'service']),
  /** Null where the request was refused before it was known who sent it. */
  actor: z.string().nullable(),
  /** The organization of a tenant's user; null for operators. */
  org: z.string().nullable(),
  verb: z.string(),
  /** What the request named: the path without its query string, or the key of a record. */
  target: z.string(),
  /** Key of the record that was changed. */
  record: z.string().nullable(),
  /** Of its wish; 0 before a creation. */
  generation: z.strictObject({ before: z.int(), after: z.int() }).nullable(),
  /** `code`: the HTTP status or the kind of the refusal. Texts are left out: they quote what people sent. */
  result: z
    .strictObject({ outcome: z.enum(['accepted', 'unchanged', 'refused', 'failed']), code: z.string() })
    .nullable(),
  /** The id of the tenant's message. */
  request: z.string().nullable(),
});
export type AuditEntry = z.output<typeof AuditEntry>;
