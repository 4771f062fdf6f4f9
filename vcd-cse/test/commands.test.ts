import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { accepted, json, scriptedCloud, task, taskId } from './scripted-cloud.ts';
import { testWorld } from './test-world.ts';

const done = { [`GET /api/task/${taskId}`]: task('success', 'Done') };
const made = { ...done, 'POST /api/cse': accepted };

describe('cluster create', () => {
  it('sends the defaults of the original client [check 30]', async () => {
    await using cloud = await scriptedCloud(made);
    assert.equal((await cloud.run('cluster create c1 -n net1')).code, 0);
    assert.deepEqual(cloud.bodies(), [
      {
        name: 'c1',
        vdc: 'vdc1',
        node_count: 2,
        cpu: null,
        memory: null,
        network: 'net1',
        storage_profile: null,
        ssh_key: null,
        template: null,
        disable_rollback: true,
        enable_nfs: false,
      },
    ]);
    const [request] = cloud.server.seen;
    assert.equal(request?.headers['accept'], 'application/*+json;version=37.0');
    assert.equal(request?.headers['authorization'], 'Bearer token-of-alice');
    assert.equal(request?.headers['content-type'], undefined);
  });

  it('sends every option [check 31]', async () => {
    await using cloud = await scriptedCloud(made);
    const key = join(cloud.user.home, 'key.pub');
    await writeFile(key, 'ssh-ed25519 AAAA\n');
    const words =
      'cluster create c1 -N 0 -c 4 -m 4096 -n net1 -s gold -t photon --enable-nfs --disable-rollback --vdc other -k';
    assert.equal((await cloud.run([...words.split(' '), key])).code, 0);
    assert.deepEqual(cloud.bodies()[0], {
      name: 'c1',
      vdc: 'other',
      node_count: 0,
      cpu: 4,
      memory: 4096,
      network: 'net1',
      storage_profile: 'gold',
      ssh_key: 'ssh-ed25519 AAAA\n',
      template: 'photon',
      disable_rollback: false,
      enable_nfs: true,
    });
  });

  it('never sends a private key', async () => {
    await using cloud = await scriptedCloud(made);
    const key = join(cloud.user.home, 'key');
    await writeFile(key, '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n');
    const { code, stderr } = await cloud.run(['cluster', 'create', 'c1', '-n', 'net1', '-k', key]);
    assert.match(stderr, /is a private key\nNodes take the public one/);
    assert.deepEqual([code, cloud.server.seen.length], [2, 0]);
  });

  it('wants a virtual datacenter', async () => {
    await using cloud = await scriptedCloud(made, { vdc: '' });
    const { code, stderr } = await cloud.run('cluster create c1 -n net1');
    assert.match(stderr, /^Error: select a virtual datacenter\nvcd-cse vdc list shows them/);
    assert.deepEqual([code, cloud.server.seen.length], [1, 0]);
  });

  it('is sent once only, also when nobody knows whether it arrived', async () => {
    await using cloud = await scriptedCloud({ 'POST /api/cse': 'hangUp' });
    const { code, stderr } = await cloud.run('cluster create c1 -n net1');
    assert.match(stderr, /^Error: Cannot reach .*\n.*may have been received\.\n$/);
    assert.deepEqual([code, cloud.server.seen.length], [1, 1]);
  });
});

describe('nodes', () => {
  it('are added with the body of the contract', async () => {
    await using cloud = await scriptedCloud({ ...done, 'POST /api/cse/c1/node': accepted });
    assert.equal((await cloud.run('node create c1 -n net1 --type nfsd -N 3')).code, 0);
    assert.deepEqual(cloud.bodies()[0], {
      name: 'c1',
      vdc: 'vdc1',
      node_count: 3,
      cpu: null,
      memory: null,
      network: 'net1',
      storage_profile: null,
      ssh_key: null,
      template: null,
      disable_rollback: true,
      node_type: 'nfsd',
    });
    await cloud.run('node create c1 -n net1');
    assert.equal((cloud.bodies()[1] as { node_count: number }).node_count, 1);
  });

  it('are removed by a DELETE with a body, after a question', async () => {
    await using cloud = await scriptedCloud({ ...done, 'DELETE /api/cse/c1/node': accepted });
    const ended = await cloud.run('node delete c1 node-a1b2 node-c3d4 -f', { input: 'y\n' });
    assert.match(ended.stdout, /^Are you sure you want to delete the node\(s\) \[y\/N\]: task: /);
    assert.deepEqual(cloud.bodies(), [
      { name: 'c1', vdc: 'vdc1', nodes: ['node-a1b2', 'node-c3d4'], force: true },
    ]);
  });

  it('are listed without those of NFS [check 21]', async () => {
    const info = {
      master_nodes: [{ name: 'mstr-ab12', ipAddress: '10.0.0.5' }],
      nodes: [{ name: 'node-x1y2', ipAddress: '10.0.0.6' }],
      nfs_nodes: [{ name: 'nfsd-a1b2', ipAddress: '10.0.0.7' }],
    };
    await using cloud = await scriptedCloud({ 'GET /api/cse/c1/info': json(200, info) });
    assert.equal(
      (await cloud.run('node list c1')).stdout,
      'ipAddress    name\n-----------  ---------\n10.0.0.5     mstr-ab12\n10.0.0.6     node-x1y2\n',
    );
  });

  it('are shown with their exports [check 23]', async () => {
    const node = {
      name: 'nfsd-a1b2',
      numberOfCpus: '2',
      memoryMB: '2048',
      status: 'Powered on',
      ipAddress: '10.0.0.7',
      node_type: 'nfsd',
      exports: ['/home', '/data'],
    };
    await using cloud = await scriptedCloud({ 'GET /api/cse/c1/nfsd-a1b2/info': json(200, node) });
    assert.equal(
      (await cloud.run('node info c1 nfsd-a1b2')).stdout,
      `property      value
------------  ----------
exports       /home
              /data
ipAddress     10.0.0.7
memoryMB      2048
name          nfsd-a1b2
node_type     nfsd
numberOfCpus  2
status        Powered on
`,
    );
  });
});

describe('names in paths', () => {
  for (const words of [
    ['cluster', 'delete', '-y', 'system'],
    ['cluster', 'delete', '-y', ''],
    ['cluster', 'delete', '-y', '..'],
    ['cluster', 'info', 'ovdc'],
    ['cluster', 'config', '.'],
    ['node', 'info', 'c1', 'node'],
    ['node', 'delete', '-y', 'template', 'n'],
  ]) {
    it(`that would lead elsewhere are refused: ${words.join(' ')}`, async () => {
      await using cloud = await scriptedCloud({});
      const { code, stderr } = await cloud.run(words);
      assert.match(stderr, /^Error: Invalid (cluster|node) name '/);
      assert.deepEqual([code, cloud.server.seen.length], [2, 0]);
    });
  }

  it('stay one segment whatever is in them', async () => {
    await using cloud = await scriptedCloud({});
    await cloud.run(['cluster', 'info', 'a/../b?c#d %']);
    assert.deepEqual(cloud.server.trail(), ['GET /api/cse/a%2F..%2Fb%3Fc%23d%20%25/info']);
  });
});

describe('the command line', () => {
  for (const words of [
    'cluster create c1',
    'cluster create c1 -n net -N two',
    'cluster create c1 -n net -c 0',
    'node create c1 -n net --type master',
    'cluster list -o xml',
    'ovdc enablek8s vdc1',
    'cluster',
    'nonsense',
  ]) {
    it(`is wrong, exit code 2: ${words}`, async () => {
      await using user = await testWorld();
      const { code, stderr, stdout } = await user.run(words);
      assert.deepEqual([code, stdout], [2, '']);
      assert.notEqual(stderr, '');
    });
  }

  it('shows what there is', async () => {
    await using user = await testWorld();
    for (const words of [[], ['-h'], ['cluster', 'create', '-h']]) {
      const { code, stdout, stderr } = await user.run(words);
      assert.match(stdout, /^Usage: vcd-cse/);
      assert.deepEqual([code, stderr], [0, '']);
    }
    const { stdout } = await user.run('version');
    assert.match(
      stdout,
      /^CSE, Container Service Extension for VMware vCloud Director, version \d+\.\d+\.\d+\S*\n$/,
    );
  });

  it('says so when an answer makes no sense', async () => {
    await using cloud = await scriptedCloud({ 'GET /api/cse': { status: 200, body: '<html>' } });
    const { code, stderr } = await cloud.run('cluster list');
    assert.match(stderr, /answered with something that vcd-cse cannot read\.\n$/);
    assert.equal(code, 1);
  });

  it('colours errors on a terminal only, and not where NO_COLOR is set', async () => {
    await using user = await testWorld();
    assert.ok((await user.run('cluster list', { terminal: true })).stderr.startsWith('\u001b[31mError: '));
    const environment = { NO_COLOR: '1' };
    assert.match((await user.run('cluster list', { terminal: true, environment })).stderr, /^Error: /);
    assert.match((await user.run('cluster list')).stderr, /^Error: /);
  });

  it('says that there is no service where there is none', async () => {
    await using cloud = await scriptedCloud({});
    const { code, stderr } = await cloud.run('cluster list');
    assert.match(
      stderr,
      /^Error: There is no Kubernetes service \(\/api\/cse\) at .* \(HTTP 404\)\.\nCSE is not registered/,
    );
    assert.equal(code, 1);
  });
});
