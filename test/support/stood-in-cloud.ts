import { CallerRejected, type Caller } from '#api/callers/caller.ts';
import { callerCredential } from '#api/callers/credential.ts';
import type {
  Adoption,
  CallerDirectory,
  TaskDesk,
  VdcProviders,
  VisibleVApp,
  VisibleVm,
} from '#api/ports.ts';
import type { RecallSource } from '#controllers/cluster/recall/cluster-recall.ts';
import type { Cluster, RequestTask } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import { StoreConflict } from '#store/errors.ts';
import { textSealer } from '#store/sealed-text.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import { clusterAdoption } from '../../src/wiring/cluster-adoption.ts';

/** What there is in the cloud, by bare UUIDs. */
export const ids = {
  acme: '0a000000-0000-4000-8000-000000000001',
  beta: '0a000000-0000-4000-8000-000000000002',
  system: '0a000000-0000-4000-8000-000000000003',
  vdc: '0b000000-0000-4000-8000-000000000001',
  network: '0c000000-0000-4000-8000-000000000001',
  profile: '0d000000-0000-4000-8000-000000000001',
} as const;

export type Person = 'ann' | 'bob' | 'chief' | 'eve' | 'root';

/** Ann and Bob use the organization acme, Chief administers it, Eve is of another one, Root is of System. */
export const callers: Readonly<Record<Person, Caller>> = {
  ann: callerNamed('ann', 1, 'acme', 'Cluster Author'),
  bob: callerNamed('bob', 2, 'acme', 'Cluster Author'),
  chief: callerNamed('chief', 3, 'acme', 'Organization Administrator'),
  eve: callerNamed('eve', 4, 'beta', 'Organization Administrator'),
  root: callerNamed('root', 5, 'system', 'System Administrator'),
};

function callerNamed(
  userName: string,
  number: number,
  org: 'acme' | 'beta' | 'system',
  role: string,
): Caller {
  return {
    userName,
    userId: `urn:vcloud:user:0e000000-0000-4000-8000-00000000000${number}`,
    orgName: org === 'system' ? 'System' : org,
    orgId: ids[org],
    role,
    systemAdministrator: org === 'system',
    credential: undefined,
  };
}

export interface WorldVApp extends Omit<VisibleVApp, 'ownerName' | 'orgId'> {
  readonly org: string;
  readonly owner: Person;
  readonly vms?: readonly VisibleVm[];
  /** Who may change it beside its owner and administrators; who may only look. */
  readonly sharedWith?: Readonly<Partial<Record<Person, 'change' | 'look'>>>;
}

export interface WorldTask {
  readonly href: string;
  readonly request: string;
  readonly fresh: boolean;
  readonly error?: string;
}

/** Stands in for vCD's answers to the caller's own token. */
export function standInDirectory(
  vApps: readonly WorldVApp[],
  beforePlacing: (signal: AbortSignal) => Promise<void>,
): Omit<CallerDirectory, 'rightsOf'> {
  return {
    async identify(headers) {
      const token = callerCredential(headers)?.token;
      const caller = Object.values(callers).find(({ userName }) => token === `token-of-${userName}`);
      if (!caller) throw new CallerRejected('nobody has that token');
      return caller;
    },
    async place(_caller, wish, signal) {
      await beforePlacing(signal);
      const seen = (name: string, known: string, id: string) => ({ name, id: name === known ? id : null });
      return {
        vdc: seen(wish.vdc, 'acme-vdc', ids.vdc),
        network: seen(wish.network, 'acme-net', ids.network),
        storageProfile: wish.storageProfile === null ? null : seen(wish.storageProfile, 'gold', ids.profile),
      };
    },
    async mayChange(caller, vAppId) {
      return vApps.some((vApp) => vApp.id === vAppId && shareOf(vApp, caller) === 'change');
    },
    async visibleVApps(caller, name) {
      return vApps
        .filter((vApp) => caller.systemAdministrator || vApp.org === caller.orgName)
        .filter(
          (vApp) =>
            caller.role.endsWith('Administrator') || vApp.owner === caller.userName || shareOf(vApp, caller),
        )
        .filter((vApp) => name === undefined || vApp.name === name)
        .map((vApp) => ({
          ...vApp,
          ownerName: vApp.owner,
          orgId: caller.systemAdministrator ? callers[vApp.owner].orgId : undefined,
        }));
    },
    async visibleVms(_caller, vAppId) {
      return vApps.find(({ id }) => id === vAppId)?.vms ?? [];
    },
  };
}

function shareOf({ sharedWith = {} }: WorldVApp, { userName }: Caller): 'change' | 'look' | undefined {
  return Object.entries(sharedWith).find(([person]) => person === userName)?.[1];
}

/** Stands in for what the service account sees of the vApps; of that the record is made as it really is. */
export function standInAdoption(
  { secrets, events }: SqliteStore,
  vApps: readonly WorldVApp[],
  clock: () => Date,
): Adoption {
  const sealer = textSealer(Buffer.alloc(32, 7));
  const records = () => vApps.map((vApp) => ({ ...vApp, busy: false, ...ownerOf(vApp) }));
  const vcd: RecallSource = {
    findMarkedVApps: async () => records(),
    findVApps: async ({ metadata }) =>
      records().filter((each) => each.metadata.get(metadata?.key ?? '') === metadata?.value),
    orgName: async (orgId) => Object.values(callers).find((each) => each.orgId === orgId)?.orgName ?? '',
    getVdc: async (id) => ({
      id,
      name: 'acme-vdc',
      networks: [{ id: ids.network, name: 'acme-net' }],
      storageProfiles: [],
    }),
    async getVApp(id) {
      const vApp = vApps.find((each) => each.id === id);
      if (!vApp) throw new Error(`no vApp ${id}`);
      return {
        id,
        name: vApp.name,
        status: 4,
        deployed: true,
        ownerId: callers[vApp.owner].userId,
        networks: ['acme-net'],
        tasks: [],
        vms: (vApp.vms ?? []).map((vm, index) => ({
          ...vm,
          id: `1b000000-0000-4000-8000-00000000000${index}`,
          deployed: true,
          networkConnections: [],
          storageProfile: undefined,
          extraConfig: new Map(),
          tasks: [],
        })),
      };
    },
  };
  return clusterAdoption({ vcd, sealer, secrets, events, clock });
}

function ownerOf({ owner }: WorldVApp): { readonly ownerName: string; readonly orgId: string } {
  return { ownerName: owner, orgId: callers[owner].orgId };
}

/** Stands in for the metadata of vCD's VDCs. */
export function standInProviders(providers: Map<string, string>): VdcProviders {
  return {
    get: async (vdcId) => (providers.has(vdcId) ? providers.get(vdcId) || null : undefined),
    async set(vdcId, provider) {
      if (!providers.has(vdcId)) return undefined;
      providers.set(vdcId, provider ?? '');
      return `https://vcd.example.com/api/task/${vdcId}`;
    },
  };
}

/** Stands in for vCD's task list: one task for a request however often it is asked for. */
export function standInTaskDesk(
  store: SqliteStore,
  tasks: WorldTask[],
  trouble: () => Error | undefined,
): TaskDesk {
  function open(request: string, fresh: boolean, error?: string): { href: string; id: string } {
    const problem = trouble();
    if (problem) throw problem;
    const known = tasks.findIndex((task) => task.request === request);
    const number = known === -1 ? tasks.length : known;
    const id = `0f000000-0000-4000-8000-${String(number + 1).padStart(12, '0')}`;
    const href = `https://vcd.example.com/api/task/${id}`;
    if (known === -1) tasks.push({ href, request, fresh, ...(error !== undefined && { error }) });
    return { href, id };
  }
  return {
    async open(cluster, { id: request, operation }, { fresh }) {
      const { href, id } = open(request, fresh);
      const task = { request, operation, id, href, text: '', state: 'running' } as const;
      return { href, noted: noteTask(store, cluster, task) };
    },
    async refuse(refusal) {
      return open(`refusal:${refusal.clusterId}`, refusal.fresh, refusal.message).href;
    },
  };
}

async function noteTask({ clusters }: SqliteStore, cluster: Cluster, task: RequestTask): Promise<void> {
  for (;;) {
    const record = await clusters.get(keyOf(cluster));
    if (!record || record.status.tasks.some((known) => known.request === task.request)) return;
    try {
      const status = { ...record.status, tasks: [...record.status.tasks, task] };
      return void (await clusters.updateStatus({ ...record, status }));
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
    }
  }
}
