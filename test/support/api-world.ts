import { createApi, type HandleRequest } from '#api/api.ts';
import { encodeResponse } from '#api/encoding.ts';
import type { CallerDirectory } from '#api/ports.ts';
import type { ApiRequest } from '#api/request.ts';
import { ServiceSwitch } from '#api/service-switch.ts';
import { Auditor } from '#audit/auditor.ts';
import type { Cluster } from '#records/cluster.ts';
import { recordKey } from '#records/metadata.ts';
import { emptyTemplateStatus, type TemplateSpec } from '#records/template.ts';
import type { AuditLog } from '#store/record-store.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import type { WritingPlace } from '#store/sqlite/writer.ts';
import { systemTime } from '#time/time.ts';
import { recordedLog, type LogLine } from './recorded-log.ts';
import { makeSqliteHome } from './sqlite-home.ts';
import {
  ids,
  standInAdoption,
  standInDirectory,
  standInProviders,
  standInTaskDesk,
  type Person,
  type WorldTask,
  type WorldVApp,
} from './stood-in-cloud.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly json: unknown;
}

/**
 * The real API over a real store. vCD itself is beyond the API's two ports, so stand-ins serve them here from `vApps`
 * and `tasks`; the ports' real implementations are tested against the simulator.
 */
export interface ApiWorld extends AsyncDisposable {
  readonly store: SqliteStore;
  readonly handle: HandleRequest;
  readonly vApps: WorldVApp[];
  /** Every task that vCD has, in the order of opening. */
  readonly tasks: WorldTask[];
  /** The provider of each VDC that vCD has, by id. */
  readonly providers: Map<string, string>;
  /** What a role may do, by its name. */
  readonly rights: Map<string, ReadonlySet<string>>;
  /** Names of the roles that were looked up. */
  readonly roleLookups: readonly string[];
  readonly serviceSwitch: ServiceSwitch;
  /** What the service says of requests in progress. */
  openRequests: number;
  readonly logLines: readonly LogLine[];
  /** What vCD throws at the next tries to open a task, while it is set. */
  taskTrouble: Error | undefined;
  /** What the service has too little of. */
  shortage: string | undefined;
  /** What happens each time before vCD has placed a wish. */
  beforePlacing: (signal: AbortSignal) => Promise<void>;
  send(person: Person, line: string, options?: SendOptions): Promise<Answer>;
  cluster(name: string, org?: string): Promise<Cluster | undefined>;
  addTemplate(name: string, changes?: Partial<TemplateSpec>): Promise<void>;
}

export interface SendOptions {
  readonly id?: string;
  readonly body?: unknown;
  readonly redelivered?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export async function startApiWorld({
  enforceAuthorization = false,
  audit,
  writes = 'here',
}: {
  readonly enforceAuthorization?: boolean;
  /** In place of the store's: a disk that is full just then. */
  readonly audit?: Pick<AuditLog, 'append'>;
  /** A thread is for who writes without a pause; it takes time to start. */
  readonly writes?: WritingPlace;
} = {}): Promise<ApiWorld> {
  const home = await makeSqliteHome({ writes });
  const { log, lines } = recordedLog();
  const store = await home.open({ log });
  const vApps: WorldVApp[] = [];
  const tasks: WorldTask[] = [];
  const providers = new Map([[ids.vdc as string, '']]);
  const rights = new Map<string, ReadonlySet<string>>();
  const roleLookups: string[] = [];
  const serviceSwitch = new ServiceSwitch(store.settings);
  const clock = () => new Date('2026-11-20T12:00:00.000Z');
  let messages = 0;

  const directory: CallerDirectory = {
    ...standInDirectory(vApps, (signal) => world.beforePlacing(signal)),
    async rightsOf({ role }) {
      roleLookups.push(role);
      return rights.get(role) ?? new Set();
    },
  };
  const world: ApiWorld = {
    store,
    vApps,
    tasks,
    providers,
    rights,
    roleLookups,
    serviceSwitch,
    openRequests: 2,
    logLines: lines,
    taskTrouble: undefined,
    shortage: undefined,
    beforePlacing: async () => undefined,
    handle: createApi({
      ...store,
      auditor: new Auditor({ audit: audit ?? store.audit, clock, log }),
      directory,
      recentDirectory: directory,
      adoption: standInAdoption(store, vApps, clock),
      enforceAuthorization,
      serviceSwitch,
      vdcProviders: standInProviders(providers),
      tasks: standInTaskDesk(store, tasks, () => world.taskTrouble),
      service: {
        version: '2.0.0',
        runtime: 'Node.js v26.10.0',
        configFile: 'config.yaml',
        listeners: 5,
        allThreads: () => 9,
        requestsInProgress: async () => world.openRequests,
      },
      exportsPatienceMs: 100,
      shortage: () => world.shortage,
      time: systemTime,
      vcdHost: 'vcd.configured.test',
      clock,
      log,
    }),
    async send(person, line, options = {}) {
      messages += 1;
      const request = requestOf(person, line, { id: `message-${messages}`, ...options });
      const response = await world.handle(request, options.signal ?? new AbortController().signal);
      const { status, contentType, bytes } = encodeResponse(request, response);
      const text = bytes.toString();
      return {
        status,
        contentType,
        text,
        json: response.body.kind === 'xml' ? undefined : JSON.parse(text),
      };
    },
    cluster: (name, org = 'acme') => store.clusters.get(recordKey('Cluster', org, name)),
    async addTemplate(name, changes = {}) {
      await store.templates.create({
        metadata: { name, namespace: 'System', uid: crypto.randomUUID() },
        spec: { ...plainTemplate, catalogItem: `${name}-item`, ...changes },
        status: emptyTemplateStatus,
      });
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
  return world;
}

const plainTemplate: Omit<TemplateSpec, 'catalogItem'> = {
  org: 'System',
  catalog: 'cse',
  description: 'A template\nof two lines',
  isDefault: false,
  position: 0,
  cpu: 2,
  memoryMb: 2048,
  guestBackend: 'guestinfo',
  kubernetesVersion: 'v1.36.3',
  cni: 'flannel',
  paused: false,
};

function requestOf(person: Person, line: string, options: SendOptions & { readonly id: string }): ApiRequest {
  const [method = '', path = ''] = line.split(' ');
  return {
    id: options.id,
    method,
    path,
    headers: {
      Accept: 'application/*+json;version=31.0',
      'x-vcloud-authorization': `token-of-${person}`,
      Host: 'vcd.example.com',
      ...options.headers,
    },
    body: options.body === undefined ? undefined : Buffer.from(JSON.stringify(options.body)),
    redelivered: options.redelivered ?? false,
  };
}
