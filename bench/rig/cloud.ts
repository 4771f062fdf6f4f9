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

export interface CloudOptions {
  /** Names its exchange and its files; clouds of one bench do not meet. */
  readonly name: string;
  readonly latency: Partial<Latency>;
  readonly bootMs: number;
  /** Of the server towards vCD; its own defaults when absent. */
  readonly limits?: Readonly<Record<string, number>>;
  /** As if every commit of the store took this much longer. */
  readonly commitDelayMs?: number;
}

/** vcdsim and the server, each in a process of its own, with templates ready to be used. */
export interface Cloud extends AsyncDisposable {
  readonly vcdUrl: string;
  readonly amqpUrl: string;
  /** Exchange and routing key of the requests. */
  readonly exchange: string;
  readonly server: RunningProgram<string>;
  /** The server's records, read beside it: looking costs vCD no call. */
  readonly records: SqliteReader;
  login(user: string, org: string): Promise<Tenant>;
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
  await provideServiceAccount(vcdsim.ready);
  bench.signal.throwIfAborted();
  const config = await writeServerConfig({
    directory,
    vcdUrl: vcdsim.ready,
    amqpUrl,
    exchange,
    logLevel: 'info',
    deadlines: { stop: 1 },
    ...(options.limits && { limits: options.limits }),
  });
  const server = starting.use(await startServer(config, directory, options.commitDelayMs));
  bench.signal.throwIfAborted();
  const log = createLogger({ level: 'silent' });
  const records = starting.use(await openSqliteReader({ path: join(directory, 'cse.db'), log }));
  await until(async () => (await templatesReady(records)) || undefined, 'the templates are found', bench);

  const running = starting.move();
  return {
    vcdUrl: vcdsim.ready,
    amqpUrl,
    exchange,
    server,
    records,
    login: (user, org) => loginTenant(vcdsim.ready, user, org),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function startVcdsim({
  amqpUrl,
  exchange,
  directory,
  latency,
  bootMs,
}: Pick<CloudOptions, 'latency' | 'bootMs'> & {
  readonly amqpUrl: string;
  readonly exchange: string;
  readonly directory: string;
}): Promise<RunningProgram<string>> {
  const files = { model: join(directory, 'model.yaml'), latency: join(directory, 'latency.yaml') };
  await writeFile(files.model, stringify(roomyModel(exchange)));
  await writeFile(files.latency, stringify(latency));
  return startProgram({
    command: [
      ...['vcdsim/src/main.ts', '--listen', '127.0.0.1:0', '--amqp', amqpUrl],
      ...['--guests', 'instant', '--boot-ms', String(bootMs)],
      ...['--model', files.model, '--latency-file', files.latency],
    ],
    ready: (line) => /http:\/\/[\d.]+:\d+/.exec(line)?.[0],
    log: join(directory, 'vcdsim.log'),
  });
}

function startServer(
  config: string,
  directory: string,
  commitDelayMs: number | undefined,
): Promise<RunningProgram<string>> {
  const command =
    commitDelayMs === undefined
      ? ['src/cli/cse.js', 'run', '--config', config, '--skip-check']
      : ['bench/rig/slow-store-server.ts', config, String(commitDelayMs)];
  return startProgram({
    command,
    ready: (line) => (line.includes('waiting for requests') ? 'ready' : undefined),
    log: join(directory, 'server.log'),
  });
}

/**
 * The built-in model with an exchange of its own and networks for thousands of machines. They are outside of
 * 127.0.0.0/8, so that no guest serves a Kubernetes API: its certificates would be half of what is measured.
 */
function roomyModel(exchange: string): ModelInput {
  return {
    ...defaultModel,
    orgs: (defaultModel.orgs ?? []).map((org, index) => ({
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

/** One of the three is missing in the built-in model, as its name says. */
async function templatesReady(records: SqliteReader): Promise<boolean> {
  const { items } = await records.templates.list();
  return (
    items.length === 3 && items.every(({ status }) => status.phase === 'ready' || status.phase === 'missing')
  );
}
