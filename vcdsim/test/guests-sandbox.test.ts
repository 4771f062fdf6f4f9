import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/clock.ts';
import { sandboxGuests } from '../src/guests/sandbox-guests.ts';
import { requireBubblewrap } from '../src/guests/sandbox/sandbox.ts';
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
  readyNodes,
} from './guests-fixtures.ts';
import { newAuthority, newClusterData } from './guests-user-data.ts';

const skip = await missing('bwrap');
const noKubectl = await missing('kubectl');
/** Drivers make their folders below the system's own for such things; this file has one for itself. */
const base = mkdtempSync(join(tmpdir(), 'vcdsim-test-'));
process.env['TMPDIR'] = base;
after(() => {
  rmSync(base, { recursive: true });
});
const real = { clock: systemClock(), bootMs: 1 };

describe('sandboxed guests', { skip, timeout: 120_000 }, () => {
  test('real user data makes a control plane and two workers, and power off leaves nothing', async () => {
    const [first, second, third] = addresses();
    {
      await using guests = sandboxGuests(real);
      const cluster = await newClusterData(first);
      const machines = [
        new FakeMachine('mstr-a', first, cluster.controlPlane('mstr-a')),
        new FakeMachine('node-b', second, await cluster.worker('node-b')),
        new FakeMachine('node-c', third, await cluster.worker('node-c')),
      ] as const;
      const running = machines.map((machine) => guests.powerOn(machine));
      await machines[0].until(initStatus, /successful/);
      await machines[1].until(joinStatus, /successful/);
      await machines[2].until(joinStatus, /successful/);
      assert.deepEqual(machines[1].said(), { [networkStatus]: 'successful', [joinStatus]: 'successful' });
      const config = await cluster.adminKubeconfig();
      assert.deepEqual(await readyNodes(config, 3), ['mstr-a', 'node-b', 'node-c']);
      if (!noKubectl) assert.match(await kubectl(config, 'get', 'nodes'), /node-c +Ready +<none>/);
      assert.ok((guests.workloadApiCalls()[`${first}:6443`]?.['kubernetes-admin'] ?? 0) > 0);
      const [folder = ''] = folders();
      assert.match(processesWith(`${folder}/m-`), /bwrap/);
      await Promise.all(running.map((guest) => guest.powerOff()));
      assert.deepEqual(readdirSync(join(base, folder)).toSorted(), ['bin', 'sbin']);
      assert.equal(processesWith(`${folder}/m-`), '');
    }
    assert.deepEqual(folders(), []);
  });

  test('a copied disk has everything of the first machine but its name', async () => {
    await using guests = sandboxGuests(real);
    const [first, second] = addresses();
    const customized = (machine: FakeMachine, script: string) => ({
      id: machine.id,
      name: machine.name,
      vAppId: machine.vAppId,
      ipAddress: machine.ipAddress,
      cpus: 1,
      memoryMb: 512,
      customization: { script: `#!/bin/bash\n${script}\n`, adminPassword: undefined },
      readInfo: (key: string) => machine.readInfo(key),
      writeInfo: (key: string, value: string) => machine.writeInfo(key, value),
    });
    const tell = 'vmware-rpctool "info-set guestinfo.told $(cat /root/made) $(hostname)"';
    const original = new FakeMachine('original', first);
    const running = guests.powerOn(customized(original, `echo here > /root/made; ${tell}`));
    await original.until('guestinfo.told', /here original/);
    await running.powerOff();
    const copy = new FakeMachine('copy', second);
    guests.copyDisk?.(original.id, copy.id);
    guests.removeDisk?.(original.id);
    guests.powerOn(customized(copy, tell));
    await copy.until('guestinfo.told', /here copy/);
  });

  test('a join that trusts another authority fails with kubeadm’s words in the failure keys', async () => {
    await using guests = sandboxGuests(real);
    const [first, second] = addresses();
    const cluster = await newClusterData(first);
    guests.powerOn(new FakeMachine('mstr-a', first, cluster.controlPlane('mstr-a')));
    const trusts = await newAuthority('stranger');
    const worker = new FakeMachine('node-b', second, await cluster.worker('node-b', { trusts }));
    guests.powerOn(worker);
    assert.equal(await worker.until(failureStatus, /./), '1');
    assert.match(worker.info.get(failureReason) ?? '', /x509: certificate signed by unknown authority/);
    const output = Buffer.from(worker.info.get(failureOutput) ?? '', 'base64').toString();
    assert.match(output, /couldn't validate the identity of the API Server/);
  });

  test('the switches make guests silent, and make kubeadm fail', async () => {
    await using guests = sandboxGuests({ ...real, silent: /^quiet/, failing: /^bad/ });
    const [first, second] = addresses();
    const cluster = await newClusterData(first);
    const quiet = new FakeMachine('quiet-a', second, cluster.controlPlane('quiet-a'));
    guests.powerOn(quiet);
    const bad = new FakeMachine('bad-a', first, cluster.controlPlane('bad-a'));
    guests.powerOn(bad);
    await bad.until(failureStatus, /1/);
    assert.match(bad.info.get(failureReason) ?? '', /simulated failure of this machine/);
    assert.deepEqual(quiet.said(), {});
  });

  test('the disk outlives a power cut, and units that were enabled start at the next boot', async () => {
    await using guests = sandboxGuests(real);
    const [first] = addresses();
    const machine = new FakeMachine('one', first, service);
    const running = guests.powerOn(machine);
    await machine.until('guestinfo.test.boot', /^first$/);
    await running.powerOff();
    machine.info.delete('guestinfo.test.boot');
    guests.powerOn(machine);
    assert.equal(await machine.until('guestinfo.test.boot', /./), 'again kept one');
  });

  test('a guest that reboots itself comes back with its disk', async () => {
    await using guests = sandboxGuests(real);
    const [first] = addresses();
    const machine = new FakeMachine(
      'one',
      first,
      service.replace('vmtoolsd --cmd "info-set guestinfo.test.boot first"', 'reboot'),
    );
    guests.powerOn(machine);
    await machine.until('guestinfo.test.boot', /again kept one/);
  });

  test('a service that user data start runs on beside them, and NFS tools tell of /etc/exports', async () => {
    await using guests = sandboxGuests(real);
    const [first] = addresses();
    const machine = new FakeMachine('one', first, fileServer);
    guests.powerOn(machine);
    await machine.until('guestinfo.test.commands', /^done$/);
    machine.info.set('guestinfo.test.ask', 'please');
    const told = await machine.until('guestinfo.test.told', /./);
    assert.deepEqual(Buffer.from(told, 'base64').toString().split('\n').slice(0, -1), [
      '/home *',
      '/srv 10.0.0.0/24,10.1.0.0/24',
      'Export list for 127.0.0.1:',
      '/home *',
      '/srv 10.0.0.0/24,10.1.0.0/24',
      '/home  *(rw,sync)',
      '/srv  10.0.0.0/24(ro) 10.1.0.0/24(ro)',
    ]);
  });

  test('two clusters of six machines each live side by side', async () => {
    await using guests = sandboxGuests(real);
    const clusters = await Promise.all(
      [1, 2].map(async () => {
        const [first, ...others] = addresses(6);
        assert.ok(first);
        const data = await newClusterData(first);
        const controlPlane = new FakeMachine('mstr', first, data.controlPlane('mstr'));
        const workers = await Promise.all(
          others.map(
            async (address, index) =>
              new FakeMachine(`node-${index}`, address, await data.worker(`node-${index}`)),
          ),
        );
        return { data, machines: [controlPlane, ...workers] };
      }),
    );
    for (const { machines } of clusters) for (const machine of machines) guests.powerOn(machine);
    for (const { data, machines } of clusters) {
      for (const worker of machines.slice(1)) await worker.until(joinStatus, /successful/);
      assert.equal((await readyNodes(await data.adminKubeconfig(), 6)).length, 6);
    }
  });

  test('a simulator that is killed takes its guests along', async () => {
    const marker = `9${Math.floor(Math.random() * 1e8)}`;
    const program = `
      import { sandboxGuests } from ${JSON.stringify(new URL('../src/guests/sandbox-guests.ts', import.meta.url).href)};
      import { systemClock } from ${JSON.stringify(new URL('../src/clock.ts', import.meta.url).href)};
      const userData = Buffer.from('#cloud-config\\nruncmd: [vmtoolsd --cmd "info-set guestinfo.up yes", sleep ${marker}]').toString('base64');
      const info = { 'guestinfo.userdata': userData, 'guestinfo.userdata.encoding': 'base64' };
      sandboxGuests({ clock: systemClock(), bootMs: 1 }).powerOn({
        id: 'a', name: 'a', vAppId: 'v', ipAddress: '127.0.9.9', cpus: 1, memoryMb: 1,
        readInfo: (key) => info[key], writeInfo: (key, value) => console.log(key, value),
      });`;
    const simulator = spawn(process.execPath, ['--input-type=module', '--eval', program]);
    const [line] = await once(createInterface({ input: simulator.stdout }), 'line');
    assert.equal(line, 'guestinfo.up yes');
    simulator.kill('SIGKILL');
    await once(simulator, 'exit');
    while (processesWith(`sleep ${marker}`) !== '') await sleep(20);
  });
});

describe('without what sandboxes need', () => {
  test('a missing bubblewrap is named', () => {
    withPath('/nonexistent', () => {
      assert.throws(requireBubblewrap, /install the package `bubblewrap`/);
    });
  });

  test('a system that forbids namespaces is told what to allow', () => {
    const folder = mkdtempSync(join(tmpdir(), 'vcdsim-test-'));
    const complaint = '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n';
    writeFileSync(join(folder, 'bwrap'), complaint, { mode: 0o755 });
    withPath(folder, () => {
      assert.throws(requireBubblewrap, /No permissions to create new namespace.*allow user namespaces/);
    });
    rmSync(folder, { recursive: true });
  });
});

const service = `#cloud-config
write_files:
  - path: /etc/systemd/system/again.service
    content: |
      [Service]
      Type=oneshot
      ExecStart=/bin/bash -c 'vmtoolsd --cmd "info-set guestinfo.test.boot again $(cat /var/lib/state) $(hostname)"'
      [Install]
      WantedBy=multi-user.target
runcmd:
  - echo kept > /var/lib/state
  - systemctl enable again
  - vmtoolsd --cmd "info-set guestinfo.test.boot first"
`;

const fileServer = `#cloud-config
write_files:
  - path: /etc/exports
    content: |
      # shares
      /home *(rw,sync)
      /srv 10.0.0.0/24(ro) 10.1.0.0/24(ro)
  - path: /root/serve.sh
    content: |
      until vmtoolsd --cmd 'info-get guestinfo.test.ask'; do sleep 0.05; done
      { showmount --no-headers --exports 127.0.0.1; showmount -e 127.0.0.1; exportfs -s; } >/root/told
      vmtoolsd --cmd "info-set guestinfo.test.told $(base64 -w 0 /root/told)"
      sleep infinity
  - path: /etc/systemd/system/server.service
    content: |
      [Service]
      ExecStart=/bin/bash /root/serve.sh
      Restart=always
      [Install]
      WantedBy=multi-user.target
runcmd:
  - [systemctl, enable, --now, nfs-server]
  - [systemctl, enable, --now, server.service]
  - vmtoolsd --cmd "info-set guestinfo.test.commands done"
`;

function withPath(path: string, work: () => void): void {
  const before = process.env['PATH'];
  process.env['PATH'] = path;
  try {
    work();
  } finally {
    process.env['PATH'] = before;
  }
}

/** Folders of the drivers of this file. */
function folders(): readonly string[] {
  return readdirSync(base).filter((name) => name.startsWith('vcdsim-guests-'));
}

/** What `ps` shows of processes with a text in their command line. */
function processesWith(text: string): string {
  const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  const lines = all.split('\n').filter((line) => line.includes(text) && !line.includes('--eval'));
  return lines.join('\n');
}
