import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import fc from 'fast-check';
import { recordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import type { RecordStore } from '#store/record-store.ts';
import { newTemplate } from '../support/sample-template.ts';
import type { Stores } from '../support/store-home.ts';
import { essenceOf, StoreModel, type Ending, type Sight } from '../support/store-model.ts';
import { changesUntil } from './record-store-watch.ts';

const name = fc.constantFrom('a', 'b');

/** `stale`: with the oldest sight of a record of that name, in place of the newest one. */
const command = fc.oneof(
  fc.record({ kind: fc.constant('create'), name, finalizers: fc.subarray(['one', 'two']) }),
  fc.record({
    kind: fc.constant('updateSpec'),
    name,
    stale: fc.boolean(),
    cpu: fc.constantFrom(2, 3),
    tier: fc.constantFrom('gold', 'lead'),
  }),
  fc.record({
    kind: fc.constant('updateStatus'),
    name,
    stale: fc.boolean(),
    phase: fc.constantFrom('x', 'y'),
  }),
  fc.record({ kind: fc.constant('remove'), name }),
  fc.record({ kind: fc.constant('release'), name, finalizer: fc.constantFrom('one', 'two') }),
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** Any sequence of operations ends as the model says, record by record and change by change. */
export function modelContract(
  suite: string,
  withStore: (test: (store: Stores) => Promise<void>) => () => Promise<void>,
): void {
  it(
    `${suite}: behaves as the model does, whatever is done to it`,
    withStore(async ({ templates }) => {
      let runs = 0;
      const property = fc.asyncProperty(
        fc.array(command, { minLength: 5, maxLength: 40 }),
        async (commands) => {
          runs += 1;
          await compare(templates, `run-${runs}`, commands);
        },
      );
      await fc.assert(property, { numRuns: 60 });
    }),
  );
}

async function compare(
  templates: RecordStore<Template>,
  namespace: string,
  commands: readonly Command[],
): Promise<void> {
  const { revision } = await templates.list();
  const model = new StoreModel();
  const sights: (Sight & { readonly record: Template })[] = [];

  for (const command of commands) {
    const key = recordKey('Template', namespace, command.name);
    const named = sights.filter((sight) => sight.name === command.name);
    const sight = 'stale' in command && command.stale ? named[0] : named.at(-1);
    const expected = await execute({ templates, model, namespace, command, sight });
    if (expected !== undefined) assert.equal(expected.real, expected.model, JSON.stringify(command));

    const record = await templates.get(key);
    const remembered = model.records.get(command.name);
    assert.deepEqual(record && essenceOf(record), remembered?.essence);
    if (record && remembered) {
      sights.push({ name: command.name, uid: record.metadata.uid, stamp: remembered.stamp, record });
    }
  }

  await templates.create(newTemplate(`end-of-${namespace}`, { metadata: { namespace } }));
  const changes = (await changesUntil(templates, revision, `end-of-${namespace}`)).slice(0, -1);
  const told = changes.map(({ kind, record }) => ({
    kind,
    name: record.metadata.name,
    essence: essenceOf(record),
  }));
  assert.deepEqual(told, model.changes);
}

/** Does one thing to both; undefined when nothing was ever seen that it could be done to. */
async function execute(parts: {
  readonly templates: RecordStore<Template>;
  readonly model: StoreModel;
  readonly namespace: string;
  readonly command: Command;
  readonly sight: (Sight & { readonly record: Template }) | undefined;
}): Promise<{ readonly real: Ending; readonly model: Ending } | undefined> {
  const { templates, model, namespace, command, sight } = parts;
  const key = recordKey('Template', namespace, command.name);
  const ending = (write: () => Promise<unknown>) => endingOf(templates, namespace, write);
  switch (command.kind) {
    case 'create': {
      const uid = randomUUID();
      const { finalizers } = command;
      const labels = { tier: 'gold' };
      const given = newTemplate(command.name, { metadata: { namespace, uid, finalizers, labels } });
      const essence = { uid, generation: 1, finalizers, labels, marked: false, cpu: 2, phase: undefined };
      return {
        real: await ending(() => templates.create(given)),
        model: model.create(command.name, essence),
      };
    }
    case 'updateSpec': {
      if (!sight) return undefined;
      const { record } = sight;
      const { cpu } = command;
      const labels = { tier: command.tier };
      const wish = { ...record, metadata: { ...record.metadata, labels }, spec: { ...record.spec, cpu } };
      return {
        real: await ending(() => templates.updateSpec(wish)),
        model: model.updateSpec(sight, { cpu, labels }),
      };
    }
    case 'updateStatus': {
      if (!sight) return undefined;
      const { record } = sight;
      const { phase } = command;
      const report = { ...record, status: { ...record.status, phase } };
      return {
        real: await ending(() => templates.updateStatus(report)),
        model: model.updateStatus(sight, phase),
      };
    }
    case 'remove':
      return { real: await ending(() => templates.remove(key)), model: model.remove(command.name) };
    case 'release': {
      const { finalizer } = command;
      const real = await ending(() => templates.release(key, finalizer));
      return { real, model: model.release(command.name, finalizer) };
    }
  }
}

/** Whether something was written is seen at the revision, which every write raises. */
async function endingOf(
  templates: RecordStore<Template>,
  namespace: string,
  write: () => Promise<unknown>,
): Promise<Ending> {
  const before = await templates.list({ namespace });
  try {
    await write();
  } catch (error) {
    const known = (['StoreExists', 'StoreConflict', 'StoreGone'] as const).find(
      (name) => error instanceof Error && error.name === name,
    );
    if (!known) throw error;
    return known;
  }
  const after = await templates.list({ namespace });
  return after.revision === before.revision ? 'nothing' : 'written';
}
