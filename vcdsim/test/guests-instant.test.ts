import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemClock, ManualClock } from '../src/clock.ts';
import { instantGuests } from '../src/guests/instant-guests.ts';
import { openGuests } from '../src/open-guests.ts';
import {
  addresses,
  failureOutput,
  failureReason,
  failureStatus,
  FakeMachine,
  initStatus,
  joinStatus,
  kubectl,
  missing,
  networkStatus,
} from './guests-fixtures.ts';
import { newAuthority, newClusterData } from './guests-user-data.ts';

const real = { clock: systemClock(), bootMs: 1 };
const noKubectl = await missing('kubectl');

describe('instant guests', () => {
  test(
    'a control plane and two workers tell their phases and show in kubectl',
    { skip: noKubectl },
    async () => {
      await using guests = instantGuests(real);
      const [first, second, third] = addresses();
      const cluster = await newClusterData(first);
      const machines = [
        new FakeMachine('mstr-a', first, cluster.controlPlane('mstr-a')),
        new FakeMachine('node-b', second, await cluster.worker('node-b')),
        new FakeMachine('node-c', third, await cluster.worker('node-c')),
      ] as const;
      for (const machine of machines) guests.powerOn(machine);
      await machines[0].until(initStatus, /successful/);
      await machines[1].until(joinStatus, /successful/);
      await machines[2].until(joinStatus, /successful/);
      assert.deepEqual(machines[0].said(), { [networkStatus]: 'successful', [initStatus]: 'successful' });
      assert.deepEqual(machines[1].said(), { [networkStatus]: 'successful', [joinStatus]: 'successful' });
      const config = await cluster.adminKubeconfig();
      await kubectl(config, 'wait', '--for=condition=Ready', 'node', '--all', '--timeout=10s');
      const table = await kubectl(config, 'get', 'nodes', '-o', 'wide');
      const rows = table
        .trim()
        .split('\n')
        .map((line) => line.split(/ {2,}/).slice(0, 6));
      assert.deepEqual(
        rows.map(([name, status, roles, , version, address]) => [name, status, roles, version, address]),
        [
          ['NAME', 'STATUS', 'ROLES', 'VERSION', 'INTERNAL-IP'],
          ['mstr-a', 'Ready', 'control-plane', 'v1.36.1', first],
          ['node-b', 'Ready', '<none>', 'v1.36.1', second],
          ['node-c', 'Ready', '<none>', 'v1.36.1', third],
        ],
      );
      const calls = guests.workloadApiCalls()[`${first}:6443`];
      assert.ok((calls?.['test-admin'] ?? 0) >= 2);
      assert.ok((calls?.['join-node-b'] ?? 0) >= 3);
    },
  );

  test('the simulated clock decides when a guest speaks, and a worker waits for its control plane', async () => {
    const clock = new ManualClock();
    await using guests = instantGuests({ clock, bootMs: 30_000, workloadApi: false });
    const cluster = await newClusterData('10.1.1.1');
    const worker = new FakeMachine('node-b', '10.1.1.2', await cluster.worker('node-b'));
    const controlPlane = new FakeMachine('mstr-a', '10.1.1.1', cluster.controlPlane('mstr-a'));
    guests.powerOn(worker);
    await settled();
    assert.deepEqual(worker.said(), {});
    clock.advance(30_000);
    await settled();
    assert.deepEqual(worker.said(), { [networkStatus]: 'successful', [joinStatus]: 'in_progress' });
    guests.powerOn(controlPlane);
    clock.advance(30_000);
    await settled();
    clock.advance(1_000);
    await settled();
    assert.equal(controlPlane.info.get(initStatus), 'successful');
    assert.equal(worker.info.get(joinStatus), 'successful');
    assert.deepEqual(guests.workloadApiCalls(), {});
  });

  test('the simulator opens them with the boot time that it was told', async () => {
    const clock = new ManualClock();
    await using owner = new AsyncDisposableStack();
    const { driver, talk } = await openGuests('instant', clock, owner, 3_000);
    const cluster = await newClusterData('10.1.1.1');
    const machine = new FakeMachine('mstr-a', '10.1.1.1', cluster.controlPlane('mstr-a'));
    driver.powerOn(machine);
    clock.advance(2_999);
    await settled();
    assert.deepEqual(machine.said(), {});
    clock.advance(1);
    await settled();
    assert.equal(machine.info.get(initStatus), 'successful');
    assert.ok(talk);
  });

  test('user data may be compressed', async () => {
    await using guests = instantGuests({ ...real, workloadApi: false });
    const cluster = await newClusterData('10.1.1.1');
    const { gzipSync } = await import('node:zlib');
    for (const encoding of ['gzip+base64', 'gz+b64']) {
      const machine = new FakeMachine('mstr-a', '10.1.1.1');
      const zipped = gzipSync(cluster.controlPlane('mstr-a')).toString('base64');
      machine.info.set('guestinfo.userdata', zipped);
      machine.info.set('guestinfo.userdata.encoding', encoding);
      guests.powerOn(machine);
      await machine.until(initStatus, /successful/);
    }
  });

  test('a guest without usable user data, or switched to silent, says nothing', async () => {
    const clock = new ManualClock();
    await using guests = instantGuests({ clock, bootMs: 1, silent: /^quiet/, workloadApi: false });
    const cluster = await newClusterData('10.1.1.1');
    const machines = [
      new FakeMachine('a', '10.1.1.1'),
      new FakeMachine('b', '10.1.1.1', '#!/bin/sh\necho no cloud-config'),
      new FakeMachine('c', '10.1.1.1', '#cloud-config\nruncmd: {a: 1}'),
      new FakeMachine('quiet-d', '10.1.1.1', cluster.controlPlane('quiet-d')),
    ];
    for (const machine of machines) guests.powerOn(machine);
    clock.advance(60_000);
    await settled();
    for (const machine of machines) assert.deepEqual(machine.said(), {}, machine.name);
  });

  test('a guest that is switched to failing tells its exit code, reason and last lines', async () => {
    await using guests = instantGuests({ ...real, failing: /^bad/, workloadApi: false });
    const cluster = await newClusterData('10.1.1.1');
    const machine = new FakeMachine('bad-a', '10.1.1.1', cluster.controlPlane('bad-a'));
    guests.powerOn(machine);
    assert.equal(await machine.until(failureStatus, /./), '1');
    assert.match(machine.info.get(failureReason) ?? '', /simulated failure/);
    const output = Buffer.from(machine.info.get(failureOutput) ?? '', 'base64').toString();
    assert.match(output, /simulated failure/);
    assert.equal(machine.info.get(initStatus), 'in_progress');
  });

  test('an unknown field of the kubeadm configuration is refused', async () => {
    await using guests = instantGuests({ ...real, workloadApi: false });
    const cluster = await newClusterData('10.1.1.1');
    const userData = cluster.controlPlane('mstr-a', { nodeRegistrations: {} });
    const machine = new FakeMachine('mstr-a', '10.1.1.1', userData);
    guests.powerOn(machine);
    assert.equal(await machine.until(failureStatus, /./), '3');
    assert.match(machine.info.get(failureReason) ?? '', /unknown field "nodeRegistrations"/);
  });

  test('an address that is not the machine’s own is refused', async () => {
    await using guests = instantGuests(real);
    const [first, second] = addresses();
    const cluster = await newClusterData(first);
    const machine = new FakeMachine('mstr-a', second, cluster.controlPlane('mstr-a'));
    guests.powerOn(machine);
    await machine.until(failureStatus, /1/);
    assert.match(machine.info.get(failureReason) ?? '', /advertiseAddress/);
  });

  test('what is wrong with a join is told in kubeadm’s words', async () => {
    await using guests = instantGuests(real);
    const [first, second] = addresses();
    const cluster = await newClusterData(first);
    const stranger = await newAuthority('stranger');
    const controlPlane = new FakeMachine('mstr-a', first, cluster.controlPlane('mstr-a'));
    guests.powerOn(controlPlane);
    await controlPlane.until(initStatus, /successful/);
    const cases = [
      { faults: { trusts: stranger }, words: /x509: certificate signed by unknown authority/ },
      { faults: { signedBy: stranger }, words: /Unauthorized/ },
      { faults: { validMs: -60_000 }, words: /Unauthorized/ },
      { faults: { group: 'system:nobody' }, words: /configmaps "kubeadm-config" is forbidden/ },
    ];
    for (const { faults, words } of cases) {
      const worker = new FakeMachine('node-x', second, await cluster.worker('node-x', faults));
      const running = guests.powerOn(worker);
      assert.equal(await worker.until(failureStatus, /./), '1');
      assert.match(worker.info.get(failureReason) ?? '', words);
      await running.powerOff();
    }
  });

  test('a second kubeadm of the same name is refused while the node is alive', async () => {
    await using guests = instantGuests(real);
    const [first, second, third] = addresses();
    const cluster = await newClusterData(first);
    const controlPlane = new FakeMachine('mstr-a', first, cluster.controlPlane('mstr-a'));
    guests.powerOn(controlPlane);
    const one = new FakeMachine('node-b', second, await cluster.worker('node-b'));
    guests.powerOn(one);
    await one.until(joinStatus, /successful/);
    const two = new FakeMachine('node-b', third, await cluster.worker('node-b'));
    guests.powerOn(two);
    await two.until(failureStatus, /1/);
    assert.match(two.info.get(failureReason) ?? '', /a Node with name "node-b" and status "Ready"/);
  });

  test(
    'power off stops API and kubelet; power on brings both back with their objects',
    { skip: noKubectl },
    async () => {
      await using guests = instantGuests(real);
      const [first, second] = addresses();
      const cluster = await newClusterData(first);
      const controlPlane = new FakeMachine('mstr-a', first, cluster.controlPlane('mstr-a'));
      const worker = new FakeMachine('node-b', second, await cluster.worker('node-b'));
      const running = guests.powerOn(controlPlane);
      const node = guests.powerOn(worker);
      await worker.until(joinStatus, /successful/);
      const config = await cluster.adminKubeconfig();
      await node.powerOff();
      await kubectl(config, 'wait', '--for=condition=Ready=Unknown', 'node/node-b', '--timeout=10s');
      await running.powerOff();
      await assert.rejects(kubectl(config, 'get', 'nodes'), /refused/);
      controlPlane.info.clear();
      guests.powerOn(controlPlane);
      guests.powerOn(worker);
      await controlPlane.until(initStatus, /successful/);
      await kubectl(config, 'wait', '--for=condition=Ready', 'node', '--all', '--timeout=10s');
    },
  );

  test('two clusters live side by side and do not know each other’s users', { skip: noKubectl }, async () => {
    await using guests = instantGuests(real);
    const clusters = await Promise.all(
      [addresses(), addresses()].map(async ([address]) => {
        const data = await newClusterData(address);
        const machine = new FakeMachine('mstr-a', address, data.controlPlane('mstr-a'));
        guests.powerOn(machine);
        await machine.until(initStatus, /successful/);
        return data;
      }),
    );
    const [one, two] = clusters;
    assert.ok(one && two);
    assert.match(await kubectl(await one.adminKubeconfig(), 'get', 'nodes', '-o', 'name'), /node\/mstr-a/);
    assert.match(await kubectl(await two.adminKubeconfig(), 'get', 'nodes', '-o', 'name'), /node\/mstr-a/);
    const mixed = (await one.adminKubeconfig()).replace(one.server, two.server);
    await assert.rejects(kubectl(mixed, 'get', 'nodes'), /unknown authority/);
  });
});

/** Lets everything run that waits for nothing but the clock. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
