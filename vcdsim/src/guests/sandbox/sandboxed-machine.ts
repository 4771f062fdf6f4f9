import { mkdtempSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostNameOf, readBootData } from '../boot-data.ts';
import type { Clock, Customization, GuestMachine, RunningGuest } from '../guest-driver.ts';
import type { WorkloadClusters } from '../workload-clusters.ts';
import { openChannel } from './guest-channel.ts';
import type { GuestCall } from './guest-channel.ts';
import { formatDisk, nameDisk, packDisk, unpackDisk } from './guest-disk.ts';
import type { GuestCode } from './guest-programs.ts';
import { SandboxedTools } from './sandboxed-tools.ts';
import { openToolsChannel } from './tools-channel.ts';
import { startSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

/** What the machines of one driver share. */
export interface MachineSurroundings {
  readonly clock: Clock;
  readonly bootMs: number;
  readonly toolsMs?: number;
  readonly log: (line: string) => void;
  readonly folder: string;
  readonly programs: { readonly bin: string; readonly sbin: string };
  readonly code: GuestCode;
  readonly kubectl?: string;
  readonly clusters: WorkloadClusters;
  /** Packed disks of machines that have no power, by machine. */
  readonly disks: Map<string, PackedDisk>;
}

interface PackedDisk {
  readonly packed: Buffer;
  /** It was another machine's, whose name is still on it. */
  readonly isCopy: boolean;
}

/** Boots a machine; `powerOff` kills what runs in it, packs its disk into memory and removes its folder. */
export function startMachine(
  surroundings: MachineSurroundings,
  machine: GuestMachine,
  failing: boolean,
): RunningGuest {
  const power = new AbortController();
  // Short: the path of the sockets below it must not pass 107 characters.
  const folder = mkdtempSync(join(surroundings.folder, 'm-'));
  const disk = join(folder, 'disk');
  const tools = new SandboxedTools({ clock: surroundings.clock, disk });
  const life = live({ surroundings, machine, failing, power: power.signal, folder, disk, tools }).catch(
    (error: unknown) => {
      if (!power.signal.aborted) surroundings.log(`${machine.name}: ${String(error)}`);
    },
  );
  return {
    tools,
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
  /** The machine's own, with its disk in it. */
  readonly folder: string;
  readonly disk: string;
  readonly tools: SandboxedTools;
}

async function live(life: Life): Promise<void> {
  const { surroundings, machine, power, folder, disk } = life;
  try {
    await surroundings.clock.sleep(surroundings.bootMs, power);
    await insertDisk(life);
    try {
      let { customization } = machine;
      let next: Ending = 'reboot';
      while (next === 'reboot') {
        next = await boot(life, customization);
        customization = undefined;
      }
      await cut(power);
    } finally {
      surroundings.disks.set(machine.id, { packed: await packDisk(disk), isCopy: false });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Ending = 'reboot' | 'halt' | 'power off';

async function insertDisk({ surroundings, machine, disk }: Life): Promise<void> {
  await mkdir(disk);
  const names = { hostName: firstHostName(machine), address: machine.ipAddress ?? '127.0.0.1' };
  const own = surroundings.disks.get(machine.id);
  if (!own) {
    formatDisk(disk, machine.imagePassword);
    nameDisk(disk, names);
    return;
  }
  await unpackDisk(disk, own.packed);
  surroundings.disks.delete(machine.id);
  if (own.isCopy) nameDisk(disk, names);
}

function firstHostName(machine: GuestMachine): string {
  const data = readBootData((key) => machine.readInfo(key));
  return hostNameOf(typeof data === 'string' ? undefined : data, machine.name);
}

/** One boot, from the first process to the last. */
async function boot(life: Life, customization: Customization | undefined): Promise<Ending> {
  const { surroundings, machine, power, folder, disk, tools } = life;
  const { clusters, log } = surroundings;
  const machineFolder = join(folder, 'machine');
  await rm(machineFolder, { recursive: true, force: true });
  await mkdir(machineFolder);
  await writeFile(join(machineFolder, 'machine.env'), facts(life));
  if (customization) await writeCustomization(join(machineFolder, 'customization'), customization);
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
  const down = new AbortController();
  const toolsChannel = await openToolsChannel(join(machineFolder, 'tools'));
  try {
    await clusters.resume(machine.id);
    if (power.aborted) return 'power off';
    surroundings.clock.sleep(surroundings.toolsMs ?? 0, down.signal).then(
      () => {
        tools.connect(toolsChannel);
      },
      () => {},
    );
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
    down.abort();
    tools.connect(undefined);
    await sandbox?.kill();
    await toolsChannel[Symbol.asyncDispose]();
    await channel[Symbol.asyncDispose]();
    // An API server that was being started when the power went must not outlive it.
    await Promise.allSettled(pending);
    await clusters.stop(machine.id);
  }
}

/** Where the program `customize` of the guest finds what to do. */
async function writeCustomization(folder: string, customization: Customization): Promise<void> {
  await mkdir(folder);
  const { script, adminPassword } = customization;
  if (script !== undefined) await writeFile(join(folder, 'script'), script);
  if (adminPassword !== undefined) await writeFile(join(folder, 'password'), `root:${adminPassword}\n`);
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
