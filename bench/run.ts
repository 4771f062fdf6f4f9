/**
 * `[UPDATE=1] node bench/run.ts [BENCH…]`: all benches, or those that are named, one after the other against one private
 * RabbitMQ. Figures go to standard output, each beside the committed one; words to standard error. With `UPDATE=1` the
 * figures become the committed ones. Exit code 1 when a bench could not measure: never because of a figure.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startRabbitmq } from '../scripts/rabbitmq.ts';
import { benches, type BenchName } from './benches.ts';
import { figureSchema, goalMet, rounded, type Figure } from './rig/figure.ts';
import { readResults, writeResult, type Circumstances } from './rig/results.ts';

const all = Object.keys(benches);
const asked = process.argv.slice(2);
const update = Boolean(process.env['UPDATE']);
const originalBench: BenchName = 'original';
process.exitCode = await main(asked.length > 0 ? asked : all);

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    process.stderr.write(`no bench ${unknown}; there are ${all.join(', ')}\n`);
    return 2;
  }
  let running: ChildProcess | undefined;
  let stopped = false;
  const stop = () => {
    stopped = true;
    running?.kill();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Whoever reads the figures may have had enough, as `head` has.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', stop);

  const results = await readResults();
  const committed = new Map(results.flatMap(({ figures }) => figures.map((one) => [idOf(one), one.value])));
  /** What the original server needs for the same: of this run, or as it was measured last. */
  const originals = new Map<string, number>();
  const noteOriginal = (one: Figure) => {
    if (one.bench === originalBench) originals.set(one.metric, one.value);
  };
  results.flatMap(({ figures }) => figures).forEach(noteOriginal);
  await using broker = await startRabbitmq();
  const failed: string[] = [];
  for (const name of names) {
    if (stopped) break;
    const startedAt = performance.now();
    process.stderr.write(`${name}\n`);
    const circumstances = circumstancesNow();
    const figures: Figure[] = [];
    running = startBench(name, broker.url, (line) => {
      const measured = figureSchema.parse(JSON.parse(line));
      noteOriginal(measured);
      const original = measured.bench === originalBench ? undefined : originals.get(measured.metric);
      const figure = original === undefined ? measured : { ...measured, original };
      figures.push(figure);
      tell(figure, committed.get(idOf(figure)));
    });
    const [code] = (await once(running, 'close')) as [number | null];
    process.stderr.write(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
    if (code !== 0) failed.push(name);
    // One that could not be measured here keeps what was measured elsewhere.
    else if (update && figures.length > 0) await writeResult({ bench: name, circumstances, figures });
  }
  if (stopped) failed.push('stopped before the end');
  if (failed.length > 0) process.stderr.write(`failed: ${failed.join(', ')}\n`);
  return failed.length > 0 ? 1 : 0;
}

function idOf({ bench, metric, unit }: Figure): string {
  return [bench, metric, unit].join('\n');
}

function circumstancesNow(): Circumstances {
  const cores = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return {
    machine: `${cores.length} × ${cores[0]?.model.trim() ?? process.arch}, ${gib} GiB`,
    node: process.version,
    at: new Date().toISOString(),
    loadBefore: rounded(loadavg()[0] ?? Number.NaN),
  };
}

function startBench(name: string, amqpUrl: string, onLine: (line: string) => void): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, CSE_TEST_AMQP_URL: amqpUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', onLine);
  return child;
}

/** The figure as the bench told it, with the committed one. */
function tell(figure: Figure, committed: number | undefined): void {
  process.stdout.write(`${JSON.stringify({ ...figure, ...(committed !== undefined && { committed }) })}\n`);
  if (goalMet(figure) === false) process.stderr.write(`  misses its goal: ${figure.metric}\n`);
}
