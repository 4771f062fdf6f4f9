import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultModel, type Latency, type ModelInput } from 'vcdsim';
import { stringify } from 'yaml';
import { createLogger } from '#telemetry/logger.ts';
import { openSqliteReader, type SqliteReader } from '#store/sqlite/store.ts';
import { startProgram, type RunningProgram } from '../../scripts/simulated/programs.ts';
import { writeServerConfig } from '../../scripts/simulated/server-config.ts';
import { provideServiceAccount } from '../../scripts/simulated/service-account.ts';
import { loginTenant, type Tenant } from '../../scripts/simulated/tenant.ts';
import { until, type Bench } from './bench.ts';
import { serviceEnvironment } from './service-environment.ts';

export interface CloudOptions {
  /** Names its exchange and its files; clouds of one bench do not meet. */
  readonly name: string;
  readonly latency: Partial<Latency>;
  readonly bootMs: number;
  /** Of the server towards vCD; its own defaults when absent. */
  readonly limits?: Readonly<Record<string, number>>;
  /** As if every commit of the store took this much longer. */
  readonly commitDelayMs?: number;
  /** Where the server writes, as it ends, what its threads spent their time on. */
  readonly profiles?: string;
  /** There can be more of a cluster without making them. */
  readonly crowded?: boolean;
  /** So many tenants besides acme and globex, `tenant-0` and so on, each with an administrator `admin`. */
  readonly tenants?: number;
}

/** vcdsim and the server, each in a process of its own, with templates ready to be used. */
export interface Cloud extends AsyncDisposable {
  readonly vcdUrl: string;
  readonly amqpUrl: string;
  /** Exchange and routing key of the requests. */
  readonly exchange: string;
  /** The server that runs now, and where it serves its metrics. */
  readonly server: RunningProgram<string>;
  readonly metricsUrl: string;
  /** The server's records, read beside it: looking costs vCD no call. */
  readonly records: SqliteReader;
  login(user: string, org: string): Promise<Tenant>;
  /** Stops the server, has `meanwhile` change what it left behind, and starts it again; resolves when it takes requests. */
  restartServer(
    meanwhile: (left: { readonly database: string; readonly secretKeyFile: string }) => Promise<void>,
    spawned: () => void,
  ): Promise<void>;
  /** Makes `count` more of the one cluster that there is. Only where the cloud is `crowded`. */
  crowd(count: number): Promise<void>;
}

/** No call of vCD has to wait for its turn: for what measures everything but the limits. */
export const openLimits = { vcd_concurrency: 64, vcd_rate_per_second: 10_000 };

export async function startCloud(bench: Bench, options: CloudOptions): Promise<Cloud> {
  await using starting = new AsyncDisposableStack();
  const directory = join(bench.directory, options.name);
  await mkdir(directory);
  const exchange = `bench-${options.name}-${process.pid}`;
  const amqpUrl = await bench.broker();
  const vcdsim = starting.use(await startVcdsim({ amqpUrl, exchange, directory, ...options }));
  const vcdUrl = vcdsim.ready.url;
  await provideServiceAccount(vcdUrl);
  bench.signal.throwIfAborted();
  const config = await writeServerConfig({
    directory,
    vcdUrl,
    amqpUrl,
    exchange,
    logLevel: 'info',
    deadlines: { stop: 1 },
    ...(options.limits && { limits: options.limits }),
  });
  let metricsUrl = '';
  const onError = (line: string) => {
    metricsUrl = /"url":"([^"]+)","msg":"Serving metrics/.exec(line)?.[1] ?? metricsUrl;
  };
  const start = () => startServer({ config, directory, onError, ...options });
  let server = await start();
  starting.defer(() => server[Symbol.asyncDispose]());
  bench.signal.throwIfAborted();
  const log = createLogger({ level: 'silent' });
  const database = join(directory, 'cse.db');
  const records = starting.use(await openSqliteReader({ path: database, log }));
  await until(async () => (await templatesReady(records)) || undefined, 'the templates are found', bench);

  const running = starting.move();
  return {
    vcdUrl,
    amqpUrl,
    exchange,
    get server() {
      return server;
    },
    get metricsUrl() {
      return metricsUrl;
    },
    records,
    login: (user, org) => loginTenant(vcdUrl, user, org),
    async restartServer(meanwhile, spawned) {
      await server[Symbol.asyncDispose]();
      await meanwhile({ database, secretKeyFile: join(directory, 'cse.key') });
      metricsUrl = '';
      const starting = start();
      spawned();
      server = await starting;
    },
    async crowd(count) {
      const { ok, status } = await fetch(`${vcdsim.ready.crowdUrl}/${count}`, { method: 'POST' });
      if (!ok) throw new Error(`vcdsim could not be crowded: ${status}`);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function startVcdsim({
  amqpUrl,
  exchange,
  directory,
  latency,
  bootMs,
  tenants = 0,
  crowded = false,
}: Pick<CloudOptions, 'latency' | 'bootMs' | 'tenants' | 'crowded'> & {
  readonly amqpUrl: string;
  readonly exchange: string;
  readonly directory: string;
}): Promise<RunningProgram<{ readonly url: string; readonly crowdUrl: string | undefined }>> {
  const files = { model: join(directory, 'model.yaml'), latency: join(directory, 'latency.yaml') };
  await writeFile(files.model, stringify(roomyModel(exchange, tenants)));
  await writeFile(files.latency, stringify(latency));
  const plain = [
    ...['vcdsim/src/main.ts', '--listen', '127.0.0.1:0', '--amqp', amqpUrl],
    ...['--guests', 'instant', '--boot-ms', String(bootMs)],
    ...['--model', files.model, '--latency-file', files.latency],
  ];
  return startProgram({
    command: crowded ? ['bench/rig/crowded-vcdsim.ts', amqpUrl, files.model] : plain,
    ready(line) {
      const [url, crowdUrl] = line.match(/http:\/\/[\d.]+:\d+/g) ?? [];
      return url === undefined ? undefined : { url, crowdUrl };
    },
    log: join(directory, 'vcdsim.log'),
  });
}

async function startServer({
  config,
  directory,
  commitDelayMs,
  profiles,
  onError,
}: Pick<CloudOptions, 'commitDelayMs' | 'profiles'> & {
  readonly config: string;
  readonly directory: string;
  readonly onError: (line: string) => void;
}): Promise<RunningProgram<string>> {
  const command =
    commitDelayMs === undefined
      ? ['src/cli/cse.js', 'run', '--config', config, '--skip-check']
      : ['bench/rig/slow-store-server.ts', config, String(commitDelayMs)];
  const profiling = profiles === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profiles];
  return startProgram({
    command: [...profiling, ...command],
    ready: (line) => (line.includes('waiting for requests') ? 'ready' : undefined),
    log: join(directory, 'server.log'),
    onError,
    env: await serviceEnvironment(),
  });
}

/**
 * The built-in model with an exchange of its own and networks for thousands of machines. They are outside of
 * 127.0.0.0/8, so that no guest serves a Kubernetes API: its certificates would be half of what is measured.
 */
function roomyModel(exchange: string, tenants: number): ModelInput {
  const more = Array.from({ length: tenants }, (_, n) => tenantOrg(`tenant-${n}`));
  return {
    ...defaultModel,
    orgs: [...(defaultModel.orgs ?? []), ...more].map((org, index) => ({
      ...org,
      vdcs: (org.vdcs ?? []).map((vdc) => ({
        ...vdc,
        networks: (vdc.networks ?? []).map((network) => ({
          ...network,
          gateway: `10.${index}.0.1`,
          netmask: '255.255.0.0',
          ranges: [{ start: `10.${index}.0.10`, end: `10.${index}.255.250` }],
        })),
      })),
    })),
    services: (defaultModel.services ?? []).map((service) => ({
      ...service,
      exchange,
      routingKey: exchange,
    })),
  };
}

type OrgInput = NonNullable<ModelInput['orgs']>[number];

function tenantOrg(name: string): OrgInput {
  const network = {
    name: `${name}-net`,
    gateway: '127.0.0.1',
    ranges: [{ start: '127.0.0.2', end: '127.0.0.3' }],
  };
  return {
    name,
    users: [{ name: 'admin', password: 'secret', role: 'Organization Administrator' }],
    vdcs: [{ name: `${name}-vdc`, networks: [network] }],
  };
}

/** One of the three is missing in the built-in model, as its name says. */
async function templatesReady(records: SqliteReader): Promise<boolean> {
  const { items } = await records.templates.list();
  return (
    items.length === 3 && items.every(({ status }) => status.phase === 'ready' || status.phase === 'missing')
  );
}
