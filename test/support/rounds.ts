import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Moment } from './cut-off-proxy.ts';

/**
 * Does one round for every item, as many at a time as there are lanes. A lane ends with the first round that fails;
 * the others are still played, so that nothing runs any more when this rejects.
 */
export async function inLanes<L, T>(
  lanes: readonly L[],
  items: Iterable<T>,
  round: (lane: L, item: T) => Promise<void>,
): Promise<void> {
  const open = [...items].values();
  const ends = await Promise.allSettled(
    lanes.map(async (lane) => {
      for (const item of open) await round(lane, item);
    }),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** A thing that takes its time is looked at until it is done; from then on one look is as the one before. */
const looksThatDiffer = 6;

export function isWorthAKill({ nth }: Moment): boolean {
  return nth <= looksThatDiffer;
}

/**
 * Tells how many kills there were and where, and holds that against what was planned. How often something is looked at
 * differs between two runs, and what is done because of it: a few of the planned moments may not have come.
 */
export function assertPlayed(
  t: TestContext,
  planned: readonly Moment[],
  kills: readonly Moment[],
  { atLeast, always }: { readonly atLeast: number; readonly always: readonly string[] },
): void {
  const killed = Map.groupBy(kills, ({ where }) => where);
  const places = new Set(planned.map(({ where }) => where));
  t.diagnostic(`${planned.length} moments, ${kills.length} kills at ${killed.size} of ${places.size} places`);
  for (const where of [...killed.keys()].toSorted()) {
    t.diagnostic(`killed ${killed.get(where)?.length} × ${where}`);
  }

  assert.ok(kills.length >= atLeast, `${kills.length} moments came`);
  assert.ok(killed.size >= places.size * 0.8, `${killed.size} of ${places.size} places were reached`);
  for (const call of always) {
    assert.ok(killed.has(`before ${call}`), `killed before ${call}`);
    assert.ok(killed.has(`after ${call}`), `killed after ${call}`);
  }
}
