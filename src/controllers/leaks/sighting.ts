import type { Intent, Thing, ThingOf } from '#records/intent.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import type { Task, VApp } from '#vcd/model.ts';
import { isUnderWay } from '#vcd/task-state.ts';
import type { LeakDependencies } from './dependencies.ts';
import type { Sighting } from './judge.ts';
import type { KnownRecords } from './known-records.ts';

/** The very thing that was seen, by what vCD calls it. */
export type Target =
  | { readonly kind: 'vApp'; readonly orgId: string; readonly vAppId: string }
  | {
      readonly kind: 'vm';
      readonly orgId: string;
      readonly vAppId: string;
      readonly vmId: string;
      readonly deployed: boolean;
    }
  | { readonly kind: 'tasks'; readonly uid: string; readonly tasks: readonly Task[] }
  | {
      readonly kind: 'catalogItem';
      readonly orgId: string;
      readonly itemId: string;
      /** What makes it, and would go on for as long as vCD waits for an upload. */
      readonly taskIds: readonly string[];
    };

/** What one look at vCD found. */
export interface Found {
  readonly seen: Sighting;
  /** Present with what is present. */
  readonly target?: Target;
}

/** Reads the records; called after vCD was looked at, since a record is older than what it asks for. */
export type RecordReading = () => Promise<KnownRecords>;

/** A line of the ledger with its thing, of one kind. */
export interface LineOf<Kind extends Thing['kind']> {
  readonly intent: Intent;
  readonly thing: ThingOf<Kind>;
}

/** Nothing of ours is there. */
export function nothing(
  state: 'absent' | 'foreign' = 'absent',
  record: Sighting['record'] = 'none',
): { readonly seen: Sighting } {
  return { seen: { state, record, wasReady: false, proven: true, busy: false } };
}

/** A record accounts for it, so nobody needs to look. */
export const accounted = nothing('absent', 'accounts');

/** vCD says "forbidden" for what is gone. */
export async function orNothing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof VcdForbidden) return undefined;
    throw error;
  }
}

/** The vApp as vCD shows it now. */
export function getVApp(
  { vcd }: Pick<LeakDependencies, 'vcd'>,
  { id, orgId }: { readonly id: string; readonly orgId: string },
  signal: AbortSignal,
): Promise<VApp | undefined> {
  return orNothing(vcd.getVApp(id, { orgId }, signal));
}

/** A task of vCD runs on it, or on one of its VMs, or it is still being made. */
export function isBusy({ status, tasks, vms }: VApp): boolean {
  return status === 0 || [...tasks, ...vms.flatMap((vm) => vm.tasks)].some(isUnderWay);
}
