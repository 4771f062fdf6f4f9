import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TaskView } from '../../scripts/simulated/tenant.ts';
import { gone, listed } from '../support/cluster-requests.ts';
import { nodesShown } from '../support/node-requests.ts';
import { assertWireClean, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';

/** The bodies of CSE 0.3.0, with the keys that its client knew (contract of CSE 1.2.7, section 12.1). */
const wish = {
  vdc: 'acme-vdc',
  node_count: 2,
  cpu: null,
  memory: null,
  network: 'acme-net',
  storage_profile: null,
  ssh_key: null,
  template: null,
};

describe('what the client of CSE 0.3.0 asks for', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  before(async () => {
    cloud = await startCloud();
    await cloud.startServer();
  });
  after(() => cloud[Symbol.asyncDispose]());

  async function ended(method: string, path: string, body?: unknown): Promise<TaskView> {
    const answer = await cloud.alice.call(method, path, body, 'application/*+json;version=30.0');
    assert.equal(answer.status, 202, answer.text);
    // The contract's 202.
    const { task_href } = answer.body as { task_href: string };
    return cloud.alice.waitForTask(task_href, { pollMs: 10 });
  }

  it('a cluster is made, listed, grown by two nodes, shrunk and deleted [check 87]', async (t) => {
    const created = await ended('POST', '/api/cse', { name: 'old', ...wish });
    assert.deepEqual([created.status, created.error], ['success', '']);
    assert.deepEqual(await listed(cloud.alice), ['old']);

    const grown = await ended('POST', '/api/cse/old/node', { name: 'old', ...wish });
    assert.match(grown.operation, /^Added 2 node\(s\) to cluster old\(/);
    const { workers } = await nodesShown(cloud.alice, 'old');
    assert.equal(workers.length, 4);

    const [first, ...others] = workers;
    const removal = { name: 'old', vdc: 'acme-vdc', nodes: [first], force: false };
    assert.equal((await ended('DELETE', '/api/cse/old/node', removal)).status, 'success');
    assert.deepEqual((await nodesShown(cloud.alice, 'old')).workers, others);

    assert.equal((await ended('DELETE', '/api/cse/old')).status, 'success');
    await gone(cloud, 'old');
    assertWireClean(t, cloud.wire);
  });
});
