/**
 * `[UPDATE=before|after] node bench/profile.ts fleet|intake`: on which functions the server spends its time, of all its
 * threads: the ten with the most, without what they call. `UPDATE` keeps them for the page of performance.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { loginTenant } from '../scripts/simulated/tenant.ts';
import { runBench, type Bench } from './rig/bench.ts';
import { openLimits, startCloud } from './rig/cloud.ts';
import { inTurn } from './rig/in-turn.ts';
import { openLoad } from './rig/open-load.ts';
import { keepProfile, type ProfiledFunction } from './rig/profiles.ts';
import { askForCluster, untilReady } from './rig/requests.ts';
import { busyLatency, makeClusters, mixOf, openStage, untilListed } from './rig/tenants.ts';

const root = join(import.meta.dirname, '..');
const top = 10;
const fleet = 150;
const converging = 200;
const load = { perSecond: 100, seconds: 20 };

const scenarios = {
  async fleet(bench: Bench, profiles: string): Promise<void> {
    const options = { name: 'fleet', latency: {}, bootMs: 0, limits: openLimits, profiles };
    await using cloud = await startCloud(bench, options);
    const alice = await loginTenant(cloud.vcdUrl, 'alice', 'acme');
    await inTurn(fleet, (n) => askForCluster(alice, `fleet${n}`, 3), bench.signal);
    await untilReady(bench, cloud, fleet, { timeoutMs: 600_000, everyMs: 200 });
  },
  async intake(bench: Bench, profiles: string): Promise<void> {
    await using stage = await openStage(bench, { name: 'intake', ...busyLatency(), profiles });
    await makeClusters(stage, converging);
    await untilListed(bench, stage);
    await openLoad({ ...load, send: mixOf(stage.senders).send, signal: bench.signal });
  },
} as const;

/** V8's form: each sample is the node of the call tree that was at work. */
const Profile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

type Scenario = keyof typeof scenarios;

const [asked = ''] = process.argv.slice(2);
if (!(asked in scenarios)) throw new Error(`name one: ${Object.keys(scenarios).join(', ')}`);
const scenario = asked as Scenario;

await runBench('profile', async (bench) => {
  const profiles = join(bench.directory, 'profiles');
  await mkdir(profiles);
  await scenarios[scenario](bench, profiles);
  const functions = await functionsOf(profiles);
  for (const { name, place, percent } of functions)
    process.stdout.write(`${percent.toFixed(1).padStart(5)} %  ${name}  ${place}\n`);
  const state = z.enum(['before', 'after']).optional().parse(process.env['UPDATE']);
  if (state !== undefined) await keepProfile({ scenario, state, functions });
});

/** The functions with the most time of their own, of the time in which a thread was at work. */
async function functionsOf(directory: string): Promise<readonly ProfiledFunction[]> {
  const spent = new Map<string, number>();
  for (const file of await readdir(directory)) {
    const { nodes, samples, timeDeltas } = Profile.parse(
      JSON.parse(await readFile(join(directory, file), 'utf8')),
    );
    const names = new Map(nodes.map(({ id, callFrame }) => [id, labelOf(callFrame)]));
    for (const [index, id] of samples.entries()) {
      const name = names.get(id) ?? '';
      spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[index] ?? 0));
    }
  }
  for (const idle of ['(idle)|', '(root)|']) spent.delete(idle);
  const all = [...spent.values()].reduce((sum, each) => sum + each, 0);
  if (all === 0) throw new Error('the server left no profile');
  return [...spent]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, top)
    .map(([label, time]) => {
      const [name = '', place = ''] = label.split('|');
      return { name, place, percent: Math.round((1000 * time) / all) / 10 };
    });
}

function labelOf(frame: {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}): string {
  const { functionName, url } = frame;
  const path = url.startsWith('file://') ? relative(root, new URL(url).pathname) : url;
  return `${functionName || '(anonymous)'}|${path.replace(/^node_modules\//, '')}`;
}
