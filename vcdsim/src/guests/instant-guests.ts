import type { Customization, GuestDriver, GuestMachine, RunningGuest } from './guest-driver.ts';
import { behaviourOf, hasTools } from './guest-options.ts';
import { InstantDisks } from './instant/instant-disks.ts';
import { InstantTools } from './instant/instant-tools.ts';
import { kubeadmHost, servesApi } from './instant/instant-world.ts';
import type { InstantGuestOptions, InstantWorld } from './instant/instant-world.ts';
import { NodeCensus } from './instant/node-census.ts';
import type { ShellMachine } from './instant/shell-commands.ts';
import { bootUserData } from './instant/user-data-boot.ts';
import { withoutKubernetes } from './instant/without-kubernetes.ts';
import { WorkloadClusters } from './workload-clusters.ts';

/**
 * Guests that only tell: after `bootMs` they report what real ones would, by the user data that they were given. The
 * kubeadm configuration, the certificates and the join are checked by the same kubeadm that sandboxed guests run.
 */
export function instantGuests(options: InstantGuestOptions): GuestDriver {
  const log = options.log ?? ((): void => {});
  const clusters = new WorkloadClusters({ networkAlwaysReady: true, log });
  const { agentClock = () => new Date() } = options;
  const world: InstantWorld = {
    options,
    clusters,
    census: new NodeCensus(agentClock),
    up: new Map(),
    installed: new Map(),
    agents: new Map(),
    disks: new InstantDisks(options.clock),
  };
  const running = new Set<() => Promise<void>>();
  return {
    powerOn: (machine) => {
      const guest = startGuest(world, machine, log);
      const powerOff = async (): Promise<void> => {
        running.delete(powerOff);
        await guest.powerOff();
      };
      running.add(powerOff);
      return { ...guest, powerOff };
    },
    copyDisk: (from, to) => {
      world.disks.copy(from, to);
    },
    removeDisk: (machineId) => {
      world.disks.remove(machineId);
      world.census.forget(machineId);
    },
    workloadApiCalls: () => clusters.calls(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...running].map((powerOff) => powerOff()));
      await clusters[Symbol.asyncDispose]();
    },
  };
}

function startGuest(world: InstantWorld, machine: GuestMachine, log: (line: string) => void): RunningGuest {
  const power = new AbortController();
  const restarts = new EventTarget();
  const hostName = machine.name.toLowerCase();
  const shell: ShellMachine = {
    hostName,
    address: machine.ipAddress ?? '127.0.0.1',
    kubeadmHost: (files, print, signal) =>
      kubeadmHost(world, { machine, hostName, files, power: signal, print }),
    withoutApi: servesApi(world, machine) ? undefined : withoutKubernetes,
    readInfo: (key) => machine.readInfo(key),
    writeInfo: (key, value) => {
      if (!power.signal.aborted) machine.writeInfo(key, value);
    },
    restart: (ending) => restarts.dispatchEvent(new Event(ending)),
  };
  const { clock } = world.options;
  const tools = new InstantTools({ clock, machine: shell, power: power.signal, log });
  const life = live({ world, machine, shell, tools, restarts, power: power.signal }).catch(
    (error: unknown) => {
      if (!power.signal.aborted) log(`${machine.name}: ${String(error)}`);
    },
  );
  return {
    ...(hasTools(world.options, machine) && { tools }),
    stopKubelet: () => {
      world.clusters.stopKubelet(machine.id);
      world.census.stopKubelet(machine.id);
    },
    deleteNode: () => {
      world.clusters.deleteNode(machine.id);
      world.census.deleteNode(machine.id);
    },
    powerOff: async () => {
      power.abort(new Error('power off'));
      await life;
    },
  };
}

/** One machine from power-on to power-off. */
interface GuestLife {
  readonly world: InstantWorld;
  readonly machine: GuestMachine;
  readonly shell: ShellMachine;
  readonly tools: InstantTools;
  /** Programs of the guest that reboot or halt it tell here. */
  readonly restarts: EventTarget;
  readonly power: AbortSignal;
}

type Ending = 'reboot' | 'halt' | 'power off';

async function live(life: GuestLife): Promise<void> {
  const { world, machine, tools, restarts, power } = life;
  let { customization } = machine;
  let ending: Ending = 'reboot';
  while (ending === 'reboot') {
    const boot = new AbortController();
    const signal = AbortSignal.any([power, boot.signal]);
    const told = Promise.withResolvers<Ending>();
    const listen = { signal, once: true };
    restarts.addEventListener('reboot', () => told.resolve('reboot'), listen);
    restarts.addEventListener('halt', () => told.resolve('halt'), listen);
    power.addEventListener('abort', () => told.resolve('power off'), listen);
    if (power.aborted) told.resolve('power off');
    const booted = oneBoot(life, customization, signal);
    // A boot that fails leaves a machine that is on and does nothing.
    booted.catch(told.reject);
    ending = await told.promise;
    boot.abort(new Error(ending));
    await booted.catch(() => {});
    tools.stop();
    for (const [endpoint, owner] of world.up) if (owner === machine.id) world.up.delete(endpoint);
    await world.clusters.stop(machine.id);
    world.census.stopKubelet(machine.id);
    customization = undefined;
  }
}

async function oneBoot(
  { world, machine, shell, tools }: GuestLife,
  customization: Customization | undefined,
  power: AbortSignal,
): Promise<void> {
  const { options, disks } = world;
  await options.clock.sleep(options.bootMs, power);
  if (behaviourOf(options, machine) === 'silent') return;
  disks.boots(machine, shell, customization);
  const toolsRun = options.clock.sleep(options.toolsMs ?? 0, power).then(() => {
    tools.start(() => disks.open(machine, shell.hostName));
  });
  const write = (key: string, value: string): void => {
    if (!power.aborted) machine.writeInfo(key, value);
  };
  await Promise.all([toolsRun, bootUserData(world, machine, { write, power })]);
  const agent = world.agents.get(machine.id);
  const { clock, jobPollMs: pollMs, undrainable } = options;
  const life = { machine, write, power, clock, pollMs, undrainable, now: options.agentClock };
  await agent?.serve({ ...life, ...nodeListOf(world, machine) });
}

/** The Nodes of the cluster of a control plane, from wherever there is something to be known of them. */
function nodeListOf({ options, clusters, census }: InstantWorld, { id }: GuestMachine) {
  if (options.workloadApi !== 'nodes') return { nodes: () => clusters.nodes(id) };
  return { nodes: () => census.nodes(id), deleteNode: (node: string) => census.deleteNamed(id, node) };
}
