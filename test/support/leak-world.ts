import { setTimeout as delay } from 'node:timers/promises';
import { startVcdsim, type Simulator } from 'vcdsim';
import { endAbandonedTask } from '#controllers/cluster/tasks/abandoned-task.ts';
import { nodeDescription } from '#controllers/cluster/nodes/node-description.ts';
import type { LeakPolicy } from '#controllers/leaks/judge.ts';
import { LeakAudit } from '#controllers/leaks/leak-audit.ts';
import type { Listing } from '#inventory/inventory.ts';
import type { Cluster } from '#records/cluster.ts';
import type { Intent } from '#records/intent.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import { connectCloudDirector, type ConnectedCloudDirector } from '#vcd/connect.ts';
import type { NewVm, Session, Task, TemplateSource, VApp, Vdc } from '#vcd/model.ts';
import { marks } from '../../src/wiring/leak-audit.ts';
import type { Logger } from '#telemetry/logger.ts';
import { leftovers } from '../../scripts/simulated/leftovers.ts';
import { recordedLog, type LogLine } from './recorded-log.ts';
import { sampleCluster, sampleNow } from './sample-cluster.ts';
import { makeSqliteHome } from './sqlite-home.ts';

/** A simulated vCD with what somebody left there, a store, and the audit of leaks with a clock that is moved by hand. */
export interface LeakWorld extends AsyncDisposable {
  readonly sim: Simulator;
  readonly vcd: ConnectedCloudDirector;
  readonly store: SqliteStore;
  /** The file of the store's database. */
  readonly databasePath: string;
  readonly audit: LeakAudit;
  readonly orgId: string;
  readonly vdcId: string;
  /** Lines that were noted in the audit, and those that were removed. */
  readonly found: string[];
  readonly removed: string[];
  readonly lines: LogLine[];
  readonly counts: ReadonlyMap<string, number>;
  readonly signal: AbortSignal;
  pass(ms: number): void;
  now(): Date;
  /** A vApp in acme-vdc, made. Its VMs are described as nodes of the cluster unless `describedAs` says otherwise. */
  compose(vApp: MadeVApp): Promise<VApp>;
  addVm(vAppId: string, described: MadeVApp, name: string): Promise<void>;
  /** The sample cluster with changes on top, kept in the store. */
  keep(changes: Parameters<typeof sampleCluster>[0]): Promise<Cluster>;
  openTask(uid: string, operation: string): Promise<Task>;
  /** Lists the vApps anew, and looks. */
  look(): Promise<string[]>;
  /** Looks again at all lines and removes what is due, until nothing moves in vCD. */
  reconcile(): Promise<void>;
  /** Names of the vApps that vCD has. */
  vApps(): string[];
  /** Cancels the task of an upload that has only begun. */
  stopUpload(itemId: string): Promise<void>;
  settled(): Promise<void>;
}

export interface MadeVApp {
  readonly name: string;
  readonly uid: string;
  readonly nodes?: readonly string[];
  /** Metadata; none for a vApp that was not tagged yet. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly describedAs?: string;
}

export async function startLeakWorld(
  options: { readonly policy?: Partial<LeakPolicy>; readonly mostPerHour?: number } = {},
): Promise<LeakWorld> {
  await using starting = new AsyncDisposableStack();
  const signal = AbortSignal.timeout(60_000);
  const { log, lines } = recordedLog();
  const sim = starting.use(await startVcdsim({ latency: 5 }));
  const vcd = starting.use(connect(sim, log));
  const home = starting.use(await makeSqliteHome());
  const store = starting.use(await home.open());
  const place = await findPlace(vcd, signal);
  const { orgId, vdc, service } = place;
  let now = sampleNow;
  let listing: Listing | undefined;
  const [found, removed, counts] = [[] as string[], [] as string[], new Map<string, number>()];
  const clock = () => now;
  const audit = new LeakAudit({
    ...store,
    vcd,
    listing: () => listing,
    marks,
    endTask: (task, why, signal) => endAbandonedTask(vcd, task, why, signal),
    noteFound: async ({ id }: Intent) => void found.push(id),
    audited: async ({ id }, work) => {
      removed.push(id);
      await work();
    },
    policy: { remove: true, graceMs: 3_600_000, lostAnswerMs: 60_000, ...options.policy },
    mostPerHour: options.mostPerHour ?? 100,
    count: (thing, left) => void counts.set(thing, left),
    clock,
    log,
  });

  const world: Omit<LeakWorld, typeof Symbol.asyncDispose> = {
    ...{
      sim,
      vcd,
      store,
      databasePath: home.path,
      audit,
      orgId,
      vdcId: vdc.id,
      found,
      removed,
      lines,
      counts,
      signal,
    },
    now: clock,
    pass: (ms) => void (now = new Date(now.getTime() + ms)),
    async compose(made) {
      const network = vdc.networks[0];
      if (!network) throw new Error('acme-vdc has no network');
      const vms = (made.nodes ?? ['mstr-aaaa']).map((name) => nodeVm(name, made, place));
      const wish = { vdcId: vdc.id, name: made.name, description: `cluster ${made.name}`, network, vms };
      const vApp = await vcd.composeVApp(wish, { orgId }, signal);
      await world.settled();
      if (made.metadata) await vcd.setMetadata(vApp.id, made.metadata, { orgId }, signal);
      await world.settled();
      return vApp;
    },
    async addVm(vAppId, described, name) {
      const add = [nodeVm(name, described, place)];
      await vcd.recomposeVApp(vAppId, { add }, { orgId }, signal);
      await world.settled();
    },
    async keep(changes) {
      const cluster = sampleCluster(changes);
      const { metadata, spec, status } = cluster;
      const org = { id: orgId, name: 'acme' };
      return store.clusters.create({ metadata, spec: { ...spec, org }, status });
    },
    openTask: (uid, operation) =>
      vcd.createTask(
        orgId,
        {
          operationName: operation,
          operation: 'at work',
          state: 'running',
          owner: { href: `urn:cse:cluster:${uid}`, name: 'lost', type: 'application/vcloud.cse.cluster+xml' },
          user: { id: service.userId, name: service.userName },
        },
        signal,
      ),
    async look() {
      const records = await vcd.findMarkedVApps(marks.clusterIdKey, [], signal);
      listing = { startedAt: now.getTime(), vApps: new Map(records.map((record) => [record.id, record])) };
      const leaks = await audit.look(signal);
      return leaks.map(({ intent, judgement }) => {
        const because = judgement.kind === 'kept' ? ` ${judgement.because}` : '';
        return `${intent.thing.kind} ${intent.thing.name}: ${judgement.kind}${because}`;
      });
    },
    async reconcile() {
      const lines = await store.intents.list();
      for (const key of new Set(lines.map(({ record }) => record))) await audit.reconcile(key, signal);
      await world.settled();
    },
    vApps: () => [...sim.inventory.vApps.values()].map(({ name }) => name).sort(),
    async stopUpload(itemId) {
      const { vAppTemplateId = '' } = await vcd.catalogs.getItem(itemId, { orgId }, signal);
      const { tasks } = await vcd.catalogs.getVAppTemplate(vAppTemplateId, { orgId }, signal);
      for (const { id } of tasks) await vcd.cancelTask(id, signal);
      await world.settled();
    },
    async settled() {
      for (;;) {
        const [all, ours] = [(await leftovers(sim.url)).runningTasks, await vcd.findOpenTasks(signal)];
        if (all === ours.length) return;
        await delay(5);
      }
    },
  };
  const running = starting.move();
  return { ...world, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function connect(sim: Simulator, log: Logger): ConnectedCloudDirector {
  return connectCloudDirector({
    baseUrl: sim.url,
    username: 'administrator',
    password: 'secret',
    org: 'System',
    apiVersion: undefined,
    verifyTls: true,
    log,
    limits: { concurrency: 8, ratePerSecond: 2000 },
  });
}

interface Place {
  readonly orgId: string;
  readonly vdc: Vdc;
  readonly service: Session;
  readonly source: TemplateSource;
}

async function findPlace(vcd: ConnectedCloudDirector, signal: AbortSignal): Promise<Place> {
  const { administration, catalogs } = vcd;
  const org = await administration.findOrg('acme', signal);
  const vdc = org && (await administration.findVdc(org.id, 'acme-vdc', signal));
  const catalog = await catalogs.findCatalog({ org: 'provider', catalog: 'cse' }, signal);
  const [item] = catalog?.items ?? [];
  if (!org || !vdc || !catalog || !item) throw new Error('the simulator has another model');
  const context = { orgId: catalog.orgId };
  const { vAppTemplateId = '' } = await catalogs.getItem(item.id, context, signal);
  const { source } = await catalogs.getVAppTemplate(vAppTemplateId, context, signal);
  if (!source) throw new Error('the first item of the catalog is no template');
  return { orgId: org.id, vdc, service: await vcd.whoAmI(signal), source };
}

function nodeVm(name: string, { name: cluster, uid, describedAs }: MadeVApp, { vdc, source }: Place): NewVm {
  const named = sampleCluster({ metadata: { name: cluster, uid } });
  return {
    name,
    description: describedAs ?? nodeDescription(named, 'worker'),
    source: { vmId: source.vmId, vmName: source.vmName },
    nic: { index: source.primaryNicIndex, network: 'acme-net', adapter: source.nicAdapter },
    storageProfile: vdc.storageProfiles[0],
    customizationScript: undefined,
  };
}
