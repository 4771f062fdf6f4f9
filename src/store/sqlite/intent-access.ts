import { Intent } from '#records/intent.ts';
import type { IntentLedger } from '../record-store.ts';
import type { IntentRow } from './protocol.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** The ledger as readers have it. */
export function intentReads(reader: Reader): Pick<IntentLedger, 'list'> {
  return {
    async list() {
      return reader.intents().map((row) => Intent.parse({ ...row, thing: JSON.parse(row.thing) }));
    },
  };
}

/** The ledger as the server has it; each call resolves after its commit. */
export function intentAppends(writer: Writer): Omit<IntentLedger, 'list'> {
  const none = { kind: 'writeIntents', endAllOf: undefined, end: [], put: [] } as const;
  return {
    async put(intents) {
      if (intents.length > 0) await writer.write({ ...none, put: intents.map(rowOf) });
    },
    async end(ids) {
      if (ids.length > 0) await writer.write({ ...none, end: ids });
    },
    async settle(uid, remains) {
      await writer.write({ ...none, endAllOf: uid, put: remains.map(rowOf) });
    },
  };
}

function rowOf(intent: Intent): IntentRow {
  return { ...intent, thing: JSON.stringify(intent.thing) };
}
