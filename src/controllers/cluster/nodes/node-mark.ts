import { z } from 'zod';
import { ClusterSpec, NodePool, type Cluster, type ClusterNode } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { GuestBackendKind } from '#records/template.ts';
import type { SecretStore } from '#store/record-store.ts';
import type { OpenedText, TextSealer } from '#store/sealed-text.ts';
import type { Vm } from '#vcd/model.ts';
import { nodeSecretNames } from '../credentials.ts';

/**
 * ExtraConfig keys by which a cluster without a record is known again. They lie beside the `guestinfo.` keys: a guest
 * neither sees nor changes them.
 */
export const markKeys = { node: 'cse.node', secrets: 'cse.node.secrets' } as const;

/** A pool as it was wished for; how many nodes it has, its VMs tell. */
const MarkedPool = NodePool.omit({ count: true, evict: true }).strip();
export type MarkedPool = z.output<typeof MarkedPool>;

const ofAnyNode = {
  cluster: z.object({ id: z.uuid(), name: z.string() }),
  name: z.string(),
  guestBackend: GuestBackendKind,
};

/** What a VM says of the node that it is, and a control plane of its cluster, too. */
const NodeMark = z.discriminatedUnion('role', [
  z.object({
    ...ofAnyNode,
    role: z.literal('control-plane'),
    controlPlane: ClusterSpec.shape.controlPlane.strip(),
    /** Those that the cluster was made with. */
    pools: z.array(MarkedPool),
    sshKey: z.string().nullable(),
  }),
  z.object({ ...ofAnyNode, role: z.enum(['worker', 'nfs']), pool: MarkedPool }),
]);
export type NodeMark = z.output<typeof NodeMark>;

/** What is written onto a node's VM in the call that prepares it, so that its record could be made again from there. */
export async function nodeMarks(
  { secrets, sealer }: { readonly secrets: SecretStore; readonly sealer: TextSealer },
  cluster: Cluster,
  node: ClusterNode,
): Promise<Record<string, string>> {
  const kept = await secretsOf(secrets, cluster, node);
  return {
    [markKeys.node]: JSON.stringify(markOf(cluster, node)),
    ...(Object.keys(kept).length > 0 && {
      [markKeys.secrets]: sealer.seal(placeOf(cluster.metadata.uid, node.name), JSON.stringify(kept)),
    }),
  };
}

/** Undefined for a VM that carries none, or one that another release or a stranger wrote. */
export function nodeMarkOf({ extraConfig }: Pick<Vm, 'extraConfig'>): NodeMark | undefined {
  try {
    return NodeMark.safeParse(JSON.parse(extraConfig.get(markKeys.node) ?? '')).data;
  } catch {
    return undefined;
  }
}

/** What a node's sealed mark held, or why it says nothing. */
export type NodeSecrets =
  | { readonly state: 'opened'; readonly values: Readonly<Record<string, string>> }
  | { readonly state: 'none' | Exclude<OpenedText['state'], 'opened'> };

/** The secrets of a marked VM by the names under which the store keeps them. */
export function nodeSecretsOf(
  sealer: TextSealer,
  { extraConfig }: Pick<Vm, 'extraConfig'>,
  { cluster, name }: Pick<NodeMark, 'cluster' | 'name'>,
): NodeSecrets {
  const sealed = extraConfig.get(markKeys.secrets);
  if (!sealed) return { state: 'none' };
  const opened = sealer.open(placeOf(cluster.id, name), sealed);
  if (opened.state !== 'opened') return opened;
  // Only who has the key can have written it.
  return { state: 'opened', values: z.record(z.string(), z.string()).parse(JSON.parse(opened.text)) };
}

function markOf(cluster: Cluster, node: ClusterNode): NodeMark {
  const { metadata, spec } = cluster;
  const common = {
    cluster: { id: metadata.uid, name: metadata.name },
    name: node.name,
    guestBackend: node.guestBackend ?? ('guestinfo' as const),
  };
  if (node.role === 'control-plane') {
    const { controlPlane, sshKey } = spec;
    return { ...common, role: node.role, controlPlane, pools: spec.pools.map(withoutCount), sshKey };
  }
  const pool = spec.pools.find(({ name }) => name === node.pool);
  if (!pool) throw new TypeError(`node ${node.name} belongs to the unknown pool ${node.pool}`);
  return { ...common, role: node.role, pool: withoutCount(pool) };
}

function withoutCount({ count: _count, evict: _evict, ...pool }: NodePool): MarkedPool {
  return pool;
}

async function secretsOf(
  secrets: SecretStore,
  cluster: Cluster,
  node: ClusterNode,
): Promise<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of nodeSecretNames(node)) {
    const value = await secrets.get(keyOf(cluster), cluster.metadata.uid, name);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function placeOf(uid: string, node: string) {
  return { uid, name: `secrets of node ${node}` };
}
