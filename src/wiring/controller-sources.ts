import { keyOf, type AnyRecord, type RecordKey } from '#records/metadata.ts';
import type { ControllerPlan } from '#runtime/manager.ts';
import type { RecordStore } from '#store/record-store.ts';

/** What wakes the controller of a kind: every record once, then each wish that is made, changed or withdrawn. */
export function sourcesOf<R extends AnyRecord>(
  store: RecordStore<R>,
): Pick<ControllerPlan, 'changes' | 'listKeys'> {
  return {
    async *changes(signal) {
      const { items, revision } = await store.list();
      for (const record of items) yield keyOf(record);
      for await (const change of store.watch(revision, signal)) {
        // A status is written by the controller itself, which knows when to look again.
        if (change.kind !== 'statusChanged' && change.kind !== 'gone') yield keyOf(change.record);
      }
    },
    async listKeys(): Promise<readonly RecordKey[]> {
      const { items } = await store.list();
      return items.map(keyOf);
    },
  };
}
