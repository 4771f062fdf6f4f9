import { setImmediate as nextTurn } from 'node:timers/promises';
import { keyOf, type AnyRecord, type RecordKey } from '#records/metadata.ts';
import type { ControllerPlan } from '#runtime/manager.ts';
import type { RecordStore } from '#store/record-store.ts';

/** What wakes the controller of a kind: every record once, then each wish that is made, changed or withdrawn. */
export function sourcesOf<R extends AnyRecord>(
  store: RecordStore<R>,
): Pick<ControllerPlan, 'changes' | 'listKeys'> {
  return {
    async *changes(signal) {
      const keys: RecordKey[] = [];
      const walking = store.walk((record) => keys.push(keyOf(record)));
      // Thousands take seconds to read: the first ones are looked at meanwhile.
      while ((await Promise.race([walking, nextTurn()])) === undefined) yield* keys.splice(0);
      yield* keys;
      for await (const change of store.watch(await walking, signal)) {
        // A status is written by the controller itself, which knows when to look again.
        if (change.kind !== 'statusChanged' && change.kind !== 'gone') yield keyOf(change.record);
      }
    },
    async listKeys(): Promise<readonly RecordKey[]> {
      const keys: RecordKey[] = [];
      await store.walk((record) => keys.push(keyOf(record)));
      return keys;
    },
  };
}
