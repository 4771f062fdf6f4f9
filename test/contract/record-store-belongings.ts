import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyOf, recordKey } from '#records/metadata.ts';
import type { RequestTrace } from '#records/request-trace.ts';
import { StoreExists, StoreGone } from '#store/errors.ts';
import { newTemplate } from '../support/sample-template.ts';
import type { StoreHome, Stores } from '../support/store-home.ts';

type WithStore = (test: (store: Stores) => Promise<void>) => () => Promise<void>;

/** What belongs to records, events and secrets, and the settings that belong to none. */
export function belongingsContract(
  name: string,
  withStore: WithStore,
  makeHome: () => Promise<StoreHome>,
): void {
  describe(`${name}: events`, () => {
    it('are listed oldest first, and equal ones in a row are counted', withStore(eventsCounted));
    it('are listed for one record or for all, the newest ones', withStore(eventsListed));
    it('are bounded for each record', withStore(eventsBounded));
    it('go with their record, and a namesake starts without', withStore(eventsGone));
  });

  describe(`${name}: secrets`, () => {
    it('are kept by record and name', withStore(secretsKept));
    it('may come with their record, all or nothing', withStore(secretsOfNew));
    it('go with their record, and a namesake cannot see them', withStore(secretsGone));
    it('cannot be put on a record that is gone', withStore(secretsOfGone));
  });

  describe(`${name}: traces of answered requests`, () => {
    it('are kept by request, and the first word stands', withStore(tracesKept));
  });

  it(`${name}: settings, events, secrets and traces survive that the store is closed and opened`, async () => {
    await using home = await makeHome();
    const given = newTemplate('t');
    const { uid } = given.metadata;
    {
      await using store = await home.open();
      assert.equal(await store.settings.get('service'), undefined);
      await store.settings.put('service', 'disabled');
      await store.settings.put('service', 'enabled');
      const key = keyOf(await store.templates.create(given));
      await store.secrets.put(key, uid, 'kubeconfig', 'värdefull 🔑');
      await store.events.record({ key, uid, type: 'Normal', reason: 'Made', message: '' });
      await store.traces.put(traceOf('m-1', 'Updated'));
    }
    await using store = await home.open();
    const key = recordKey('Template', given.metadata.namespace, given.metadata.name);
    assert.equal(await store.settings.get('service'), 'enabled');
    assert.equal(await store.secrets.get(key, uid, 'kubeconfig'), 'värdefull 🔑');
    assert.equal((await store.events.list({ key })).length, 1);
    assert.deepEqual(await store.traces.get('m-1'), traceOf('m-1', 'Updated'));
  });
}

function traceOf(request: string, message: string): RequestTrace {
  return { request, user: 'urn:vcloud:user:1', outcome: { kind: 'service', message } };
}

async function tracesKept({ traces }: Stores): Promise<void> {
  assert.equal(await traces.get('m-1'), undefined);
  await traces.put(traceOf('m-1', 'first'));
  await traces.put(traceOf('m-1', 'second'));
  await traces.put(traceOf('m-2', 'other'));
  assert.deepEqual(await traces.get('m-1'), traceOf('m-1', 'first'));
  assert.deepEqual(await traces.get('m-2'), traceOf('m-2', 'other'));
}

async function eventsCounted({ templates, events }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t'));
  const about = { key: keyOf(made), uid: made.metadata.uid };
  const first = { ...about, type: 'Normal', reason: 'Waiting', message: 'for a task' } as const;
  const second = { ...about, type: 'Warning', reason: 'Failed', message: 'no' } as const;
  for (const event of [first, first, second, first, first, first]) await events.record(event);
  const listed = await events.list({ key: about.key });
  assert.partialDeepStrictEqual(listed, [
    { ...first, count: 2 },
    { ...second, count: 1 },
    { ...first, count: 3 },
  ]);
  for (const event of listed) assert.ok(Date.parse(event.firstAt) <= Date.parse(event.lastAt));
}

async function eventsListed({ templates, events }: Stores): Promise<void> {
  const one = await templates.create(newTemplate('one'));
  const two = await templates.create(newTemplate('two'));
  for (const [index, { metadata, ...rest }] of [one, two, one, two, one].entries()) {
    const key = keyOf({ metadata, ...rest });
    await events.record({ key, uid: metadata.uid, type: 'Normal', reason: `R${index}`, message: '' });
  }
  const reasons = async (filter?: Parameters<typeof events.list>[0]) =>
    (await events.list(filter)).map((event) => event.reason);
  assert.deepEqual(await reasons(), ['R0', 'R1', 'R2', 'R3', 'R4']);
  assert.deepEqual(await reasons({ limit: 2 }), ['R3', 'R4']);
  assert.deepEqual(await reasons({ key: keyOf(one) }), ['R0', 'R2', 'R4']);
  assert.deepEqual(await reasons({ key: keyOf(one), limit: 2 }), ['R2', 'R4']);
}

async function eventsBounded({ templates, events }: Stores): Promise<void> {
  const loud = await templates.create(newTemplate('loud'));
  const quiet = await templates.create(newTemplate('quiet'));
  const say = ({ metadata, ...rest }: typeof loud, reason: string) =>
    events.record({
      key: keyOf({ metadata, ...rest }),
      uid: metadata.uid,
      type: 'Normal',
      reason,
      message: '',
    });
  await say(quiet, 'Once');
  await Promise.all(Array.from({ length: 1_000 }, (_, index) => say(loud, `R${index}`)));
  const kept = await events.list({ key: keyOf(loud) });
  assert.ok(kept.length < 1_000);
  assert.equal(kept.at(-1)?.reason, 'R999');
  assert.equal((await events.list({ key: keyOf(quiet) })).length, 1);
}

async function eventsGone({ templates, events }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t', { metadata: { finalizers: ['f'] } }));
  const event = {
    key: keyOf(made),
    uid: made.metadata.uid,
    type: 'Normal',
    reason: 'Made',
    message: '',
  } as const;
  await events.record(event);
  await templates.remove(event.key);
  assert.equal((await events.list({ key: event.key })).length, 1);
  await templates.release(event.key, 'f');
  assert.deepEqual(await events.list(), []);
  await events.record(event);
  await templates.create(newTemplate('t'));
  await events.record(event);
  assert.deepEqual(await events.list(), []);
}

async function secretsKept({ templates, secrets }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t'));
  const [key, uid] = [keyOf(made), made.metadata.uid];
  assert.equal(await secrets.get(key, uid, 'a'), undefined);
  assert.deepEqual(await secrets.names(key, uid), []);
  await secrets.put(key, uid, 'b', '');
  await secrets.put(key, uid, 'a', 'old');
  await secrets.put(key, uid, 'a', 'new');
  assert.equal(await secrets.get(key, uid, 'a'), 'new');
  assert.equal(await secrets.get(key, uid, 'b'), '');
  assert.deepEqual(await secrets.names(key, uid), ['a', 'b']);
}

async function secretsOfNew({ templates, secrets }: Stores): Promise<void> {
  const given = newTemplate('t');
  const made = await templates.create(given, new Map([['a', 'mine']]));
  const [key, uid] = [keyOf(made), made.metadata.uid];
  assert.equal(await secrets.get(key, uid, 'a'), 'mine');
  await assert.rejects(() => templates.create(given, new Map([['b', 'late']])), StoreExists);
  assert.deepEqual(await secrets.names(key, uid), ['a']);
}

async function secretsGone({ templates, secrets }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t', { metadata: { finalizers: ['f'] } }));
  const [key, uid] = [keyOf(made), made.metadata.uid];
  await secrets.put(key, uid, 'a', 'mine');
  await templates.remove(key);
  assert.equal(await secrets.get(key, uid, 'a'), 'mine');
  await templates.release(key, 'f');
  assert.equal(await secrets.get(key, uid, 'a'), undefined);
  const namesake = await templates.create(newTemplate('t'));
  assert.equal(await secrets.get(key, namesake.metadata.uid, 'a'), undefined);
  await secrets.put(key, namesake.metadata.uid, 'a', 'theirs');
  assert.equal(await secrets.get(key, uid, 'a'), undefined);
  assert.deepEqual(await secrets.names(key, uid), []);
}

async function secretsOfGone({ templates, secrets }: Stores): Promise<void> {
  const made = await templates.create(newTemplate('t'));
  const [key, uid] = [keyOf(made), made.metadata.uid];
  await templates.remove(key);
  await assert.rejects(() => secrets.put(key, uid, 'a', 'late'), StoreGone);
  const namesake = await templates.create(newTemplate('t'));
  await assert.rejects(() => secrets.put(key, uid, 'a', 'late'), StoreGone);
  assert.deepEqual(await secrets.names(key, namesake.metadata.uid), []);
}
