import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { instantGuests } from '../src/guests/instant-guests.ts';
import { callApi } from '../src/guests/kubeadm/api-client.ts';
import { readKubeconfig } from '../src/guests/kubeadm/kubeconfig.ts';
import { textAt, valueAt } from '../src/guests/kubernetes/objects.ts';
import { addresses, FakeMachine, initStatus, joinStatus, readyNodes } from './guests-fixtures.ts';
import {
  answerKey,
  answered,
  ask,
  lonelyMachine,
  quick,
  request,
  secondsFromNow,
  twoMachines,
  withAgent,
  type Request,
} from './guests-job-requests.ts';
import { newClusterData } from './guests-user-data.ts';

// What docs/reference/guest-jobs.md says, held against the agents of instant guests.
describe('jobs of instant guests', () => {
  test('drain and delete a node of the cluster, through its API', async () => {
    await using guests = instantGuests(quick);
    const { first, cluster, master, worker } = await twoMachines();
    guests.powerOn(master);
    guests.powerOn(worker);
    await master.until(initStatus, /successful/);
    await worker.until(joinStatus, /successful/);
    const config = await cluster.adminKubeconfig();
    await readyNodes(config, 2);
    const connection = readKubeconfig(config, { read: () => undefined, write: () => {}, remove: () => {} });

    const drained = await answered(master, ask(master, request({ id: 'drain', kind: 'drainNode' })));
    assert.equal(drained['state'], 'succeeded', textAt(drained, 'message'));
    assert.match(textAt(drained, 'output'), /node\/node-b cordoned\n[\s\S]*node\/node-b drained\n$/);
    const node = await callApi(connection, 'GET', '/api/v1/nodes/node-b');
    assert.equal(valueAt(node, 'spec', 'unschedulable'), true);

    const deleted = await answered(master, ask(master, request({ id: 'delete', sequence: 1001 })));
    assert.equal(deleted['state'], 'succeeded');
    assert.match(textAt(deleted, 'output'), /node "node-b" deleted/);
    assert.deepEqual(await readyNodes(config, 1), ['mstr-a']);

    const again = await answered(master, ask(master, request({ id: 'delete-again', sequence: 1002 })));
    assert.deepEqual([again['state'], again['output']], ['succeeded', '']);
    const gone = request({ id: 'drain-again', sequence: 1003, kind: 'drainNode' });
    const nothingLeft = await answered(master, ask(master, gone));
    assert.match(textAt(nothingLeft, 'output'), /node node-b is not in the cluster/);
    assert.ok((guests.workloadApiCalls()[`${first}:6443`]?.['kubernetes-admin'] ?? 0) > 0);
  });

  test('tell of the nodes when they change, and again now and then', async () => {
    await using guests = instantGuests(quick);
    const { master, worker } = await twoMachines();
    guests.powerOn(master);
    const running = guests.powerOn(worker);
    const nodesKey = 'guestinfo.cse.nodes';
    const told = async (pattern: RegExp): Promise<{ at: string; nodes: { since: string }[] }> => {
      for (;;) {
        const text = Buffer.from(master.info.get(nodesKey) ?? '', 'base64').toString();
        if (pattern.test(text)) return JSON.parse(text) as { at: string; nodes: { since: string }[] };
        await sleep(5);
      }
    };
    const { at, nodes } = await told(/"name":"node-b","ready":true/);
    assert.equal(nodes.length, 2);
    for (const time of [at, ...nodes.map(({ since }) => since)])
      assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    running.stopKubelet?.();
    await told(/"name":"node-b","ready":false/);
    assert.equal((await answered(master, ask(master, request())))['state'], 'succeeded');
    await told(/^(?!.*node-b).*mstr-a/);
    master.info.delete(nodesKey);
    await told(/mstr-a/);
  });

  test('an API that refuses is told in kubectl’s words', async () => {
    await using guests = instantGuests(quick);
    const [first] = addresses();
    const cluster = await newClusterData(first);
    const stale = { path: '/etc/kubernetes/admin.conf', content: await cluster.adminKubeconfig() };
    const machine = new FakeMachine(
      'mstr-a',
      first,
      withAgent('#cloud-config\n{}\n', 'mstr-a', 'control-plane', [stale]),
    );
    guests.powerOn(machine);
    const answer = await answered(machine, ask(machine, request()));
    assert.equal(answer['state'], 'failed');
    assert.match(textAt(answer, 'message'), /^exit 1: Unable to connect to the server: .*connection refused/);
  });

  test('an NFS server lists what it exports', async () => {
    await using guests = instantGuests(quick);
    const etc = {
      path: '/etc/exports',
      content: '# shares\n/home *(rw,sync)\n/srv 10.0.0.0/24(ro) 10.1.0.0/24(ro)\n',
    };
    const machine = new FakeMachine(
      'nfsd-a',
      '10.1.1.3',
      withAgent('#cloud-config\n{}\n', 'nfsd-a', 'nfs', [etc]),
    );
    guests.powerOn(machine);
    const asked = request({ machine: 'nfsd-a', kind: 'listExports', node: 'nfsd-a' });
    const answer = await answered(machine, ask(machine, asked));
    assert.equal(answer['output'], '/home *\n/srv 10.0.0.0/24,10.1.0.0/24\n');
  });

  test('a node that is switched to undrainable is cordoned, and its drain ends with the time', async () => {
    await using guests = instantGuests({ ...quick, undrainable: /^mstr-/ });
    const [first] = addresses();
    const cluster = await newClusterData(first);
    const userData = withAgent(cluster.controlPlane('mstr-a'), 'mstr-a', 'control-plane');
    const machine = new FakeMachine('mstr-a', first, userData);
    guests.powerOn(machine);
    await machine.until(initStatus, /successful/);
    const asked = request({ kind: 'drainNode', node: 'mstr-a', deadline: secondsFromNow(2) });
    const answer = await answered(machine, ask(machine, asked));
    assert.equal(answer['state'], 'failed');
    assert.match(
      textAt(answer, 'message'),
      /^exit 1: error: unable to drain node "mstr-a" .* timeout reached/,
    );
    const nothing = { read: () => undefined, write: () => {}, remove: () => {} };
    const connection = readKubeconfig(await cluster.adminKubeconfig(), nothing);
    const node = await callApi(connection, 'GET', '/api/v1/nodes/mstr-a');
    assert.equal(valueAt(node, 'spec', 'unschedulable'), true);
  });

  test('tell of the nodes where no API is served, too, and lose those that are deleted', async () => {
    await using guests = instantGuests({ ...quick, workloadApi: 'nodes' });
    const { master, worker } = await twoMachines();
    guests.powerOn(master);
    const told = async (...wanted: readonly string[]): Promise<void> => {
      for (;;) {
        const text = Buffer.from(master.info.get('guestinfo.cse.nodes') ?? '', 'base64').toString() || '{}';
        const { nodes = [] } = JSON.parse(text) as { nodes?: { name: string; ready: boolean }[] };
        if (nodes.map(({ name, ready }) => `${name} ${ready}`).join() === wanted.join()) return;
        await sleep(5);
      }
    };
    const first = guests.powerOn(worker);
    await told('mstr-a true', 'node-b true');
    first.stopKubelet?.();
    await told('mstr-a true', 'node-b false');
    await first.powerOff();
    const second = guests.powerOn(worker);
    await told('mstr-a true', 'node-b true');
    second.deleteNode?.();
    await told('mstr-a true');
    await second.powerOff();
    guests.powerOn(worker);
    await told('mstr-a true', 'node-b true');
    await answered(master, ask(master, request()));
    await told('mstr-a true');
  });

  test('no job is done twice, and its answer is repeated after a power cycle', async () => {
    await using guests = instantGuests({ ...quick, workloadApi: false });
    const machine = await lonelyMachine();
    const running = guests.powerOn(machine);
    const digest = ask(machine, request());
    const first = await answered(machine, digest);
    await running.powerOff();
    machine.info.delete(answerKey);
    machine.info.delete('guestinfo.userdata');
    guests.powerOn(machine);
    const again = await answered(machine, digest);
    assert.deepEqual({ ...again, at: '' }, { ...first, at: '' });
    const late = request({ sequence: 1001, deadline: secondsFromNow(-1) });
    assert.equal((await answered(machine, ask(machine, late)))['state'], 'succeeded');
  });

  test('what does not come from the service, or not for this moment and machine, is refused', async () => {
    await using guests = instantGuests({ ...quick, workloadApi: false });
    const machine = await lonelyMachine();
    guests.powerOn(machine);
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const forged = await answered(machine, ask(machine, request({ id: 'forged' }), stranger));
    assert.equal(forged['id'], '');
    assert.match(textAt(forged, 'message'), /signature/);
    await answered(machine, ask(machine, request({ id: 'done' })));
    const refused: [Request | string, id: string, RegExp][] = [
      [`${JSON.stringify(request())} `, '', /does not know/],
      [JSON.stringify(request({ node: 'a"b' })), '', /does not know/],
      ['x'.repeat(4000), '', /too long/],
      [request({ machine: 'mstr-b' }), 'job-1', /^the job is for mstr-b and this is mstr-a$/],
      [request({ id: 'done', sequence: 1001, node: 'node-c' }), 'done', /given to another job/],
      [request({ sequence: 999 }), 'job-1', /^the request is an old one: 999, and 1000 was seen$/],
      [request({ sequence: 1000 }), 'job-1', /^the request is an old one: 1000/],
      [request({ sequence: 1001, deadline: secondsFromNow(-1) }), 'job-1', /^the request expired at/],
      [request({ sequence: 1001, kind: 'runScript' }), 'job-1', /^runScript is nothing that/],
      [request({ sequence: 1001, kind: 'listExports' }), 'job-1', /machine of role control-plane/],
      [request({ sequence: 1001, node: '-f' }), 'job-1', /name of the node/],
      [request({ sequence: 1001, node: '$(reboot)' }), 'job-1', /name of the node/],
    ];
    for (const [asked, id, why] of refused) {
      const answer = await answered(machine, ask(machine, asked));
      assert.deepEqual([answer['id'], answer['state']], [id, 'failed'], textAt(answer, 'message'));
      assert.match(textAt(answer, 'message'), why);
    }
    const early = ask(machine, request({ sequence: 1001, notBefore: secondsFromNow(1) }));
    assert.equal((await answered(machine, early))['state'], 'succeeded');
  });

  test('a machine whose key nobody can read refuses everything, and one without an agent says nothing', async () => {
    await using guests = instantGuests({ ...quick, workloadApi: false });
    const cluster = await newClusterData('10.1.1.1');
    const userData = withAgent(cluster.controlPlane('mstr-a'), 'mstr-a', 'control-plane').replaceAll(
      'BEGIN PUBLIC KEY',
      'BEGIN NOTHING',
    );
    const broken = new FakeMachine('mstr-a', '10.1.1.1', userData);
    guests.powerOn(broken);
    assert.match(textAt(await answered(broken, ask(broken, request())), 'message'), /signature/);
    const without = new FakeMachine('mstr-a', '10.1.1.1', cluster.controlPlane('mstr-a'));
    ask(without, request());
    guests.powerOn(without);
    await without.until(initStatus, /successful/);
    assert.equal(without.info.get(answerKey), undefined);
  });
});
