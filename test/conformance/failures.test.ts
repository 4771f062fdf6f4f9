import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gone, listed } from '../support/cluster-requests.ts';
import { notReady, startConformance, type ConformanceCloud } from './conformance-cloud.ts';
import type { Shell } from './original-client.ts';
import { assertRefused, awaited } from './printed.ts';
import { watchedGuests } from '../support/watched-guests.ts';

/** Numbers are those of the conformance checks of the contract of CSE 1.2.7. */
describe('creations that fail, seen by the original client', { skip: notReady(), concurrency: 4 }, () => {
  let cloud: ConformanceCloud;
  let alice: Shell;
  const guests = watchedGuests({
    clusterOf: (vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? '',
    byPrefix: { 'init-fails': { failing: /^mstr-/ }, 'join-fails': { failing: /^node-/ } },
  });
  before(async () => {
    cloud = await startConformance({ guests });
    alice = await cloud.shellOf('alice', 'acme');
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  const failed = async (name: string, ...words: string[]) => {
    const task = awaited(await alice.vcd(['cse', 'cluster', 'create', name, '-n', 'acme-net', ...words]));
    assert.deepEqual(
      [task.operation, task.texts.at(-1), task.result],
      ['create_cluster', 'create cluster', 'error'],
    );
    return task;
  };

  it('the first node is not set up: the task says why, and the vApp disappears [check 45]', async () => {
    const { message } = await failed('init-fails');
    assert.match(message ?? '', /^Couldn't initialize cluster:\nmstr-\w{4}: .*simulated failure/);
    await gone(cloud, 'init-fails');
    assert.ok(!(await listed(cloud.alice)).includes('init-fails'));
  });

  it('a worker does not join: the task says why, and the vApp disappears [check 47]', async () => {
    const { message } = await failed('join-fails');
    assert.match(message ?? '', /^Couldn't join cluster:\nnode-\w{4}: .*simulated failure/);
    await gone(cloud, 'join-fails');
  });

  it('with --disable-rollback the vApp stays, is listed without an address, and can be deleted [checks 31, 46, 53]', async () => {
    await failed('init-fails-kept', '--disable-rollback');
    const sent = cloud.exchanges
      .filter(({ method, path }) => method === 'POST' && path === '/api/cse')
      .map(({ requestBody }) => JSON.parse(requestBody))
      .find(({ name }) => name === 'init-fails-kept');
    assert.equal(sent?.disable_rollback, false);

    const { stdout } = await alice.vcd('cse cluster list');
    assert.match(stdout, /^ {2,}3 {2}init-fails-kept +POWERED_ON +ubuntu-24\.04 +acme-vdc$/m);
    assert.match((await alice.vcd('cse cluster info init-fails-kept')).stdout, /^leader_endpoint *$/m);
    assertRefused(
      await alice.vcd('cse cluster config init-fails-kept'),
      "Couldn't get cluster configuration",
    );

    const deletion = awaited(await alice.vcd('cse cluster delete init-fails-kept -y'));
    assert.deepEqual([deletion.operation, deletion.result], ['delete_cluster', 'success']);
    await gone(cloud, 'init-fails-kept');
  });

  it('a tenant reads no stack trace in the task [check 48]', async () => {
    const { taskId } = await failed('init-fails-traceless');
    const path = `/api/task/${taskId}`;
    const { text } = await cloud.alice.call('GET', path, undefined, 'application/*+xml;version=31.0');
    const error = /<Error\b[^>]*>/.exec(text)?.[0] ?? '';
    assert.match(error, /majorErrorCode="500"/);
    assert.match(error, /minorErrorCode="INTERNAL_SERVER_ERROR"/);
    assert.doesNotMatch(error, /stackTrace="[^"]/);
    assert.doesNotMatch(text, /\.ts:\d+/);
  });
});
