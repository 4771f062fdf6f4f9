import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { keptMessages, type Leak } from '#operator/leaks.ts';
import { cliWorld } from '../../support/cli-world.ts';
import { openOperatorWorld, type OperatorWorld } from '../../support/operator-world.ts';
import { sampleIds, sampleNow } from '../../support/sample-cluster.ts';

const inMs = (ms: number) => new Date(sampleNow.getTime() + ms).toISOString();

function leak(changes: Partial<Leak>): Leak {
  return {
    id: `vApp/${sampleIds.vApp}`,
    thing: 'vApp',
    name: 'half',
    namespace: 'acme',
    uid: sampleIds.cluster,
    foundAt: inMs(-3_600_000),
    fate: 'due',
    because: null,
    message: '',
    dueAt: inMs(23 * 3_600_000),
    ...changes,
  };
}

const due = leak({});
const ready = leak({
  id: 'vApp/2',
  name: 'ready',
  fate: 'kept',
  because: 'wasReady',
  message: keptMessages.wasReady,
  dueAt: null,
});
const task = leak({ id: 'task/m-1', thing: 'task', name: 'create_cluster', fate: 'remove', dueAt: null });

describe('cse audit leaks', { timeout: 300_000 }, () => {
  let world: OperatorWorld;
  let config: string[] = [];

  before(async () => {
    world = await openOperatorWorld();
    const path = join(dirname(world.socket), 'config.yaml');
    await cliWorld().run('sample', '--output', path);
    config = ['-c', path];
  });
  after(() => world[Symbol.asyncDispose]());
  beforeEach(() => {
    world.leaks.splice(0, Infinity, due, ready, task);
    world.removedLeaks.splice(0);
  });

  const say = (words: readonly string[], answer?: string) =>
    cliWorld({ ...(answer !== undefined && { ask: async () => answer }) }).run(
      ...['audit', 'leaks', ...words, ...config],
    );

  it('lists what was left behind, and what becomes of each', async () => {
    const { code, stdout, stderr } = await say([]);
    assert.equal(
      stdout,
      [
        'NAME             THING   ORGANIZATION   FOUND   FATE                       ID',
        `half             vApp    acme           60m     removed in 23h             vApp/${sampleIds.vApp}`,
        'ready            vApp    acme           60m     stays: it was ready once   vApp/2',
        'create_cluster   task    acme           60m     ended with the next look   task/m-1',
        '',
      ].join('\n'),
    );
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('says so when there is nothing, and gives JSON to programs', async () => {
    const json = await say(['-o', 'json']);
    assert.deepEqual(JSON.parse(json.stdout), { items: [due, ready, task] });
    world.leaks.splice(0);
    assert.deepEqual(await say([]), { code: 0, stdout: 'Nothing is left behind.\n', stderr: '' });
    assert.deepEqual(JSON.parse((await say(['-o', 'json'])).stdout), { items: [] });
  });

  it('removes one by name or id, after a question that says what is lost', async () => {
    let asked = '';
    const ask = async (question: string) => {
      asked = question;
      return 'y';
    };
    const { code, stdout } = await cliWorld({ ask }).run(
      ...['audit', 'leaks', '--remove', 'ready', ...config],
    );
    assert.match(asked, /^Remove vApp 'ready' of acme from Cloud Director\? It was ready once, and all/);
    assert.deepEqual([code, stdout], [0, 'vApp/2 is being removed\n']);
    await say(['--remove', 'task/m-1', '--yes']);
    assert.deepEqual(world.removedLeaks, ['vApp/2', 'task/m-1']);
    const rows = (await world.store.audit.newest(10)).map(({ entry }) => JSON.parse(entry) as object);
    assert.partialDeepStrictEqual(rows.at(-1), {
      ...{ verb: 'removeLeak', target: 'task/m-1', source: 'socket', state: 'done' },
      result: { outcome: 'accepted', code: '200' },
    });
  });

  it('does nothing without a yes, and nothing in a dry run', async () => {
    const no = await say(['--remove', 'half'], 'n');
    assert.deepEqual([no.code, no.stderr], [1, 'Error: nothing was done\n']);
    const dry = await say(['--remove', 'half', '--dry-run']);
    assert.deepEqual([dry.code, dry.stdout], [0, `${due.id} is being removed (dry run: nothing was done)\n`]);
    assert.deepEqual(world.removedLeaks, []);
  });

  it('says what is wrong: with 2 where it was called wrongly, with 1 where it cannot be', async () => {
    const wrong = [['--dry-run'], ['--yes'], ['--remove', 'half'], ['-o', 'yaml']];
    for (const words of wrong) assert.equal((await say(words)).code, 2, words.join(' '));
    world.leaks.push(leak({ id: 'vApp/3' }));
    const several = await say(['--remove', 'half', '-y']);
    assert.deepEqual([several.code, several.stderr.includes('vApp/3')], [2, true]);
    const unknown = await say(['--remove', 'nothing', '-y']);
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /'nothing' is not among what was left behind/);
  });

  it('needs a running server, and says so', async () => {
    const alone = cliWorld();
    const path = join(dirname(world.socket), 'alone', 'config.yaml');
    await mkdir(dirname(path));
    await alone.run('sample', '--output', path);
    const { code, stderr } = await alone.run('audit', 'leaks', '-c', path);
    assert.equal(code, 1);
    assert.match(stderr, /no server answers, and only a running server can do this: start it with cse run/);
  });
});
