import type { Narrator } from './narrator.ts';
import type { Part, Removal } from './part.ts';

/** What would go, in the order of going: what stands on something goes before it. */
export async function removalsOf(parts: readonly Part[], signal: AbortSignal): Promise<readonly Removal[]> {
  const removals: Removal[] = [];
  for (const part of parts.toReversed()) {
    const { removal } = await part.observe(signal);
    if (removal) removals.push(removal);
  }
  return removals;
}

/** Takes it away. Throws what stands in the way; a second run goes on from there. */
export async function uninstall(
  removals: readonly Removal[],
  narrator: Pick<Narrator, 'say'>,
  signal: AbortSignal,
): Promise<void> {
  for (const removal of removals) {
    for (const line of await removal.apply(signal)) narrator.say(line, 'good');
  }
}
