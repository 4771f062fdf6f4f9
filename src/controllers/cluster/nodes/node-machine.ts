import type { ClusterNode, ClusterSpec, Reference } from '#records/cluster.ts';
import type { VmChange } from '#vcd/model.ts';

/** What a node's VM is made of; null where the template says it. */
export interface NodeMachine {
  readonly template: string;
  readonly cpu: number | null;
  readonly memoryMb: number | null;
  readonly storageProfile: Reference | null;
}

/** What the spec wishes for a node: the control plane's machine or its pool's. */
export function machineOf(spec: ClusterSpec, node: ClusterNode): NodeMachine {
  if (node.role === 'control-plane') return spec.controlPlane;
  const pool = spec.pools.find((candidate) => candidate.name === node.pool);
  if (!pool) throw new TypeError(`node ${node.name} belongs to the unknown pool ${node.pool}`);
  return pool;
}

/** The part of a node's machine that is set after it was copied from its template. */
export function sizeOf(spec: ClusterSpec, node: ClusterNode): VmChange {
  const { cpu, memoryMb } = machineOf(spec, node);
  return { ...(cpu !== null && { cpus: cpu }), ...(memoryMb !== null && { memoryMb }) };
}

/** Public keys for the node's root. */
export function sshKeyOf(spec: ClusterSpec, node: ClusterNode): string | null {
  const pool = spec.pools.find((candidate) => candidate.name === node.pool);
  return pool?.sshKey ?? spec.sshKey;
}
