/** What an operator waits for: `cse get clusters -A` of thousands of records, as a process of its own, against a server that runs. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { sampleText } from '#config/sample.ts';
import { openOperatorWorld } from '../test/support/operator-world.ts';
import { newCluster } from '../test/support/sample-cluster.ts';
import { runBench, secondsOf } from './rig/bench.ts';

const { values: options } = parseArgs({ options: { clusters: { type: 'string', default: '5000' } } });
const rounds = 7;
const run = promisify(execFile);
const cse = join(import.meta.dirname, '..', 'src', 'cli', 'cse.js');

await runBench('status', async (bench) => {
  const count = Number(options.clusters);
  if (!Number.isInteger(count) || count < 1) throw new Error(`not a number of clusters: ${options.clusters}`);
  const world = bench.scope.use(await openOperatorWorld());
  const names = Array.from({ length: count }, (_, index) => `cluster-${index}`);
  await Promise.all(names.map((name) => world.store.clusters.create(newCluster(name))));
  while ((await world.client.summaries('Cluster', { limit: 0 }, bench.signal)).total < count);
  const config = join(dirname(world.socket), 'config.yaml');
  await writeFile(config, sampleText, { mode: 0o600 });

  const get = async () => {
    const { stdout } = await run(process.execPath, [cse, 'get', 'clusters', '-A', '-c', config], {
      maxBuffer: 1 << 26,
    });
    if (stdout.split('\n').length !== count + 2) throw new Error('not every cluster was printed');
  };
  await get();
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) seconds.push(await secondsOf(get));
  const version = await secondsOf(() => run(process.execPath, [cse, 'version']));
  const sorted = seconds.toSorted((a, b) => a - b);
  bench.figure('records', count, 'clusters');
  bench.figure(
    'cse get clusters -A: median, warm',
    1_000 * (sorted[Math.floor(rounds / 2)] ?? Number.NaN),
    'ms',
    { atMost: 300 },
  );
  bench.figure('cse get clusters -A: slowest, warm', 1_000 * (sorted.at(-1) ?? Number.NaN), 'ms');
  bench.figure('cse version, which asks nobody', 1_000 * version, 'ms');
});
