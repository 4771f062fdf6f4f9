import { parseArgs } from 'node:util';
import { playSeeds, told, type SeedResult } from './campaign.ts';
import { forgetfulness } from '../chaos/forgetfulness.ts';
import { play } from './play.ts';
import { shrunk } from './shrink.ts';
import { storyOf } from './story.ts';

// The program of `make simulate` and `make simulate-long`, and of the processes that play the seeds of a campaign.
const { values } = parseArgs({
  options: {
    /** Replays one seed, prints its trace, and where it fails the smallest story that fails. */
    seed: { type: 'string' },
    /** Plays so many seeds, the first of them `--from`. */
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    processes: { type: 'string', default: '2' },
    /** Switches off one thing that makes a step safe to do twice, to see that the simulation finds it. */
    forget: { type: 'string' },
    /** Takes seeds from the parent process. */
    serve: { type: 'boolean', default: false },
  },
});

const forgotten = values.forget;
if (forgotten !== undefined && !isForgetfulness(forgotten)) {
  throw new TypeError(`--forget is one of: ${Object.keys(forgetfulness).join('; ')}`);
}
const between = forgotten === undefined ? undefined : forgetfulness[forgotten];

if (values.serve) serve();
else if (values.seed !== undefined) process.exitCode = await replay(Number(values.seed));
else process.exitCode = await campaign(Number(values.from), Number(values.seeds), Number(values.processes));

function isForgetfulness(name: string): name is keyof typeof forgetfulness {
  return name in forgetfulness;
}

/** Plays each seed that is sent, and sends what came of it. */
function serve(): void {
  // Whoever interrupts a campaign means the campaign: the seed that is being played is played to its end.
  process.on('SIGINT', () => undefined);
  process.on('message', (seed: number) => {
    void result(seed).then((came) => process.send?.(came));
  });
}

async function result(seed: number): Promise<SeedResult> {
  const thrown: string[] = [];
  const note = (error: unknown) =>
    thrown.push(`nobody caught ${error instanceof Error ? error.stack : String(error)}`);
  process.on('unhandledRejection', note);
  try {
    const { violations, faults, simulatedMs } = await play(storyOf(seed), between);
    return { seed, violations: [...violations, ...thrown], faults: Object.fromEntries(faults), simulatedMs };
  } catch (error) {
    note(error);
    return { seed, violations: thrown, faults: {}, simulatedMs: 0 };
  } finally {
    process.off('unhandledRejection', note);
  }
}

async function replay(seed: number): Promise<number> {
  const story = storyOf(seed);
  const { violations, faults, trace } = await play(story, between);
  console.log(trace.join('\n'));
  for (const [kind, times] of faults) console.log(`fault: ${kind} ${times}`);
  for (const violation of violations) console.log(`violation: ${violation}`);
  if (violations.length === 0) return 0;
  const smallest = await shrunk(
    story,
    async (smaller) => (await play(smaller, between)).violations.length > 0,
  );
  console.log(`the smallest story that fails, of ${story.happenings.length} happenings:`);
  for (const happening of smallest.happenings) console.log(`  ${JSON.stringify(happening)}`);
  for (const violation of (await play(smallest, between)).violations) console.log(`violation: ${violation}`);
  return 1;
}

async function campaign(first: number, seeds: number, processes: number): Promise<number> {
  let [played, failed] = [0, 0];
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const every = Math.max(1, Math.floor(seeds / 20));
  const counts = await playSeeds({
    first,
    last: first + seeds - 1,
    processes,
    forget: forgotten,
    signal: interrupted.signal,
    onResult({ seed, violations }) {
      played += 1;
      if (violations.length > 0) failed += 1;
      for (const violation of violations) console.error(`seed ${seed}: ${violation}`);
      if (played % every === 0) console.error(`${played} of ${seeds} seeds played, ${failed} failed`);
    },
  });
  for (const line of told(counts)) console.log(line);
  if (counts.seeds < seeds)
    console.log(`to go on: --from ${first + counts.seeds} --seeds ${seeds - counts.seeds}`);
  return counts.failed.length > 0 ? 1 : 0;
}
