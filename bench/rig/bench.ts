import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startRabbitmq } from '../../scripts/rabbitmq.ts';
import type { BenchName } from '../benches.ts';
import { rounded, type Against, type Figure } from './figure.ts';

/** What every bench works with. */
export interface Bench {
  /** Everything that is started goes in here; it ends in reverse order, also on failure and on a signal. */
  readonly scope: AsyncDisposableStack;
  /** For configurations, databases and logs; gone afterwards. */
  readonly directory: string;
  /** The broker that `bench/run.ts` has started, or one of its own. */
  readonly broker: () => Promise<string>;
  /** Aborts on SIGINT and SIGTERM, and when nobody reads the figures any more. */
  readonly signal: AbortSignal;
  /**
   * One JSON line on standard output, with what the figure is held against. Throws when the value is no number: nothing
   * was measured then.
   */
  figure(metric: string, value: number, unit: string, against?: Against): void;
  /** Words for people, on standard error. */
  say(text: string): void;
}

/** Runs one bench as this process's whole work; a failure is told on standard error and is the exit code 1. */
export async function runBench(
  name: BenchName | 'profile',
  body: (bench: Bench) => Promise<void>,
): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (signal: string) => interruption.abort(new Error(`stopped by ${signal}`));
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // Whoever reads the figures may have had enough, as `head` has: what was started must end all the same.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error) => interruption.abort(error));
  try {
    await using scope = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), `cse-bench-${name}-`));
    scope.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
    let broker: Promise<string> | undefined;
    await body({
      scope,
      directory,
      broker: () => (broker ??= brokerFor(scope)),
      signal: interruption.signal,
      figure: (metric, value, unit, against) => tell({ bench: name, metric, value, unit, ...against }),
      say: (text) => void process.stderr.write(`  ${text}\n`),
    });
  } catch (error) {
    process.stderr.write(
      `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}

async function brokerFor(scope: AsyncDisposableStack): Promise<string> {
  return process.env['CSE_TEST_AMQP_URL'] ?? scope.use(await startRabbitmq()).url;
}

function tell(figure: Figure): void {
  const { bench, metric, value } = figure;
  if (!Number.isFinite(value)) throw new RangeError(`${bench}: no figure for ${metric}: ${value}`);
  process.stdout.write(`${JSON.stringify({ ...figure, value: rounded(value) })}\n`);
}

/** Looks every `everyMs` until there is something to see. Throws after `timeoutMs`, and when the signal aborts. */
export async function until<T>(
  look: () => Promise<T | undefined>,
  what: string,
  options: { readonly signal: AbortSignal; readonly timeoutMs?: number; readonly everyMs?: number },
): Promise<T> {
  const { signal, timeoutMs = 60_000, everyMs = 25 } = options;
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > giveUpAt) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(everyMs, undefined, { signal });
  }
}

/** Seconds that `work` takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
