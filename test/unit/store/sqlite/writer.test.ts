import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { WriteOperation } from '#store/sqlite/protocol.ts';
import { startWriter } from '#store/sqlite/writer.ts';
import { makeSqliteHome } from '../../../support/sqlite-home.ts';

const setting = (name: string): WriteOperation => ({ kind: 'putSetting', name, value: '' });

it('lets nobody wait for a thread that has died', async () => {
  await using home = await makeSqliteHome();
  const revisions: number[] = [];
  await using writer = await startWriter({
    place: 'thread',
    path: home.path,
    changesKept: 10,
    eventsKept: 10,
    tracesKept: 10,
    auditRowsKept: 10,
    auditDaysKept: 10,
    busyTimeoutMs: 0,
    commitDelayMs: 0,
    onCommit: (revision) => revisions.push(revision),
  });
  await writer.write(setting('a'));
  assert.deepEqual(revisions, [0]);
  // A key that cannot even be named in a refusal: only a mistake of ours can send it, as any that kills the thread.
  const nameless = { toString: 1, valueOf: 1 };
  const deadly = writer.write({ kind: 'remove', key: nameless, at: '' } as unknown as WriteOperation);
  const stopped = { name: 'StoreUnavailable', message: /has stopped; restart the server/ };
  await assert.rejects(deadly, stopped);
  await assert.rejects(() => writer.write(setting('b')), stopped);
});
