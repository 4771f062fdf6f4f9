import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { Stage } from './stage.ts';

/** What is promised of the nodes of clusters that were ever ready. */
export class NodePromises {
  readonly #stage: Stage;
  /** Its VM when the cluster was first seen ready, by the cluster's uid. */
  readonly #controlPlanes = new Map<string, string>();
  readonly #told = new Set<string>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** What must hold at every moment: no control plane is ever made again. */
  look(clusters: readonly Cluster[]): readonly string[] {
    const sentences = clusters.flatMap(({ metadata: { uid, name }, status: { readyAt, nodes } }) => {
      const [vmId, ...others] = nodes.flatMap((node) =>
        node.role === 'control-plane' ? (node.vmId ?? []) : [],
      );
      if (readyAt === undefined || vmId === undefined) return [];
      const first = this.#controlPlanes.get(uid) ?? vmId;
      this.#controlPlanes.set(uid, first);
      return vmId === first && others.length === 0 ? [] : [`${name} has another control plane`];
    });
    return sentences.filter((sentence) => !this.#told.has(sentence) && this.#told.add(sentence));
  }

  /**
   * What must hold after hours without trouble: no replacement is still to come, and no cluster is called ready of which a
   * node is not: what could not be mended is told of.
   */
  mended(clusters: readonly Cluster[]): readonly string[] {
    return clusters.flatMap((cluster) => {
      const { metadata, status } = cluster;
      if (status.readyAt === undefined) return [];
      if (status.waiting?.reason === 'RepairPending')
        return [`${metadata.name} is still to be repaired: ${status.waiting.message}`];
      if (status.phase !== 'ready') return [];
      return this.#lost(cluster).map((node) => `${metadata.name} is ready, and its node ${node} is lost`);
    });
  }

  /**
   * Nodes that the control plane of a cluster does not find ready in what it told last, or not at all. One whose Node was deleted
   * before the service had ever heard of it is not missed, and one that was to go and could not be removed is told of.
   */
  #lost({ status: { nodes } }: Cluster): readonly string[] {
    const ready = this.#toldNodes(nodes);
    if (!ready) return [];
    return nodes.flatMap(({ name, role, state, inCluster, removal }) => {
      const isWell = ready.get(name) ?? inCluster === undefined;
      if (removal) return [];
      return role === 'nfs' || state !== 'joined' || isWell ? [] : [name];
    });
  }

  /** Whether they are ready, by name; undefined where nothing was told. */
  #toldNodes(nodes: readonly ClusterNode[]): ReadonlyMap<string, boolean> | undefined {
    const { vms } = this.#stage.sim.inventory;
    const controlPlane = vms.get(nodes.find(({ role }) => role === 'control-plane')?.vmId ?? '');
    const text = controlPlane?.guestInfo.get('guestinfo.cse.nodes');
    if (text === undefined) return undefined;
    // Written by vcdsim's guests, as docs/reference/guest-jobs.md has it.
    const told = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as {
      readonly nodes: readonly { readonly name: string; readonly ready: boolean }[];
    };
    return new Map(told.nodes.map(({ name, ready }) => [name, ready]));
  }
}
