import type { Verb } from '#operator/verbs.ts';
import { Dice } from './dice.ts';
import { anyFault, endWithin, nodeFault, type Fault } from './faults.ts';

/** What a tenant asks for, or somebody does. */
export type Deed =
  | { readonly act: 'create'; readonly cluster: string; readonly workers: number; readonly keep: boolean }
  | { readonly act: 'addNodes'; readonly cluster: string; readonly count: number }
  /** Which of the workers that there are then. */
  | { readonly act: 'deleteNode'; readonly cluster: string; readonly which: number }
  | { readonly act: 'delete'; readonly cluster: string }
  | { readonly act: 'ask'; readonly cluster: string; readonly what: 'list' | 'info' | 'config' | 'system' }
  | {
      readonly act: 'operate';
      readonly cluster: string;
      readonly verb: Extract<Verb, 'reconcile' | 'pause' | 'resume' | 'retry'>;
    }
  | { readonly act: 'switch'; readonly enabled: boolean }
  /** The template is to be made; when it is there already, made again in its place. */
  | { readonly act: 'build'; readonly build: string; readonly replace: boolean }
  /** The template is to go, with all that was made for it. */
  | { readonly act: 'removeTemplate' };

/** Something that happens, so many milliseconds after the start. */
export type Happening = { readonly atMs: number } & (Deed | Fault);

export function isFault(happening: Happening): happening is Extract<Happening, Fault> {
  return ['rules', 'broker', 'disk', 'clock', 'kill'].includes(happening.act);
}

/** What happens in a world with a seed; nothing else decides what becomes of it. */
export interface Story {
  readonly seed: number;
  readonly happenings: readonly Happening[];
  /** Time after the trouble in which nobody asks for anything: nothing may change in it. */
  readonly restMs: number;
}

const minute = 60_000;
const hour = 60 * minute;

/** The story of a seed: some minutes, or an hour, of tenants and of trouble. */
export function storyOf(seed: number): Story {
  const world = new Dice(seed);
  const dice = world.fork();
  const lasts = dice.between(1, 6) * (hour / 6);
  const clusters = Array.from({ length: dice.pick([1, 1, 1, 1, 2, 2, 3]) }, (_, index) => `c${index + 1}`);
  const deeds = [
    ...clusters.flatMap((cluster) => deedsOf(dice, cluster, lasts)),
    ...(dice.happens(0.3) ? templateDeeds(dice, lasts) : []),
  ];
  const faults = Array.from({ length: dice.between(4, 14) }, (): Happening => {
    const near = dice.pick(deeds);
    if (dice.happens(0.2)) return { atMs: near.atMs, ...endWithin(dice, near.act) };
    // Most of the trouble is where most of the work is.
    const atMs = dice.happens(0.8)
      ? near.atMs + (dice.fraction() - 0.1) * 4 * minute
      : dice.fraction() * lasts;
    return { atMs: Math.floor(atMs), ...anyFault(dice) };
  });
  // Beyond the day after which what nobody knows is removed.
  const restMs = 26 * hour;
  // Of what begins at the same time the end comes first: it is planned when the work begins.
  const happenings = [...faults, ...nodeFaults(world.fork(), lasts), ...deeds];
  return { seed, restMs, happenings: happenings.toSorted((a, b) => a.atMs - b.atMs) };
}

/** In every other story, when there are nodes to be lost: not in its first third. */
function nodeFaults(dice: Dice, lasts: number): readonly Happening[] {
  if (dice.happens(0.5)) return [];
  return Array.from({ length: dice.between(1, 3) }, (): Happening => {
    const atMs = Math.floor((1 + 2 * dice.fraction()) * (lasts / 3));
    return { atMs, ...nodeFault(dice) };
  });
}

/** It is made, sometimes made again, and sometimes taken away. */
function templateDeeds(dice: Dice, lasts: number): readonly Happening[] {
  const bornAt = Math.floor(dice.fraction() * 0.3 * lasts);
  const later = () => Math.floor(bornAt + dice.fraction() * (lasts - bornAt));
  const build = (atMs: number, replace: boolean): Happening => ({
    atMs,
    act: 'build',
    build: dice.uuid(),
    replace,
  });
  return [
    build(bornAt, false),
    ...(dice.happens(0.4) ? [build(later(), true)] : []),
    ...(dice.happens(0.3) ? [{ atMs: later(), act: 'removeTemplate' } as const] : []),
  ];
}

function deedsOf(dice: Dice, cluster: string, lasts: number): readonly Happening[] {
  const bornAt = Math.floor(dice.fraction() * 0.3 * lasts);
  const later = (fromMs: number) => Math.floor(fromMs + dice.fraction() * (lasts - fromMs));
  const create = {
    atMs: bornAt,
    act: 'create',
    cluster,
    workers: dice.between(0, 2),
    keep: dice.happens(0.5),
  } as const;
  const changes = Array.from({ length: dice.between(0, 3) }, (): Happening => {
    const atMs = later(bornAt + 3 * minute);
    return dice.happens(0.5)
      ? { atMs, act: 'addNodes', cluster, count: dice.between(1, 2) }
      : { atMs, act: 'deleteNode', cluster, which: dice.between(0, 3) };
  });
  const questions = Array.from({ length: dice.between(0, 3) }, (): Happening => {
    const what = dice.pick(['list', 'info', 'config', 'system'] as const);
    return { atMs: later(bornAt), act: 'ask', cluster, what };
  });
  const end: Happening[] = dice.happens(0.5) ? [{ atMs: later(bornAt), act: 'delete', cluster }] : [];
  return [create, ...changes, ...questions, ...end, ...operatorsDeeds(dice, cluster, later(bornAt))];
}

function operatorsDeeds(dice: Dice, cluster: string, atMs: number): readonly Happening[] {
  if (dice.happens(0.6)) return [];
  const pauseMs = dice.between(1, 20) * minute;
  return dice.pick<readonly Happening[]>([
    [{ atMs, act: 'operate', cluster, verb: 'reconcile' }],
    [{ atMs, act: 'operate', cluster, verb: 'retry' }],
    [
      { atMs, act: 'operate', cluster, verb: 'pause' },
      { atMs: atMs + pauseMs, act: 'operate', cluster, verb: 'resume' },
    ],
    [
      { atMs, act: 'switch', enabled: false },
      { atMs: atMs + pauseMs, act: 'switch', enabled: true },
    ],
  ]);
}
