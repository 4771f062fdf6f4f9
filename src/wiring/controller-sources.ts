import { keyOf, type AnyRecord, type RecordKey } from '#records/metadata.ts';
import type { ControllerPlan } from '#runtime/manager.ts';
import type { RecordStore, Revision } from '#store/record-store.ts';

/** What wakes the controller of a kind: every record once, then each wish that is made, changed or withdrawn. */
export function sourcesOf<R extends AnyRecord>(
  store: RecordStore<R>,
): Pick<ControllerPlan, 'changes' | 'listKeys'> {
  return {
    async *changes(signal) {
      const { keys, revision } = await keysIn(store);
      yield* keys;
      for await (const change of store.watch(revision, signal)) {
        // A status is written by the controller itself, which knows when to look again.
        if (change.kind !== 'statusChanged' && change.kind !== 'gone') yield keyOf(change.record);
      }
    },
    listKeys: async () => (await keysIn(store)).keys,
  };
}

async function keysIn<R extends AnyRecord>(
  store: RecordStore<R>,
): Promise<{ readonly keys: readonly RecordKey[]; readonly revision: Revision }> {
  const keys: RecordKey[] = [];
  const revision = await store.walk((record) => keys.push(keyOf(record)));
  return { keys, revision };
}
