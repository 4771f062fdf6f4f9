import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostNameOf, readBootData } from '../boot-data.ts';
import type { Clock, GuestMachine, RunningGuest } from '../guest-driver.ts';
import type { WorkloadClusters } from '../workload-clusters.ts';
import { openChannel } from './guest-channel.ts';
import type { GuestCall } from './guest-channel.ts';
import { formatDisk, packDisk, unpackDisk } from './guest-disk.ts';
import type { GuestCode } from './guest-programs.ts';
import { startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

/** What the machines of one driver share. */
export interface MachineSurroundings {
  readonly clock: Clock;
  readonly bootMs: number;
  readonly log: (line: string) => void;
  readonly folder: string;
  readonly programs: { readonly bin: string; readonly sbin: string };
  readonly code: GuestCode;
  readonly kubectl?: string;
  readonly clusters: WorkloadClusters;
  /** Packed disks of machines that have no power, by machine. */
  readonly disks: Map<string, Buffer>;
}

/** Boots a machine; `powerOff` kills what runs in it, packs its disk into memory and removes its folder. */
export function startMachine(
  surroundings: MachineSurroundings,
  machine: GuestMachine,
  failing: boolean,
): RunningGuest {
  const power = new AbortController();
  const life = live({ surroundings, machine, failing, power: power.signal }).catch((error: unknown) => {
    if (!power.signal.aborted) surroundings.log(`${machine.name}: ${String(error)}`);
  });
  return {
    powerOff: async () => {
      power.abort(new Error('power off'));
      await life;
    },
  };
}

interface Life {
  readonly surroundings: MachineSurroundings;
  readonly machine: GuestMachine;
  readonly failing: boolean;
  readonly power: AbortSignal;
}

async function live(life: Life): Promise<void> {
  const { surroundings, machine, power } = life;
  await surroundings.clock.sleep(surroundings.bootMs, power);
  // Short: the path of the socket below it must not pass 107 characters.
  const folder = await mkdtemp(join(surroundings.folder, 'm-'));
  try {
    const disk = join(folder, 'disk');
    await insertDisk(life, disk);
    try {
      let next: Ending = 'reboot';
      while (next === 'reboot') next = await boot(life, folder, disk);
      await cut(power);
    } finally {
      surroundings.disks.set(machine.id, await packDisk(disk));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Ending = 'reboot' | 'halt' | 'power off';

async function insertDisk({ surroundings, machine }: Life, disk: string): Promise<void> {
  await mkdir(disk);
  const packed = surroundings.disks.get(machine.id);
  if (packed) {
    await unpackDisk(disk, packed);
    surroundings.disks.delete(machine.id);
    return;
  }
  formatDisk(disk, firstHostName(machine), machine.ipAddress ?? '127.0.0.1');
}

function firstHostName(machine: GuestMachine): string {
  const data = readBootData((key) => machine.readInfo(key));
  return hostNameOf(typeof data === 'string' ? undefined : data, machine.name);
}

/** One boot, from the first process to the last. */
async function boot(life: Life, folder: string, disk: string): Promise<Ending> {
  const { surroundings, machine, power } = life;
  const { clusters, log } = surroundings;
  const machineFolder = join(folder, 'machine');
  await rm(machineFolder, { recursive: true, force: true });
  await mkdir(machineFolder);
  await writeFile(join(machineFolder, 'machine.env'), facts(life));
  const ended = Promise.withResolvers<Ending>();
  const pending = new Set<Promise<void>>();
  const writeInfo = (key: string, value: string): void => {
    if (!power.aborted) machine.writeInfo(key, value);
  };
  let sandbox: Sandbox | undefined;
  const channel = await openChannel(join(machineFolder, 'socket'), {
    readInfo: (key) => machine.readInfo(key),
    writeInfo,
    call: (call) => {
      const work = carryOut(life, call, (ending) => {
        ended.resolve(ending);
      });
      pending.add(work);
      return work.finally(() => pending.delete(work));
    },
  });
  try {
    await clusters.resume(machine.id);
    if (power.aborted) return 'power off';
    sandbox = startSandbox({
      ...surroundings,
      kubectl: surroundings.kubectl,
      hostName: (await readFile(join(disk, 'etc/hostname'), 'utf8')).trim(),
      disk,
      machineFolder,
      console: (line) => {
        log(`${machine.name}: ${line}`);
      },
    });
    return await Promise.race([ended.promise, cut(power)]);
  } finally {
    await sandbox?.kill();
    await channel[Symbol.asyncDispose]();
    // An API server that was being started when the power went must not outlive it.
    await Promise.allSettled(pending);
    await clusters.stop(machine.id);
  }
}

/** Resolves when the power is cut. */
async function cut(power: AbortSignal): Promise<'power off'> {
  if (!power.aborted) {
    await new Promise((resolve) => {
      power.addEventListener('abort', resolve, { once: true });
    });
  }
  return 'power off';
}

async function carryOut(life: Life, call: GuestCall, end: (ending: Ending) => void): Promise<void> {
  const { surroundings, machine } = life;
  const { clusters, log } = surroundings;
  switch (call.call) {
    case 'start-control-plane':
      await clusters.startControlPlane({
        ...call,
        machineId: machine.id,
        address: machine.ipAddress ?? '',
      });
      return;
    case 'start-kubelet':
      clusters.startKubelet(machine.id, call.caCertificate, call.node);
      return;
    case 'reset':
      await clusters.reset(machine.id);
      return;
    case 'boot-finished':
      for (const error of call.errors) log(`${machine.name}: cloud-init: ${error}`);
      return;
    case 'reboot':
    case 'halt':
      end(call.call);
  }
}

/** Read by shells and by our own programs: plain values only. */
function facts({ machine, failing }: Life): string {
  return [
    `ADDRESS=${machine.ipAddress ?? '127.0.0.1'}`,
    `CPUS=${machine.cpus}`,
    `MEMORY_MB=${machine.memoryMb}`,
    `FAILING=${failing ? 'yes' : 'no'}`,
    '',
  ].join('\n');
}
