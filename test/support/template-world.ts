import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVcdsim, type GuestDriver, type SimulatorOptions, type Exchange, type Simulator } from 'vcdsim';
import { parse, stringify } from 'yaml';
import type { Template } from '#records/template.ts';
import { openSqliteReader } from '#store/sqlite/store.ts';
import { createLogger } from '#telemetry/logger.ts';
import { connectCloudDirector, type ConnectedCloudDirector } from '#vcd/connect.ts';
import type { CatalogItem, VAppTemplate } from '#vcd/catalogs.ts';
import type { VAppRecord } from '#vcd/model.ts';
import {
  buildTemplates,
  type BuildChoice,
  type TemplateBuildResult,
} from '../../src/wiring/build-templates.ts';
import { removeTemplates } from '../../src/wiring/remove-templates.ts';
import type { TemplateProgress } from '../../src/wiring/template-workshop.ts';
import { provideServiceAccount } from '../../scripts/simulated/service-account.ts';
import { writeServerConfig } from '../../scripts/simulated/server-config.ts';
import { startImageServer, type ImageAnswer, type ImageServer } from './image-server.ts';
import { quickGuests } from './simulated-cloud.ts';
import { simulatedModel } from './simulated-model.ts';
import { inWorkshop } from './open-workshop.ts';
import { writeOva, type SmallOva } from './small-ova.ts';
import { wireCheck, type WireCheck } from './wire-check.ts';

/** The one template of the world: catalog item `noble-k8s` of catalog `cse`, made in vApp `noble-temp`. */
export const templateName = 'noble';
export const catalogItem = 'noble-k8s';
export const imageName = 'noble.ova';
export const temporaryVApp = 'noble-temp';

export interface TemplateWorldOptions {
  readonly diskBytes?: number;
  readonly guests?: GuestDriver;
  readonly images?: (nth: number, request: IncomingMessage) => ImageAnswer;
  /** Over the template's entry in the configuration. */
  readonly entry?: Readonly<Record<string, unknown>>;
  /** Over the section `broker`. */
  readonly broker?: Readonly<Record<string, unknown>>;
  readonly deadlines?: Readonly<Record<string, number>>;
  /** Between the builder and vCD, where a test wants to stand there. */
  readonly vcdUrl?: (simUrl: string) => Promise<string>;
  readonly latency?: SimulatorOptions['latency'];
  /** Serves the vCenter, too. */
  readonly vCenter?: boolean;
  /** Texts of the scripts. */
  readonly customize?: string;
}

/** A simulated vCD, a server of images, and a configuration with one template to be made. */
export interface TemplateWorld extends AsyncDisposable {
  readonly sim: Simulator;
  readonly wire: WireCheck;
  readonly images: ImageServer;
  readonly ova: SmallOva;
  readonly directory: string;
  readonly configPath: string;
  /** Looks at vCD as the service does. */
  readonly vcd: ConnectedCloudDirector;
  build(choice?: Partial<BuildChoice>, signal?: AbortSignal): Promise<TemplateBuildResult>;
  /** What it was told while it built. */
  readonly progress: readonly TemplateProgress[];
  /** Tells every call to vCD from now on, to this listener only. */
  onExchange(next: (exchange: Exchange) => void): void;
  remove(): Promise<readonly { readonly outcome: string }[]>;
  /** Changes the template's entry in the configuration. */
  edit(change: Readonly<Record<string, unknown>>): Promise<void>;
  record(): Promise<Template | undefined>;
  /** Items of that name in the catalog, with what is in them. */
  items(name: string): Promise<readonly { readonly item: CatalogItem; readonly template: VAppTemplate }[]>;
  temporaryVApps(): Promise<readonly VAppRecord[]>;
}

export async function startTemplateWorld(options: TemplateWorldOptions = {}): Promise<TemplateWorld> {
  await using starting = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'cse-template-'));
  starting.defer(() => rm(directory, { recursive: true, force: true }));
  const ova = await writeOva(join(directory, 'source.ova'), options.diskBytes ?? 9_000_000);
  const images = starting.use(await startImageServer(() => ova.path, options.images));
  const wire = wireCheck();
  let listener: (exchange: Exchange) => void = () => undefined;
  const guests = options.guests ?? starting.use(quickGuests());
  const sim = starting.use(
    await startVcdsim({
      guests,
      model: simulatedModel('cse-ext'),
      onExchange(exchange) {
        wire.note(exchange);
        listener(exchange);
      },
      ...(options.latency !== undefined && { latency: options.latency }),
      ...(options.vCenter && { vCenter: { port: 0 } }),
    }),
  );
  await provideServiceAccount(sim.url);
  const vcdUrl = (await options.vcdUrl?.(sim.url)) ?? sim.url;
  const configPath = await writeServerConfig({
    directory,
    vcdUrl,
    amqpUrl: 'amqp://guest:guest@127.0.0.1:1',
    deadlines: { stop: 5, ...options.deadlines },
    limits: { poll_min_ms: 10, poll_max_ms: 200, vcd_concurrency: 16, vcd_rate_per_second: 2000 },
  });
  await mkdir(join(directory, 'scripts'));
  const script = options.customize ?? '#!/bin/bash\necho customized\n';
  await writeFile(join(directory, 'scripts', `cust-${templateName}.sh`), script);
  const entry = {
    name: templateName,
    catalog_item: catalogItem,
    source_ova_name: imageName,
    source_ova: images.url,
    sha256_ova: ova.sha256,
    temp_vapp: temporaryVApp,
    cleanup: true,
    cpu: 2,
    mem: 2048,
    admin_password: 'guest_os_admin_password',
    description: 'Noble\nKubernetes 1.36',
    kubernetes_version: 'v1.36.3',
    ...options.entry,
  };
  await edit(configPath, (config) => ({
    ...config,
    // Who installs; the server's own account makes no templates.
    vcd: { ...config['vcd'], username: 'administrator', password: 'secret' },
    broker: {
      ...config['broker'],
      default_template: templateName,
      templates: [entry],
      ...options.broker,
    },
    templates: { scripts: 'scripts' },
  }));

  const log = createLogger({ level: process.env['CSE_TEST_LOG'] ?? 'silent' });
  const signal = AbortSignal.timeout(120_000);
  const vcd = starting.use(
    connectCloudDirector({
      baseUrl: sim.url,
      username: 'administrator',
      password: 'secret',
      org: 'System',
      verifyTls: true,
      log,
      limits: { concurrency: 4, ratePerSecond: 1000 },
    }),
  );
  const progress: TemplateProgress[] = [];
  const running = starting.move();

  return {
    ...{ sim, wire, images, ova, directory, configPath, vcd, progress },
    build: (choice, stop = signal) =>
      inWorkshop(
        configPath,
        (step) => progress.push(step),
        async (workshop) => {
          const chosen = {
            select: 'all',
            update: false,
            capture: true,
            sshKey: undefined,
            ...choice,
          } as const;
          const [result] = await buildTemplates(workshop, chosen, stop);
          if (!result) throw new Error('nothing came of the template');
          return result;
        },
      ),
    onExchange(next) {
      listener = next;
    },
    remove: () =>
      inWorkshop(
        configPath,
        () => undefined,
        (workshop) => removeTemplates(workshop, { select: 'all' }, signal),
      ),
    edit: (change) =>
      edit(configPath, (config) => {
        const { broker } = config;
        const [template] = (broker?.['templates'] ?? []) as readonly object[];
        return { ...config, broker: { ...broker, templates: [{ ...template, ...change }] } };
      }),
    async record() {
      await using reader = await openSqliteReader({ path: join(directory, 'cse.db'), log });
      return (await reader.templates.list()).items[0];
    },
    async items(name) {
      const catalog = await vcd.catalogs.findCatalog({ org: 'provider', catalog: 'cse' }, signal);
      if (!catalog) return [];
      const context = { orgId: catalog.orgId };
      const named = catalog.items.filter((item) => item.name === name);
      return Promise.all(
        named.map(async ({ id }) => {
          const item = await vcd.catalogs.getItem(id, context, signal);
          const template = await vcd.catalogs.getVAppTemplate(item.vAppTemplateId ?? '', context, signal);
          return { item, template };
        }),
      );
    },
    async temporaryVApps() {
      const catalog = await vcd.catalogs.findCatalog({ org: 'provider', catalog: 'cse' }, signal);
      const context = { orgId: catalog?.orgId ?? '' };
      return vcd.findVApps({ name: temporaryVApp }, [], context, signal);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

async function edit(path: string, change: (config: Sections) => Sections): Promise<void> {
  // What writeServerConfig has written.
  const config = parse(await readFile(path, 'utf8')) as Sections;
  await writeFile(path, stringify(change(config)), { mode: 0o600 });
}
