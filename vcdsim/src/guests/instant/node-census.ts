import type { ListedNode } from '../workload-clusters.ts';

interface Member {
  readonly node: string;
  /** The machine that it joined by; of a control plane its own. */
  readonly controlPlane: string;
  /** Whether it has a Node. */
  isListed: boolean;
  ready: boolean;
  /** When it became so or not. */
  since: string;
}

/** The Nodes of clusters whose API nobody serves: who has joined whom, and whose kubelet runs. */
export class NodeCensus {
  readonly #now: () => Date;
  readonly #members = new Map<string, Member>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** The machine is a node from now on, of the cluster of that machine; its kubelet runs. */
  join(machineId: string, node: string, controlPlane: string): void {
    this.#members.set(machineId, {
      ...{ node, controlPlane, isListed: true, ready: true },
      since: this.#instant(),
    });
  }

  /** The machine has booted again: its kubelet registers the node where its Node is gone. */
  resume(machineId: string): void {
    const member = this.#members.get(machineId);
    if (!member) return;
    member.isListed = true;
    this.#judge(member, true);
  }

  /** The machine's kubelet dies, with its power or alone. */
  stopKubelet(machineId: string): void {
    const member = this.#members.get(machineId);
    if (member) this.#judge(member, false);
  }

  /** Somebody deletes the Node of a machine; its kubelet does not notice. */
  deleteNode(machineId: string): void {
    const member = this.#members.get(machineId);
    if (member) member.isListed = false;
  }

  /** Somebody deletes a Node by its name, in the cluster of that machine. */
  deleteNamed(controlPlane: string, node: string): void {
    for (const member of this.#members.values()) {
      if (member.controlPlane === controlPlane && member.node === node) member.isListed = false;
    }
  }

  /** What the API of a control plane would list. */
  nodes(controlPlane: string): readonly ListedNode[] {
    return [...this.#members.values()]
      .filter((member) => member.controlPlane === controlPlane && member.isListed)
      .map(({ node, ready, since }) => ({ name: node, ready, since }))
      .toSorted((one, other) => one.name.localeCompare(other.name));
  }

  /** The disk of the machine is gone: it never boots again. Its Node stays until somebody deletes it. */
  forget(machineId: string): void {
    const member = this.#members.get(machineId);
    if (member && (!member.isListed || member.controlPlane === machineId)) this.#members.delete(machineId);
  }

  #judge(member: Member, ready: boolean): void {
    if (member.ready === ready) return;
    member.ready = ready;
    member.since = this.#instant();
  }

  /** As Kubernetes writes times. */
  #instant(): string {
    return `${this.#now().toISOString().slice(0, 19)}Z`;
  }
}
