import type { GuestJob } from './guest-backend.ts';

/** What machines take; anything else is refused here, where the mistake is. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const nodePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Throws `TypeError` for an id or a node that no machine would take. */
export function checkJob({ id, node }: Pick<GuestJob, 'id' | 'node'>): void {
  if (!idPattern.test(id)) throw new TypeError(`${JSON.stringify(id)} cannot name a job`);
  if (!nodePattern.test(node)) throw new TypeError(`${JSON.stringify(node)} cannot name a node`);
}
