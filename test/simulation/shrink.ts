import type { Story } from './story.ts';

/**
 * The smallest story that still goes wrong: parts are left out, halves first and then one by one, for as long as what is
 * left fails. `fails` plays a story; it is asked at most `mostTries` times.
 */
export async function shrunk(
  story: Story,
  fails: (story: Story) => Promise<boolean>,
  mostTries = 200,
): Promise<Story> {
  let { happenings } = story;
  let triesLeft = mostTries;
  for (const size of partSizes(happenings.length)) {
    for (let from = 0; from < happenings.length && triesLeft > 0; triesLeft -= 1) {
      const fewer = happenings.toSpliced(from, size);
      if (await fails({ ...story, happenings: fewer })) happenings = fewer;
      else from += size;
    }
  }
  return { ...story, happenings };
}

/** Half of it, half of that and so on, to one. */
function partSizes(length: number): readonly number[] {
  if (length <= 1) return length === 1 ? [1] : [];
  const half = Math.ceil(length / 2);
  return [half, ...partSizes(half)];
}
