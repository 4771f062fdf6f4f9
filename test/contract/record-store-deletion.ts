import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyOf, recordKey } from '#records/metadata.ts';
import { newTemplate } from '../support/sample-template.ts';
import type { Stores } from '../support/store-home.ts';

type WithStore = (test: (store: Stores) => Promise<void>) => () => Promise<void>;

/** How records go. */
export function deletionContract(name: string, withStore: WithStore): void {
  describe(`${name}: removal`, () => {
    it(
      'takes a record without finalizers at once',
      withStore(async ({ templates }) => {
        const made = await templates.create(newTemplate('t'));
        await templates.remove(keyOf(made));
        assert.equal(await templates.get(keyOf(made)), undefined);
        assert.deepEqual((await templates.list()).items, []);
        const again = await templates.create(newTemplate('t'));
        assert.equal(again.metadata.generation, 1);
      }),
    );

    it(
      'still tells how those of a name were last, newest first',
      withStore(async ({ templates }) => {
        for (const [index, namespace] of ['acme', 'umbrella', 'acme'].entries()) {
          const made = await templates.create(newTemplate('t', { metadata: { namespace } }));
          await templates.updateStatus({ ...made, status: { ...made.status, phase: `life ${index}` } });
          await templates.remove(keyOf(made));
        }
        const lives = async (where: { readonly namespace?: string; readonly name: string }) =>
          (await templates.departed(where)).map(({ status }) => status.phase);
        assert.deepEqual(await lives({ name: 't' }), ['life 2', 'life 1', 'life 0']);
        assert.deepEqual(await lives({ name: 't', namespace: 'acme' }), ['life 2', 'life 0']);
        assert.deepEqual(await lives({ name: 'other' }), []);
      }),
    );

    it(
      'marks a record with finalizers once, and it can still be changed',
      withStore(async ({ templates }) => {
        const made = await templates.create(newTemplate('t', { metadata: { finalizers: ['f'] } }));
        await templates.remove(keyOf(made));
        const marked = await templates.get(keyOf(made));
        assert.ok(marked?.metadata.deletionTimestamp);
        assert.notEqual(marked.metadata.resourceVersion, made.metadata.resourceVersion);
        await templates.remove(keyOf(made));
        assert.deepEqual(await templates.get(keyOf(made)), marked);
        const told = await templates.updateStatus({
          ...marked,
          status: { ...marked.status, phase: 'Going' },
        });
        assert.equal(told.status.phase, 'Going');
        assert.equal(told.metadata.deletionTimestamp, marked.metadata.deletionTimestamp);
      }),
    );

    it(
      'ends with the last finalizer, whatever their order',
      withStore(async ({ templates }) => {
        const made = await templates.create(newTemplate('t', { metadata: { finalizers: ['one', 'two'] } }));
        await templates.remove(keyOf(made));
        await templates.release(keyOf(made), 'two');
        assert.deepEqual((await templates.get(keyOf(made)))?.metadata.finalizers, ['one']);
        await templates.release(keyOf(made), 'two');
        await templates.release(keyOf(made), 'three');
        assert.deepEqual((await templates.get(keyOf(made)))?.metadata.finalizers, ['one']);
        await templates.release(keyOf(made), 'one');
        assert.equal(await templates.get(keyOf(made)), undefined);
      }),
    );

    it(
      'does not follow when an unmarked record loses its last finalizer',
      withStore(async ({ templates }) => {
        const made = await templates.create(newTemplate('t', { metadata: { finalizers: ['f'] } }));
        await templates.release(keyOf(made), 'f');
        assert.deepEqual((await templates.get(keyOf(made)))?.metadata.finalizers, []);
        await templates.remove(keyOf(made));
        assert.equal(await templates.get(keyOf(made)), undefined);
      }),
    );

    it(
      'and release of what is not there are nothing',
      withStore(async ({ templates }) => {
        const { revision } = await templates.list();
        await templates.remove(recordKey('Template', 'acme', 'none'));
        await templates.release(recordKey('Template', 'acme', 'none'), 'f');
        assert.deepEqual(await templates.list(), { revision, items: [] });
      }),
    );
  });
}
