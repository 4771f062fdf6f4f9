import { cleanUp, hostNameOf, readBootData } from './boot-data.ts';
import type { BootData } from './boot-data.ts';
import type { GuestDriver, GuestMachine } from './guest-driver.ts';
import { behaviourOf, simulatedFailure } from './guest-options.ts';
import type { GuestOptions } from './guest-options.ts';
import { installJobAgent } from './jobs/installed-agent.ts';
import type { InstalledJobAgent } from './jobs/installed-agent.ts';
import { runKubeadm } from './kubeadm/command-line.ts';
import { readConfiguration } from './kubeadm/configuration.ts';
import { KubeadmFailure } from './kubeadm/kubeadm-host.ts';
import type { KubeadmHost } from './kubeadm/kubeadm-host.ts';
import { memoryFiles } from './memory-files.ts';
import { kubeadmRole } from './kubeadm-role.ts';
import type { KubeadmRole } from './kubeadm-role.ts';
import { statusReporter } from './status-keys.ts';
import type { PhaseName, StatusReporter } from './status-keys.ts';
import { WorkloadClusters } from './workload-clusters.ts';

export interface InstantGuestOptions extends GuestOptions {
  /**
   * Serve each cluster's Kubernetes API on its control plane's address; true when absent. Machines outside of
   * 127.0.0.0/8 never serve one: their address is not this machine's to listen on.
   */
  readonly workloadApi?: boolean;
  /** How often agents look for jobs, in simulated time; what their user data say when absent. */
  readonly jobPollMs?: number;
  /** A job that drains a node whose name matches runs into its time-out, in simulated time. */
  readonly undrainable?: RegExp;
}

/** A machine that exports directories over NFS and runs nothing of Kubernetes. */
interface FileServer {
  readonly kind: 'serve';
}

type InstalledRole = KubeadmRole | FileServer;

/** How often a joining machine looks whether its control plane is up; often, since boots may be scaled down in time. */
const lookMs = 100;

interface Guests {
  readonly options: InstantGuestOptions;
  readonly clusters: WorkloadClusters;
  /** Endpoints of the control planes that are set up and have power; the values are their machines. */
  readonly up: Map<string, string>;
  /** What earlier boots made of machines. */
  readonly installed: Map<string, InstalledRole>;
  /** Machines that take jobs, with what their disks hold. */
  readonly agents: Map<string, InstalledJobAgent>;
}

/**
 * Guests that only tell: after `bootMs` they report what real ones would, by the user data that they were given. The
 * kubeadm configuration, the certificates and the join are checked by the same kubeadm that sandboxed guests run.
 */
export function instantGuests(options: InstantGuestOptions): GuestDriver {
  const log = options.log ?? ((): void => {});
  const clusters = new WorkloadClusters({ networkAlwaysReady: true, log });
  const guests: Guests = { options, clusters, up: new Map(), installed: new Map(), agents: new Map() };
  const running = new Set<() => Promise<void>>();
  return {
    powerOn: (machine) => {
      const power = new AbortController();
      const life = live(guests, machine, power.signal).catch((error: unknown) => {
        if (!power.signal.aborted) log(`${machine.name}: ${String(error)}`);
      });
      const powerOff = async (): Promise<void> => {
        power.abort(new Error('power off'));
        await life;
        running.delete(powerOff);
        for (const [endpoint, owner] of guests.up) if (owner === machine.id) guests.up.delete(endpoint);
        await clusters.stop(machine.id);
      };
      running.add(powerOff);
      return { powerOff };
    },
    workloadApiCalls: () => clusters.calls(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...running].map((powerOff) => powerOff()));
      await clusters[Symbol.asyncDispose]();
    },
  };
}

async function live(guests: Guests, machine: GuestMachine, power: AbortSignal): Promise<void> {
  const { options } = guests;
  await options.clock.sleep(options.bootMs, power);
  if (behaviourOf(options, machine) === 'silent') return;
  const write = (key: string, value: string): void => {
    if (!power.aborted) machine.writeInfo(key, value);
  };
  await boot(guests, machine, { write, power });
  const agent = guests.agents.get(machine.id);
  const { clock, jobPollMs: pollMs, undrainable } = options;
  await agent?.serve({ machine, write, power, clock, pollMs, undrainable });
}

/** What a machine has while its power is on. */
interface Life {
  readonly write: (key: string, value: string) => void;
  readonly power: AbortSignal;
}

async function boot(guests: Guests, machine: GuestMachine, { write, power }: Life): Promise<void> {
  const { options, clusters, installed } = guests;
  const report = statusReporter({ write, now: () => options.clock.now() });
  const earlier = installed.get(machine.id);
  if (earlier) {
    await clusters.resume(machine.id);
    comeUp(guests, machine, earlier);
    // What guests said is lost with their power: say it again.
    await report.phase('networkconfiguration', async () => {});
    await report.phase(phaseOf(earlier), async () => {});
    return;
  }
  const data = readBootData((key) => machine.readInfo(key));
  if (typeof data === 'string') {
    options.log?.(`${machine.name}: ${data}`);
    return;
  }
  cleanUp(data.metadata, write);
  const files = new Map(data.config.files.map(({ path, content }) => [path, content.toString()]));
  const agent = installJobAgent(memoryFiles(files));
  if (agent) guests.agents.set(machine.id, agent);
  const failing = behaviourOf(options, machine) === 'failing';
  await bootstrap({ guests, machine, data, files, report, power, failing });
}

function phaseOf(role: InstalledRole): PhaseName {
  return role.kind === 'init' ? 'kubeinit' : 'kubeadm.node.join';
}

function comeUp({ installed, up }: Guests, machine: GuestMachine, role: InstalledRole): void {
  installed.set(machine.id, role);
  if (role.kind !== 'init') return;
  for (const endpoint of role.endpoints) up.set(endpoint, machine.id);
}

interface FirstBoot {
  readonly guests: Guests;
  readonly machine: GuestMachine;
  readonly data: BootData;
  /** Of the user data, and what the boot adds to them. */
  readonly files: Map<string, string>;
  readonly report: StatusReporter;
  readonly power: AbortSignal;
  readonly failing: boolean;
}

/** The bootstrap failed; the message is what kubeadm or the guest said. */
class BootstrapFailure extends Error {
  override readonly name = 'BootstrapFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

async function bootstrap(boot: FirstBoot): Promise<void> {
  const { guests, machine, files, report, power } = boot;
  const output: string[] = [];
  try {
    await report.phase('networkconfiguration', async () => {
      if (machine.ipAddress === undefined) throw new BootstrapFailure('no address on the primary NIC', 1);
    });
    const role = kubeadmRole(files, machine.ipAddress ?? '') ?? fileServer(files);
    if (!role) return;
    await report.phase(phaseOf(role), async () => {
      if (boot.failing) throw new BootstrapFailure(simulatedFailure, 1);
      if (role.kind === 'serve') return comeUp(guests, machine, role);
      checkConfiguration(files.get(role.configPath) ?? '');
      if (role.kind === 'join') await controlPlane(boot, role);
      if (servesApi(guests, machine)) await runInGuest(boot, role, output);
      power.throwIfAborted();
      comeUp(guests, machine, role);
    });
  } catch (error) {
    if (!(error instanceof BootstrapFailure)) throw error;
    report.failed(error.exitCode, error.message, [...output, `error: ${error.message}`]);
  }
}

/** What a machine with a list of exports and no Kubernetes becomes. */
function fileServer(files: ReadonlyMap<string, string>): FileServer | undefined {
  const isExports = (path: string): boolean =>
    path === '/etc/exports' || /^\/etc\/exports\.d\/.+\.exports$/.test(path);
  return [...files.keys()].some(isExports) ? { kind: 'serve' } : undefined;
}

function servesApi({ options }: Guests, machine: GuestMachine): boolean {
  return options.workloadApi !== false && machine.ipAddress?.startsWith('127.') === true;
}

async function runInGuest(boot: FirstBoot, role: KubeadmRole, output: string[]): Promise<void> {
  const complaints: string[] = [];
  const host = kubeadmHost(boot, output);
  const argv = [role.kind, '--config', role.configPath];
  const exitCode = await runKubeadm(argv, host, (line) => complaints.push(line));
  boot.power.throwIfAborted();
  if (exitCode === 0) return;
  output.push(...complaints);
  throw new BootstrapFailure(`kubeadm ${role.kind}: ${complaints[0] ?? ''}`, exitCode);
}

function kubeadmHost({ guests, machine, data, files, power }: FirstBoot, output: string[]): KubeadmHost {
  const { clusters, options } = guests;
  const address = machine.ipAddress ?? '';
  return {
    hostname: hostNameOf(data, machine.name),
    address,
    cpus: machine.cpus,
    memoryMb: machine.memoryMb,
    ignoredChecks: [],
    files: memoryFiles(files),
    now: () => options.clock.now(),
    sleep: (ms) => options.clock.sleep(ms, power),
    print: (line) => {
      output.push(line);
    },
    startControlPlane: async (request) => {
      power.throwIfAborted();
      await clusters.startControlPlane({ ...request, machineId: machine.id, address });
    },
    startKubelet: async (caCertificate, node) => {
      power.throwIfAborted();
      clusters.startKubelet(machine.id, caCertificate, node);
    },
    reset: () => clusters.reset(machine.id),
  };
}

/** Waits, as scripts in the field do, until the cluster to join has a control plane. */
async function controlPlane({ guests, power }: FirstBoot, role: KubeadmRole): Promise<void> {
  if (role.endpoints.length === 0) {
    throw new BootstrapFailure('kubeadm join: the discovery names no API server', 1);
  }
  while (!role.endpoints.some((endpoint) => guests.up.has(endpoint))) {
    await guests.options.clock.sleep(lookMs, power);
  }
}

function checkConfiguration(text: string): void {
  try {
    readConfiguration(text);
  } catch (error) {
    if (!(error instanceof KubeadmFailure)) throw error;
    throw new BootstrapFailure(`kubeadm: error: ${error.message}`, error.exitCode);
  }
}
