import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import type { GuestDriver } from 'vcdsim';
import { requestCluster } from '../support/cluster-requests.ts';
import { vmNames } from '../support/node-requests.ts';
import { noBroker, quickGuests, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';
import { openTenantShell, type TenantShell } from '../support/tenant-shell.ts';

describe('nodes of a cluster, by our own client', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let guests: GuestDriver;
  let alice: TenantShell;
  let subject = '';
  before(async () => {
    guests = quickGuests();
    cloud = await startCloud({ guests });
    await cloud.startServer();
    alice = await openTenantShell(cloud.directory);
    await alice.run(`login ${cloud.sim.url} acme alice -p secret`);
    const creation = await requestCluster(cloud.alice, 'c1', { node_count: 1 });
    subject = `c1(${creation.clusterId})`;
    assert.equal((await creation.ended()).status, 'success');
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  const listed = async () => {
    const { stdout } = await alice.run('node list c1 -o json');
    return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
  };
  /** The last line that a command printed which waited for its task. */
  const end = (stdout: string) =>
    stdout
      .trimEnd()
      .split('\n')
      .at(-1)
      ?.replace(/^task: [0-9a-f-]{36}, /, '');

  it('a worker more, text by text to its end [check 55]', async () => {
    const { stdout, stderr, code } = await alice.run('node create c1 -n acme-net');
    assert.deepEqual([stderr, code], ['', 0]);
    assert.equal(end(stdout), `Added 1 node(s) to cluster ${subject}, result: success`);
    for (const line of stdout.trimEnd().split('\n').slice(0, -1))
      assert.match(
        line,
        /^create_nodes: (Adding|Creating|Added) 1 node\(s\) (to|for) .*c1\([0-9a-f-]{36}\)$/,
      );
    const { stdout: table } = await alice.run('node list c1');
    assert.match(table, /^ipAddress +name\n-+ {2}-{9}\n(127\.[\d.]+ +(mstr|node)-\w{4}\n){3}$/);
  });

  it('an NFS node, which the list leaves out and `node info` shows with what it exports [checks 21, 23, 56]', async () => {
    const { stdout, code } = await alice.run('node create c1 -n acme-net --type nfsd');
    assert.deepEqual([code, end(stdout)], [0, `Created 1 node(s) for ${subject}, result: success`]);
    const server = vmNames(cloud, 'c1').find((name) => name.startsWith('nfsd-')) ?? '';
    assert.ok(!(await listed()).includes(server));
    const info = parse((await alice.run(['node', 'info', 'c1', server, '-o', 'yaml'])).stdout);
    assert.deepEqual([info.name, info.node_type, info.exports], [server, 'nfsd', ['/home']]);
    const table = await alice.run(['node', 'info', 'c1', server]);
    assert.match(table.stdout, /^property +value\n-+ {2}-+\nexports +\/home\nipAddress +127\./);
  });

  it('a node that there is not [check 24]', async () => {
    const ended = await alice.run('node info c1 zzz');
    const error = "Error: Node 'zzz' not found in cluster 'c1'\n";
    assert.deepEqual([ended.code, ended.stdout, ended.stderr], [1, '', error]);
  });

  it('a removal that is refused, one that fails and one that is not wanted change nothing [checks 58, 59, 62]', async () => {
    const nodes = await listed();
    const [master = '', worker = ''] = nodes.toSorted();
    const refused = await alice.run(['node', 'delete', 'c1', master, '-y']);
    const error = `Error: Can't delete a master node: '${master}'.\n`;
    assert.deepEqual([refused.code, refused.stderr], [1, error]);
    const nothing = await alice.run('node delete c1 -y');
    assert.deepEqual([nothing.code, nothing.stderr], [1, 'Error: Invalid list of nodes: [].\n']);
    const failed = await alice.run(['node', 'delete', 'c1', worker, 'node-zzzz', '-y']);
    assert.deepEqual(
      [failed.code, end(failed.stdout)],
      [1, "result: error, message: Can't find VM 'node-zzzz'"],
    );
    const declined = await alice.run(['node', 'delete', 'c1', worker], { input: 'n\n' });
    assert.deepEqual([declined.code, declined.stderr], [1, 'Aborted!\n']);
    assert.deepEqual(await listed(), nodes);
  });

  it('a worker less [check 60]', async () => {
    const before = await listed();
    const worker = before.find((name) => name.startsWith('node-')) ?? '';
    const { stdout, code } = await alice.run(['node', 'delete', 'c1', worker, '-y']);
    assert.deepEqual([code, end(stdout)], [0, `Deleted 1 node(s) to cluster ${subject}, result: success`]);
    assert.deepEqual(
      await listed(),
      before.filter((name) => name !== worker),
    );
  });

  it('the request as a document, without waiting', async () => {
    const { stdout, code } = await alice.run('node create c1 -n acme-net --no-wait -o json');
    const answer = JSON.parse(stdout);
    assert.deepEqual(
      [code, Object.keys(answer), answer.cluster_name],
      [0, ['cluster_name', 'task_href'], 'c1'],
    );
    const waited = await alice.run(['task', 'wait', answer.task_href]);
    assert.deepEqual(
      [waited.code, end(waited.stdout)],
      [0, `Added 1 node(s) to cluster ${subject}, result: success`],
    );
  });
});
