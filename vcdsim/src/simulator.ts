import type { AddressInfo } from 'node:net';
import { amqpRoutes } from './api/amqp-routes.ts';
import { catalogRoutes } from './api/catalog-routes.ts';
import { definedEntityRoutes } from './api/defined-entity-routes.ts';
import { entityRoutes } from './api/entity-routes.ts';
import { extensionRoutes } from './api/extension-routes.ts';
import { metadataRoutes } from './api/metadata-routes.ts';
import { openApiRoleRoutes } from './api/openapi-role-routes.ts';
import { openApiRoutes } from './api/openapi-routes.ts';
import { orgRoutes } from './api/org-routes.ts';
import { peopleRoutes } from './api/people-routes.ts';
import { queryRoutes } from './api/query-routes.ts';
import { sessionRoutes } from './api/session-routes.ts';
import { simRoutes } from './api/sim-routes.ts';
import { taskRoutes } from './api/task-routes.ts';
import { templateRoutes } from './api/template-routes.ts';
import { tokenRoutes } from './api/token-routes.ts';
import { vAppRoutes } from './api/vapp-routes.ts';
import { vmRoutes } from './api/vm-routes.ts';
import { systemClock } from './clock.ts';
import { settingsOf } from './extensions/broker-settings.ts';
import type { BridgeSettings } from './extensions/extension-bridge.ts';
import { createExtensionBridge } from './extensions/extension-bridge.ts';
import type { FaultRule } from './faults/fault-rule.ts';
import { createFaultInjector } from './faults/fault-injector.ts';
import type { Clock, GuestDriver } from './guests/guest-driver.ts';
import { openVCenters } from './open-vcenters.ts';
import type { OpenVCenter } from './open-vcenters.ts';
import { openGuests } from './open-guests.ts';
import type { GuestKind } from './open-guests.ts';
import { createRouter } from './http/router.ts';
import type { Exchange } from './http/answers.ts';
import { createAnswers } from './http/answers.ts';
import type { Ending } from './http/answers.ts';
import type { DirectRequest } from './http/read-request.ts';
import { readDirectRequest } from './http/read-request.ts';
import { createServer } from './http/server.ts';
import type { Inventory } from './inventory/inventory.ts';
import { loadInventory } from './inventory/load.ts';
import { defaultModel } from './model/default-model.ts';
import type { Model, ModelInput } from './model/model-file.ts';
import { parseModel } from './model/model-file.ts';
import { LeaseKeeper } from './operations/lease-keeper.ts';
import { createDefinedEntities } from './openapi/defined-entities.ts';
import type { Remains } from './remains.ts';
import { remainsOf } from './remains.ts';
import { Random } from './random.ts';
import { createRightChecks } from './rights/right-checks.ts';
import { createApiTokens } from './sessions/api-tokens.ts';
import type { SessionLimits } from './sessions/session-store.ts';
import { createSessionStore } from './sessions/session-store.ts';
import { Stats } from './stats.ts';
import { Latency } from './tasks/latency.ts';
import { createAdmission } from './tasks/operation-limits.ts';
import { createTaskEngine } from './tasks/task-engine.ts';
import type { World } from './world.ts';

/** What a simulator is told at its start. */
export interface SimulatorOptions {
  /** Default: 127.0.0.1 and any free port. `false`: nowhere, only `answer` reaches it. */
  readonly listen?: { readonly host?: string; readonly port?: number } | false;
  /** `amqp://…`; without it calls of extensions fail. */
  readonly amqpUrl?: string;
  /** In place of the network between Cloud Director and its broker. */
  readonly connectBroker?: BridgeSettings['connect'];
  /** Default: two tenants, a shared catalog and CSE. */
  readonly model?: ModelInput;
  /** A driver is used, not owned: whoever made it disposes of it. Default: none. */
  readonly guests?: GuestDriver | GuestKind;
  /** From power-on until an instant guest's first word, in simulated milliseconds; default 500. */
  readonly bootMs?: number;
  /** Simulated milliseconds of every task, or a model by operation. Default 0. */
  readonly latency?: number | Partial<Latency>;
  readonly seed?: number;
  readonly clock?: Clock;
  readonly faults?: readonly FaultRule[];
  readonly tls?: boolean;
  /** Serves the first vCenter of the model here, whatever the model says. Port 0 takes a free one. */
  readonly vCenter?: { readonly host?: string; readonly port: number };
  /** How long vCD waits for an extension; default 10,000. */
  readonly extensionTimeoutMs?: number;
  /** Base of all hrefs instead of the Host header. */
  readonly publicUrl?: string;
  readonly onExchange?: (exchange: Exchange) => void;
  /** Takes what it has to say of its broker; default: standard error. */
  readonly log?: (line: string) => void;
}

/** A running simulator. */
export interface Simulator extends AsyncDisposable {
  /** Where it listens, `http://127.0.0.1:12345`; hrefs carry the public address if there is one. */
  readonly url: string;
  /** Certificate to trust when it speaks TLS. */
  readonly caCertificate: string | undefined;
  /** The vCenters that are served. */
  readonly vCenters: readonly OpenVCenter[];
  /** For tests that look behind the API. */
  readonly inventory: Inventory;
  /** `METHOD pattern` of every call that needs a session. */
  readonly operations: readonly string[];
  /** What is there, in plain data. */
  remains(): Remains;
  /** Answers a request that comes over no network. */
  answer(request: DirectRequest): Promise<Ending>;
  setFaults(rules: readonly FaultRule[]): void;
  /** The rules, in their order, with the number of times that each struck. */
  faults(): readonly (FaultRule & { readonly struck: number })[];
  setSessionLimits(limits: SessionLimits): void;
  endSessions(): void;
}

/** Starts a simulator; it answers, and has tried to reach its broker, when this resolves. */
export async function startVcdsim(options: SimulatorOptions = {}): Promise<Simulator> {
  await using starting = new AsyncDisposableStack();
  const model = withVCenter(parseModel(options.model ?? defaultModel), options.vCenter);
  const random = new Random(options.seed);
  const clock = options.clock ?? systemClock();
  const inventory = loadInventory(model, clock.now());
  const stop = new AbortController();
  starting.defer(() => stop.abort());
  const faults = createFaultInjector(random, options.faults);
  const sessions = createSessionStore({ inventory, clock, random, limits: model.sessions });
  const guests = await openGuests(options.guests ?? 'none', clock, starting, options.bootMs);
  const tasks = starting.use(
    createTaskEngine({
      clock,
      random,
      faults,
      latency: latencyOf(options.latency),
      admit: createAdmission(inventory, model.operationLimits),
    }),
  );
  const extensions = starting.use(
    createExtensionBridge({
      inventory,
      clock,
      random,
      settings: {
        broker: options.amqpUrl === undefined ? undefined : settingsOf(options.amqpUrl),
        replyExchange: model.amqp.replyExchange,
        declaredExchanges: model.amqp.declareExchange ? model.services.map(({ exchange }) => exchange) : [],
        timeoutMs: options.extensionTimeoutMs ?? 10_000,
        connect: options.connectBroker,
        log: options.log ?? ((line) => void process.stderr.write(`vcdsim: ${line}\n`)),
      },
    }),
  );
  const leases = new LeaseKeeper();
  const world: World = {
    inventory,
    tasks,
    sessions,
    rights: createRightChecks({ inventory }),
    apiTokens: createApiTokens(random),
    definedEntities: createDefinedEntities(),
    faults,
    extensions,
    leases,
    uploadTimeoutMs: model.uploads.timeoutMinutes * 60_000,
    clock,
    stopping: stop.signal,
    random,
    guests: guests.driver,
    guestsTalk: guests.talk,
  };
  starting.use(leases.keep(world));
  const stats = new Stats();
  const { listen = {} } = options;
  const host = (listen && listen.host) || '127.0.0.1';
  const tls = options.tls ? await certificateFor(host) : undefined;
  const { publicUrl, onExchange } = options;
  const routes = routesOf(world, stats);
  const router = createRouter(routes);
  const answer = createAnswers({ world, router, stats, publicUrl, onExchange });
  const url = listen && (await listening({ answer, tls }, listen, starting));
  const vCenters = await openVCenters(model, world, stats, starting);
  await extensions.ready();
  const running = starting.move();
  return {
    url: url || (publicUrl ?? 'http://127.0.0.1'),
    answer: async (request) => answer(readDirectRequest(request)),
    caCertificate: tls?.cert,
    vCenters,
    inventory,
    operations: routes
      .filter(({ access }) => access !== 'anyone')
      .map(({ method, pattern }) => `${method} ${pattern}`),
    remains: () => remainsOf(world),
    faults: () => faults.list(),
    setFaults: (rules) => {
      faults.replace(rules);
    },
    setSessionLimits: (limits) => {
      sessions.limits = limits;
    },
    endSessions: () => {
      sessions.endAll();
      for (const vCenter of vCenters) vCenter.endSessions();
    },
    [Symbol.asyncDispose]: async () => running.disposeAsync(),
  };
}

/** Begins to listen; the address. */
async function listening(
  server: Parameters<typeof createServer>[0],
  { host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number },
  owner: AsyncDisposableStack,
): Promise<string> {
  const app = createServer(server);
  owner.defer(async () => app.close());
  await app.listen({ host, port });
  // It listens on a port, so its address is no pipe.
  const address = app.server.address() as AddressInfo;
  return `${server.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

function withVCenter(model: Model, listen: SimulatorOptions['vCenter']): Model {
  const [first, ...others] = model.vCenters;
  if (!listen) return model;
  if (!first) throw new Error('the model has no vCenter that could be served');
  return { ...model, vCenters: [{ ...first, listen: { host: '127.0.0.1', ...listen } }, ...others] };
}

/** Loaded when wanted: the certificate library takes its time. */
async function certificateFor(host: string) {
  const { selfSignedCertificate } = await import('./http/self-signed.ts');
  return selfSignedCertificate(host);
}

function latencyOf(latency: SimulatorOptions['latency']): Latency {
  return Latency.parse(typeof latency === 'number' ? { default: latency } : (latency ?? {}));
}

function routesOf(world: World, stats: Stats) {
  return [
    ...sessionRoutes(world),
    ...orgRoutes(world),
    ...catalogRoutes(world),
    ...templateRoutes(world),
    ...taskRoutes(world),
    ...queryRoutes(world),
    ...vAppRoutes(world),
    ...vmRoutes(world),
    ...metadataRoutes(world),
    ...peopleRoutes(world),
    ...entityRoutes(world),
    ...extensionRoutes(world),
    ...amqpRoutes(world),
    ...tokenRoutes(world),
    ...openApiRoleRoutes(world),
    ...definedEntityRoutes(world),
    ...openApiRoutes(world),
    ...simRoutes(world, stats),
  ];
}
