import { isDeepStrictEqual } from 'node:util';
import { wrongs } from '../support/invariants.ts';
import { serviceAccount } from '../../scripts/simulated/service-account.ts';
import type { Point } from '../simulation/points.ts';
import { endingOf } from './ending.ts';
import { Play, type PlayOptions } from './play.ts';
import type { Scenario } from './scenarios.ts';

/** A scenario without any death: what the others are held against. */
export interface Undisturbed {
  readonly points: readonly Point[];
  readonly ending: unknown;
}

/** What is wrong after the process was ended at a point. */
export interface Violation {
  readonly scenario: string;
  /** Number of the point, from 1. */
  readonly at: number;
  readonly point: Point | undefined;
  readonly wrongs: readonly string[];
  /** The last that happened. */
  readonly trace: readonly string[];
}

const seed = 11;
const shownTrace = 60;

/** Plays a scenario without a death. Throws when something is wrong already. */
export async function playUndisturbed(scenario: Scenario): Promise<Undisturbed> {
  await using play = await Play.open({ seed, ...scenario.stage });
  await perform(play, scenario);
  const found = [...wrongsOf(play, await play.stage.until(play.memory())), ...refusals(play)];
  if (found.length > 0) throw new Error(`${scenario.name}, undisturbed: ${found.join('; ')}`);
  return { points: [...play.points], ending: await endingOf(play) };
}

/** Plays it again and ends the process at a point; what is wrong then, or nothing. */
export async function playWithDeath(
  scenario: Scenario,
  undisturbed: Undisturbed,
  at: number,
  options: Pick<PlayOptions, 'patienceMs'> = {},
): Promise<Violation | undefined> {
  await using play = await Play.open({ seed, ...scenario.stage, ...options, dieAt: at });
  const found = await whatIsWrong(play, scenario, undisturbed, at);
  if (found.length === 0) return undefined;
  const trace = play.stage.trace.slice(-shownTrace);
  return { scenario: scenario.name, at, point: play.points[at - 1], wrongs: found, trace };
}

async function whatIsWrong(
  play: Play,
  scenario: Scenario,
  { points, ending }: Undisturbed,
  at: number,
): Promise<readonly string[]> {
  try {
    await perform(play, scenario);
  } catch (error) {
    return [String(error)];
  }
  if (!isDeepStrictEqual(play.points[at - 1], points[at - 1])) {
    return [
      `point ${at} is another one: ${nameOf(play.points[at - 1])} in place of ${nameOf(points[at - 1])}`,
    ];
  }
  const memory = await play.stage.until(play.memory());
  const here = await endingOf(play);
  return [...wrongsOf(play, memory), ...differences(ending, here)];
}

/** Plays a scenario until it has settled. Throws `NeverSettled`. */
export async function perform(play: Play, scenario: Scenario): Promise<void> {
  await scenario.prepare(play);
  await resetCounts(play);
  play.arm();
  await scenario.act(play);
  await play.settles(scenario.name, scenario.isDone);
}

async function resetCounts({ stage }: Play): Promise<void> {
  await stage.until(stage.sim.answer({ method: 'POST', url: '/sim/reset-stats', headers: {} }));
}

function wrongsOf({ stage, before, starts }: Play, memory: Awaited<ReturnType<Play['memory']>>) {
  return wrongs({ sim: stage.sim, ...memory, before, lives: starts, serviceUser: serviceAccount.username });
}

/**
 * While nothing goes wrong nothing is asked for that Cloud Director has to refuse, but to change a task that has ended:
 * that is how it tells that.
 */
function refusals({ stage }: Play): readonly string[] {
  return stage.trace.filter((line) => / (?:POST|PUT|DELETE) (?!\/api\/task\/)\S+ [45]\d\d$/.test(line));
}

/** Where two endings are not the same, as paths into them. */
function differences(wanted: unknown, found: unknown, path = 'the end'): readonly string[] {
  if (isDeepStrictEqual(wanted, found)) return [];
  if (isRecord(wanted) && isRecord(found)) {
    const keys = new Set([...Object.keys(wanted), ...Object.keys(found)]);
    return [...keys].flatMap((key) => differences(wanted[key], found[key], `${path}, ${key}`));
  }
  return [`${path}: ${JSON.stringify(found)} and not ${JSON.stringify(wanted)}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** `before call POST /api/…`. */
export function nameOf(point: Point | undefined): string {
  return point ? `${point.when} ${point.kind} ${point.what}`.trimEnd() : 'none';
}
