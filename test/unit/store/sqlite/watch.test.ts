import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openForReading } from '#store/sqlite/connection.ts';
import { DamageList } from '#store/sqlite/damage.ts';
import { createReader } from '#store/sqlite/reader.ts';
import { templateType } from '#store/sqlite/record-row.ts';
import { changeLog } from '#store/sqlite/watch.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { newTemplate } from '../../../support/sample-template.ts';
import { makeSqliteHome } from '../../../support/sqlite-home.ts';

it('reads what all wait for once, and again when there is more', async () => {
  await using home = await makeSqliteHome();
  await using store = await home.open();
  using stack = new DisposableStack();
  const reader = stack.adopt(createReader(openForReading(home.path)), (open) => open.close());
  const damage = new DamageList(recordedLog().log);
  const log = changeLog({ type: templateType, reader, damage });
  const names = (since: number) => log.after(since).changes.map(({ record }) => record.metadata.name);

  await store.templates.create(newTemplate('one'));
  const { changes, upTo } = log.after(0);
  assert.equal(log.after(0).changes, changes);
  assert.deepEqual(names(upTo), []);

  await store.templates.create(newTemplate('other'));
  assert.deepEqual(names(0), ['one', 'other']);
  assert.deepEqual(names(upTo), ['other']);
});
