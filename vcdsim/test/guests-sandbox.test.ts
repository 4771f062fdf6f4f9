import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/clock.ts';
import { sandboxGuests } from '../src/guests/sandbox-guests.ts';
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

const skip = (await missing('bwrap')) || (await missing('kubectl'));
const log = process.env['VERBOSE'] ? (line: string) => console.error(line) : () => {};
const real = { clock: systemClock(), bootMs: 1, log };

describe('sandboxed guests', { skip }, () => {
  test('real user data makes a control plane and two workers, and power off leaves nothing', async () => {
    const before = folders();
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
      await kubectl(config, 'wait', '--for=condition=Ready', 'node', '--all', '--timeout=10s');
      const names = await kubectl(config, 'get', 'nodes', '--no-headers');
      assert.equal(names.trim().split('\n').length, 3);
      assert.ok((guests.workloadApiCalls()[`${first}:6443`]?.['kubernetes-admin'] ?? 0) > 0);
      await Promise.all(running.map((guest) => guest.powerOff()));
      assert.deepEqual(readdirSync(`${tmpdir()}/${added(before)[0]}`).sort(), ['bin', 'sbin']);
      assert.equal(processesOf(first), '');
    }
    assert.deepEqual(added(before), []);
  });
});

/** Folders of drivers that live in this process or another. */
function folders(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('vcdsim-guests-'));
}

function added(before: readonly string[]): readonly string[] {
  return folders().filter((name) => !before.includes(name));
}

/** What `ps` shows of guests that know this address. */
function processesOf(address: string): string {
  const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  return all
    .split('\n')
    .filter((line) => line.includes(address))
    .join('\n');
}
