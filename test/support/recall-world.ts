import { createHash } from 'node:crypto';
import type { RecallSource } from '#controllers/cluster/recall/cluster-recall.ts';
import { identityTags, metadataKeys } from '#controllers/cluster/metadata-keys.ts';
import { nodeDescription } from '#controllers/cluster/nodes/node-description.ts';
import { nodeMarks } from '#controllers/cluster/nodes/node-mark.ts';
import { planKey } from '#guest/plan-mark.ts';
import type { Cluster } from '#records/cluster.ts';
import type { SecretStore } from '#store/record-store.ts';
import type { TextSealer } from '#store/sealed-text.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import type { VApp, VAppRecord, Vm } from '#vcd/model.ts';

/** Secrets of one cluster, kept in a map. */
export function secretsIn(values: Readonly<Record<string, string>>): SecretStore {
  const kept = new Map(Object.entries(values));
  return {
    get: async (_key, _uid, name) => kept.get(name),
    put: async (_key, _uid, name, value) => void kept.set(name, value),
    names: async () => [...kept.keys()],
  };
}

/** The same id for the same name. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function vmOf(name: string, changes: Partial<Vm> = {}): Vm {
  return {
    id: idOf(name),
    name,
    status: 4,
    deployed: true,
    ipAddress: undefined,
    networkConnections: [],
    cpus: 2,
    memoryMb: 2048,
    storageProfile: '*',
    extraConfig: new Map(),
    tasks: [],
    ...changes,
  };
}

/** What vCD shows of a cluster: its vApp, and the vApp as the query service lists it. */
export interface ShownVApp {
  readonly record: VAppRecord;
  readonly vApp: VApp;
}

/** What is in vCD when our service has made that cluster, its first-boot data wiped. */
export async function worldOf(
  cluster: Cluster,
  { secrets, sealer }: { readonly secrets: SecretStore; readonly sealer: TextSealer },
): Promise<ShownVApp> {
  const { metadata, spec, status } = cluster;
  const vms = await Promise.all(
    status.nodes.map(async (node) =>
      vmOf(node.name, {
        description: nodeDescription(cluster, node.role),
        ipAddress: node.ipAddress,
        extraConfig: new Map(
          Object.entries({
            ...(await nodeMarks({ secrets, sealer }, cluster, node)),
            [planKey]: 'hash',
          }),
        ),
      }),
    ),
  );
  const id = status.vApp?.id ?? idOf(metadata.name);
  const address = status.nodes.find(({ role }) => role === 'control-plane')?.ipAddress;
  const tags = {
    ...identityTags(cluster, '2.0.0'),
    ...(status.readyAt !== undefined && address !== undefined && { [metadataKeys.masterIp]: address }),
  };
  return {
    vApp: {
      id,
      name: metadata.name,
      status: 4,
      deployed: true,
      ownerId: spec.owner.id,
      networks: [spec.network.name],
      vms,
      tasks: [],
    },
    record: {
      id,
      name: metadata.name,
      vdcId: spec.vdc.id ?? '',
      vdcName: spec.vdc.name,
      status: 'POWERED_ON',
      busy: false,
      ownerName: spec.owner.name,
      orgId: spec.org.id,
      numberOfVms: String(vms.length),
      metadata: new Map(Object.entries(tags)),
    },
  };
}

/** Stands in for a Cloud Director with these vApps, one organization and one VDC; a vApp that is an error throws it. */
export function recallSource(
  shown: readonly { readonly record: VAppRecord; readonly vApp: VApp | Error }[],
  { spec }: Cluster,
): RecallSource {
  return {
    findMarkedVApps: async () => shown.map(({ record }) => record),
    findVApps: async ({ metadata }) =>
      shown
        .map(({ record }) => record)
        .filter((record) => record.metadata.get(metadata?.key ?? '') === metadata?.value),
    orgName: async () => spec.org.name,
    getVdc: async (id) => ({
      id,
      name: spec.vdc.name,
      networks: [{ id: spec.network.id ?? '', name: spec.network.name }],
      storageProfiles: [{ id: idOf('any profile'), name: '*' }],
    }),
    async getVApp(id) {
      const found = shown.find(({ record }) => record.id === id)?.vApp;
      if (found instanceof Error) throw found;
      if (found) return found;
      const answer = { status: 403, code: '', message: '', requestId: undefined, operation: 'getVApp' };
      throw new VcdForbidden(answer);
    },
  };
}
