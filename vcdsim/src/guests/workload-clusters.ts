import { caCertHash } from './kubernetes/certificates.ts';
import type { KeyPairPem } from './kubernetes/certificates.ts';
import { startApiServer } from './kubernetes/api-server.ts';
import { startControllers } from './kubernetes/cluster-controllers.ts';
import type { ClusterControllers } from './kubernetes/cluster-controllers.ts';
import { listAt, textAt } from './kubernetes/objects.ts';
import { newCluster } from './kubernetes/cluster-state.ts';
import type { ClusterState } from './kubernetes/cluster-state.ts';

/** A control plane node that wants its API served. */
export interface ControlPlaneRequest {
  readonly machineId: string;
  readonly address: string;
  readonly port: number;
  readonly ca: KeyPairPem;
  readonly kubernetesVersion: string;
  /** More names and addresses for the API server's certificate. */
  readonly hosts: readonly string[];
  /** `init` makes a new cluster; `join` adds a node to the one with the same authority. */
  readonly role: 'init' | 'join';
}

/** A Node as whoever asks the API sees it. */
export interface ListedNode {
  readonly name: string;
  readonly ready: boolean;
  /** When it became so, or undefined while nobody has judged it. */
  readonly since: string | undefined;
}

interface Cluster {
  readonly state: ClusterState;
  readonly controllers: ClusterControllers;
}

/** The control plane of one machine's disk: what comes back when the machine is powered on again. */
interface ControlPlane {
  readonly request: ControlPlaneRequest;
  readonly cluster: Cluster;
}

/**
 * The workload clusters that the guests of one driver make up: their objects outlive a power cycle, their API servers
 * and kubelets live as long as their machines have power.
 */
export class WorkloadClusters implements AsyncDisposable {
  readonly #networkAlwaysReady: boolean;
  readonly #log: (line: string) => void;
  readonly #byAuthority = new Map<string, Cluster>();
  readonly #controlPlanes = new Map<string, ControlPlane>();
  readonly #kubelets = new Map<string, { readonly cluster: Cluster; readonly node: string }>();
  readonly #servers = new Map<string, AsyncDisposable>();
  readonly #calls = new Map<string, Map<string, number>>();

  constructor(options: { readonly networkAlwaysReady: boolean; readonly log: (line: string) => void }) {
    this.#networkAlwaysReady = options.networkAlwaysReady;
    this.#log = options.log;
  }

  /** Starts the API server of a machine; resolves when it listens. */
  async startControlPlane(request: ControlPlaneRequest): Promise<void> {
    const authority = caCertHash(request.ca.certificate);
    if (this.#serves(request, authority)) return;
    const existing = this.#byAuthority.get(authority);
    if (request.role === 'join' && !existing) throw new Error('no etcd cluster to join');
    const cluster = request.role === 'join' && existing ? existing : this.#found(request);
    try {
      await this.#serve(request, cluster);
    } catch (error) {
      if (cluster !== existing) cluster.controllers[Symbol.dispose]();
      throw error;
    }
    // A new cluster with an old authority takes the place of the one that its machines have lost.
    if (cluster !== existing) existing?.controllers[Symbol.dispose]();
    this.#byAuthority.set(authority, cluster);
    this.#controlPlanes.set(request.machineId, { request, cluster });
  }

  /** The machine's kubelet runs as this node of the cluster with this authority. */
  startKubelet(machineId: string, caCertificate: string, node: string): void {
    const cluster = this.#byAuthority.get(caCertHash(caCertificate));
    if (!cluster) throw new Error('no cluster has this certificate authority');
    this.#kubelets.set(machineId, { cluster, node });
    cluster.state.kubelets.add(node);
    cluster.controllers.wake();
  }

  /** The machine's kubelet dies, and is started again at the next boot. */
  stopKubelet(machineId: string): void {
    const kubelet = this.#kubelets.get(machineId);
    kubelet?.cluster.state.kubelets.delete(kubelet.node);
    kubelet?.cluster.controllers.wake();
  }

  /** Somebody deletes the Node of a machine; its kubelet does not notice. */
  deleteNode(machineId: string): void {
    const kubelet = this.#kubelets.get(machineId);
    if (!kubelet) return;
    const { store } = kubelet.cluster.state;
    const type = store.type('nodes');
    const node = store.get(type, kubelet.node);
    if (node) store.remove(type, node);
  }

  /** The Nodes that the API server of a machine would list; undefined where none runs. */
  nodes(machineId: string): readonly ListedNode[] | undefined {
    const controlPlane = this.#controlPlanes.get(machineId);
    if (!controlPlane || !this.#servers.has(machineId)) return undefined;
    const { store } = controlPlane.cluster.state;
    return store.list(store.type('nodes')).map((node) => {
      const conditions = listAt(node, 'status', 'conditions');
      const condition = conditions.find((each) => textAt(each, 'type') === 'Ready');
      const ready = textAt(condition, 'status') === 'True';
      return {
        name: node.metadata.name,
        ready,
        since: textAt(condition, 'lastTransitionTime') || undefined,
      };
    });
  }

  /** Starts what an earlier boot of the machine had set up; false when there was nothing. */
  async resume(machineId: string): Promise<boolean> {
    const controlPlane = this.#controlPlanes.get(machineId);
    if (controlPlane) await this.#serve(controlPlane.request, controlPlane.cluster);
    const kubelet = this.#kubelets.get(machineId);
    kubelet?.cluster.state.kubelets.add(kubelet.node);
    kubelet?.cluster.controllers.wake();
    return controlPlane !== undefined || kubelet !== undefined;
  }

  /** What the machine ran is gone; what it had stored stays for `resume`. */
  async stop(machineId: string): Promise<void> {
    this.stopKubelet(machineId);
    const server = this.#servers.get(machineId);
    this.#servers.delete(machineId);
    await server?.[Symbol.asyncDispose]();
  }

  /** `kubeadm reset`: nothing comes back either. */
  async reset(machineId: string): Promise<void> {
    await this.stop(machineId);
    this.#kubelets.delete(machineId);
    this.#controlPlanes.delete(machineId);
  }

  /** By endpoint (`address:port`), then by user. */
  calls(): Readonly<Record<string, Readonly<Record<string, number>>>> {
    return Object.fromEntries(
      [...this.#calls].map(([endpoint, users]) => [endpoint, Object.fromEntries(users)]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#servers.keys()].map((machineId) => this.stop(machineId)));
    for (const { controllers } of this.#byAuthority.values()) controllers[Symbol.dispose]();
  }

  #found(request: ControlPlaneRequest): Cluster {
    const state = newCluster({ ...request, networkAlwaysReady: this.#networkAlwaysReady });
    return { state, controllers: startControllers(state, this.#log) };
  }

  /** A second `kubeadm init` on a machine finds its control plane running and goes on. */
  #serves({ machineId, role }: ControlPlaneRequest, authority: string): boolean {
    const mine = this.#controlPlanes.get(machineId);
    return (
      this.#servers.has(machineId) &&
      mine?.request.role === role &&
      mine.cluster === this.#byAuthority.get(authority)
    );
  }

  async #serve(request: ControlPlaneRequest, { state }: Cluster): Promise<void> {
    const endpoint = `${request.address}:${request.port}`;
    const users = this.#calls.get(endpoint) ?? new Map<string, number>();
    this.#calls.set(endpoint, users);
    const server = await startApiServer({
      ...request,
      cluster: state,
      count: (user) => users.set(user, (users.get(user) ?? 0) + 1),
    });
    this.#servers.set(request.machineId, server);
  }
}
