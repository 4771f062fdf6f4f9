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
