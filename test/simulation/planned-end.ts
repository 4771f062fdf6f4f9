import type { Point } from './points.ts';

/** Which point the process is to end at: the so-manieth from now, or the next of a kind. */
export type PlannedPoint = { readonly points: number } | Pick<Point, 'kind' | 'when' | 'what'>;

/** The end of a process that somebody plans; there is one at a time, and it comes once. */
export class PlannedEnd {
  #planned: PlannedPoint | undefined;
  #passed = 0;
  #onDeath: () => void = () => undefined;

  /** `onDeath` is called when it comes to that. */
  plan(point: PlannedPoint, onDeath: () => void): void {
    this.#planned = point;
    this.#passed = 0;
    this.#onDeath = onDeath;
  }

  cancel(): void {
    this.#planned = undefined;
  }

  readonly atPoint = (point: Point): 'live' | 'die' => {
    if (!this.#planned) return 'live';
    this.#passed += 1;
    if (!isReached(this.#planned, point, this.#passed)) return 'live';
    this.#planned = undefined;
    this.#onDeath();
    return 'die';
  };
}

/** What is planned names a commit by one of the writes in it. */
function isReached(planned: PlannedPoint, { kind, when, what }: Point, passed: number): boolean {
  if ('points' in planned) return passed >= planned.points;
  return planned.kind === kind && planned.when === when && what.includes(planned.what);
}
