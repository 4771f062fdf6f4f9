/**
 * `node bench/run.ts [--save FILE --machine WORDS] [BENCH…]`: all benches, or those that are named, one after the other
 * against one private RabbitMQ. Figures go to standard output, words to standard error. Exit code 1 when one failed.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startRabbitmq } from '../scripts/rabbitmq.ts';

const all = ['calls', 'time-to-ready', 'intake', 'fleet', 'decide', 'status'];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { save: { type: 'string' }, machine: { type: 'string', default: 'not described' } },
});
/** What others did on the machine when the measuring began: the mean of a minute. */
const loadBefore = Math.round(loadavg()[0] ?? Number.NaN);
process.exitCode = await main(positionals.length > 0 ? positionals : all);

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

  await using broker = await startRabbitmq();
  const lines: string[] = [];
  const failed: string[] = [];
  for (const name of names) {
    if (stopped) break;
    process.stderr.write(`${name}\n`);
    running = startBench(name, broker.url, lines);
    const [code] = (await once(running, 'close')) as [number | null];
    if (code !== 0) failed.push(name);
  }
  if (stopped) failed.push('stopped before the end');
  if (failed.length > 0) process.stderr.write(`failed: ${failed.join(', ')}\n`);
  else if (options.save !== undefined) await save(options.save, lines);
  return failed.length > 0 ? 1 : 0;
}

function startBench(name: string, amqpUrl: string, lines: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, CSE_TEST_AMQP_URL: amqpUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    process.stdout.write(`${line}\n`);
    lines.push(line);
  });
  return child;
}

/** The figures with what they were measured on in front: without that they say nothing. */
async function save(file: string, lines: readonly string[]): Promise<void> {
  const at = new Date().toISOString();
  const measured = { machine: options.machine, node: process.version, at, loadBefore };
  await writeFile(file, [JSON.stringify(measured), ...lines, ''].join('\n'));
}
