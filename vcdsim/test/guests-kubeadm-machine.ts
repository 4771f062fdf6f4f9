import { stringify } from 'yaml';
import { runKubeadm } from '../src/guests/kubeadm/command-line.ts';
import type { KubeadmHost } from '../src/guests/kubeadm/kubeadm-host.ts';
import { readKubeconfig } from '../src/guests/kubeadm/kubeconfig.ts';
import { WorkloadClusters } from '../src/guests/workload-clusters.ts';

const apiVersion = 'kubeadm.k8s.io/v1beta4';
export const token = 'abcdef.0123456789abcdef';

/** A machine whose disk is a map, with a kubeadm on it. */
export class Machine {
  readonly files = new Map<string, string>();
  readonly modes = new Map<string, number>();
  /** Standard output of all commands. */
  readonly printed: string[] = [];
  readonly name: string;
  readonly address: string;
  readonly #clusters: WorkloadClusters;
  #now = Date.now();

  constructor(clusters: WorkloadClusters, name: string, address: string) {
    this.#clusters = clusters;
    this.name = name;
    this.address = address;
  }

  /** Exit code and standard error of one command; time flies while it waits. */
  async kubeadm(...argv: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
    const said: string[] = [];
    const code = await runKubeadm(argv, this.#host(), (line) => said.push(line));
    return { code, said: said.join('\n') };
  }

  configure(...documents: readonly object[]): void {
    this.files.set('/k.yaml', documents.map((document) => stringify(document)).join('---\n'));
  }

  #host(): KubeadmHost {
    const clusters = this.#clusters;
    const { name, address, files } = this;
    return {
      hostname: name,
      address,
      cpus: 2,
      memoryMb: 2048,
      ignoredChecks: [],
      silentTokens: false,
      files: {
        read: (path) => files.get(path),
        write: (path, text, mode) => {
          files.set(path, text);
          this.modes.set(path, mode);
        },
        remove: (path) => void files.delete(path),
      },
      now: () => new Date(this.#now),
      sleep: async (ms) => {
        this.#now += ms;
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      },
      print: (line) => {
        this.printed.push(line);
      },
      startControlPlane: (request) => clusters.startControlPlane({ ...request, machineId: name, address }),
      startKubelet: async (ca, node) => clusters.startKubelet(name, ca, node),
      reset: () => clusters.reset(name),
    };
  }
}

export function init(machine: Machine, more: object = {}, cluster: object = {}): readonly object[] {
  return [
    {
      apiVersion,
      kind: 'InitConfiguration',
      bootstrapTokens: [{ token, ttl: '1h0m0s' }],
      localAPIEndpoint: { advertiseAddress: machine.address },
      ...more,
    },
    {
      apiVersion,
      kind: 'ClusterConfiguration',
      kubernetesVersion: 'v1.36.1',
      controlPlaneEndpoint: machine.address,
      ...cluster,
    },
    { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', cgroupDriver: 'systemd' },
  ];
}

export function join(discovery: object, more: object = {}): object {
  return { apiVersion, kind: 'JoinConfiguration', discovery, timeouts: { discovery: '3s' }, ...more };
}

export function byToken(endpoint: string, hash: string, secret = token): object {
  return { bootstrapToken: { token: secret, apiServerEndpoint: `${endpoint}:6443`, caCertHashes: [hash] } };
}

export async function newClusters(): Promise<WorkloadClusters> {
  return new WorkloadClusters({ networkAlwaysReady: true, log: () => {} });
}

export function connection(machine: Machine, path: string) {
  return readKubeconfig(machine.files.get(path) ?? '', {
    read: (file) => machine.files.get(file),
    write: () => {},
    remove: () => {},
  });
}
