/** A private Prometheus, on ports and in a folder of its own, for as long as it is wanted. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const startTimeoutMs = 30_000;
const stopTimeoutMs = 10_000;

/** Whether `startPrometheus` can work on this machine. */
export function prometheusInstalled(): boolean {
  return spawnSync('prometheus', ['--version']).error === undefined;
}

const Alert = z.object({
  state: z.enum(['pending', 'firing']),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
});
/** An alert that is pending or firing. */
export type Alert = z.output<typeof Alert>;

export interface PrivatePrometheus extends AsyncDisposable {
  readonly url: string;
  alerts(signal: AbortSignal): Promise<readonly Alert[]>;
  /** How many series an expression has now. Throws where the expression is none. */
  query(expression: string, signal: AbortSignal): Promise<number>;
}

export interface PrometheusOptions {
  /** Scraped as the job `cse`: `http://host:port`, whose `/metrics` is read. */
  readonly target: string;
  /** Documents of rules. */
  readonly rules: readonly string[];
  /** Between two scrapes, and between two looks at the rules. */
  readonly intervalMs: number;
}

/** Starts Prometheus and resolves when it answers; throws with what it said when it does not. */
export async function startPrometheus(options: PrometheusOptions): Promise<PrivatePrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'cse-prometheus-'));
  try {
    await writeConfiguration(folder, options);
    return await serve(folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Rules as in the files of a folder, in a world where time runs `times` as fast: each duration, and each number that seconds
 * are compared with, is that much smaller. Everything else stays as it is.
 */
export async function hastenedRules(folder: string, times: number): Promise<string[]> {
  const files = (await readdir(folder)).toSorted();
  return Promise.all(files.map(async (file) => hastened(await readFile(join(folder, file), 'utf8'), times)));
}

const Rules = z.object({
  groups: z.array(
    z.looseObject({
      rules: z.array(z.looseObject({ expr: z.string(), for: z.string().optional() })),
    }),
  ),
});

function hastened(text: string, times: number): string {
  const { groups } = Rules.parse(parse(text));
  const rules = groups.map((group) => ({
    ...group,
    rules: group.rules.map(({ expr, for: pending, ...rest }) => ({
      ...rest,
      expr: expr
        .replaceAll(/\[(\d+[smhd])\]/g, (_, duration: string) => `[${hastenedDuration(duration, times)}]`)
        .replaceAll(
          /(_age_seconds\{[^}]*\} > )(\d+)/g,
          (_, before: string, seconds: string) => `${before}${Number(seconds) / times}`,
        ),
      ...(pending !== undefined && { for: hastenedDuration(pending, times) }),
    })),
  }));
  return stringify({ groups: rules });
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function hastenedDuration(duration: string, times: number): string {
  const ms = Number(duration.slice(0, -1)) * (unitMs[duration.slice(-1)] ?? Number.NaN);
  return `${Math.ceil(ms / times)}ms`;
}

async function writeConfiguration(
  folder: string,
  { target, rules, intervalMs }: PrometheusOptions,
): Promise<void> {
  const interval = `${intervalMs}ms`;
  const ruleFiles = rules.map((_, index) => join(folder, `rules-${index}.yaml`));
  for (const [index, path] of ruleFiles.entries()) await writeFile(path, rules[index] ?? '');
  const configuration = {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: ruleFiles,
    // As the chart's ServiceMonitor has it: a record's `namespace` is the organization.
    scrape_configs: [
      { job_name: 'cse', honor_labels: true, static_configs: [{ targets: [new URL(target).host] }] },
    ],
  };
  await writeFile(join(folder, 'prometheus.yaml'), stringify(configuration));
}

async function serve(folder: string): Promise<PrivatePrometheus> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const words = [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${new URL(url).host}`,
  ];
  // The kernel ends it with us: a test that is killed can clean nothing up.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'prometheus', ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-8192)));
  const exited = once(child, 'exit');
  const end = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await exited;
    clearTimeout(timer);
    await rm(folder, { recursive: true, force: true });
  };
  const giveUpAt = Date.now() + startTimeoutMs;
  while (!(await answers(`${url}/-/ready`))) {
    if (child.exitCode === null && Date.now() < giveUpAt) await delay(50);
    else {
      if (child.exitCode === null) await end();
      throw new Error(`Prometheus does not serve:\n${said}`);
    }
  }
  return {
    url,
    async alerts(signal) {
      const { alerts } = z
        .object({ alerts: z.array(Alert) })
        .parse(await dataAt(`${url}/api/v1/alerts`, signal));
      return alerts;
    },
    async query(expression, signal) {
      const data = await dataAt(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`, signal);
      return z.object({ result: z.array(z.unknown()) }).parse(data).result.length;
    },
    [Symbol.asyncDispose]: end,
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

/** Prometheus HTTP API: `{ status, data }`, or `error` with what is wrong. */
const Answer = z.object({ status: z.string(), data: z.unknown().optional(), error: z.string().optional() });

async function dataAt(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal });
  const { status, data, error } = Answer.parse(await response.json());
  if (status !== 'success') throw new Error(`${decodeURIComponent(url)}: ${error}`);
  return data;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server without a port');
  return address.port;
}
