import type { GuestMachine } from '../guest-driver.ts';
import type { GuestOptions } from '../guest-options.ts';
import type { InstalledJobAgent } from '../jobs/installed-agent.ts';
import type { GuestFiles, KubeadmHost } from '../kubeadm/kubeadm-host.ts';
import type { KubeadmRole } from '../kubeadm-role.ts';
import type { WorkloadClusters } from '../workload-clusters.ts';
import type { InstantDisks } from './instant-disks.ts';
import type { NodeCensus } from './node-census.ts';

/** What instant guests are like. */
export interface InstantGuestOptions extends GuestOptions {
  /**
   * Serve each cluster's Kubernetes API on its control plane's address; true when absent. Machines outside of
   * 127.0.0.0/8 never serve one: their address is not this machine's to listen on. `nodes`: none is served, and control
   * planes know all the same which nodes theirs has.
   */
  readonly workloadApi?: boolean | 'nodes';
  /** How often agents look for jobs, in simulated time; what their user data say when absent. */
  readonly jobPollMs?: number;
  /** The clock of agents; the machine's when absent, as that of certificates: who signs requests knows no other. */
  readonly agentClock?: () => Date;
  /** What an administrator has made of a machine's `/etc/exports` by now; undefined for what first boot left. */
  readonly exportsFile?: (machine: string) => string | undefined;
  /** A job that drains a node whose name matches runs into its time-out, in simulated time. */
  readonly undrainable?: RegExp;
}

/** A machine that exports directories over NFS and runs nothing of Kubernetes. */
export interface FileServer {
  readonly kind: 'serve';
}

/** What an earlier boot made of a machine. */
export type InstalledRole = KubeadmRole | FileServer;

/** What the machines of one driver share. */
export interface InstantWorld {
  readonly options: InstantGuestOptions;
  readonly clusters: WorkloadClusters;
  /** What is known of clusters whose API is not served. */
  readonly census: NodeCensus;
  /** Endpoints of the control planes that are set up and have power; the values are their machines. */
  readonly up: Map<string, string>;
  /** What earlier boots made of machines. */
  readonly installed: Map<string, InstalledRole>;
  /** Machines that take jobs, with what their disks hold. */
  readonly agents: Map<string, InstalledJobAgent>;
  readonly disks: InstantDisks;
}

/** Whether Kubernetes APIs of a machine are really served. */
export function servesApi({ options }: InstantWorld, machine: GuestMachine): boolean {
  return (options.workloadApi ?? true) === true && machine.ipAddress?.startsWith('127.') === true;
}

/** The machine that a kubeadm runs on, with whatever files it sees. */
export function kubeadmHost(
  { clusters, options }: InstantWorld,
  here: {
    readonly machine: GuestMachine;
    readonly hostName: string;
    readonly files: GuestFiles;
    readonly power: AbortSignal;
    readonly print: (line: string) => void;
  },
): KubeadmHost {
  const { machine, files, power, print } = here;
  const address = machine.ipAddress ?? '';
  return {
    hostname: here.hostName,
    address,
    cpus: machine.cpus,
    memoryMb: machine.memoryMb,
    ignoredChecks: [],
    silentTokens: false,
    files,
    now: () => options.clock.now(),
    sleep: (ms) => options.clock.sleep(ms, power),
    print,
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
