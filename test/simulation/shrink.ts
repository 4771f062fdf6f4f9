import type { Happening, Story } from './story.ts';

/**
 * The smallest story that still goes wrong: parts are left out, halves first and then one by one, for as long as what is
 * left fails. `fails` plays a story; it is asked at most `mostTries` times.
 */
export async function shrunk(
  story: Story,
  fails: (story: Story) => Promise<boolean>,
  mostTries = 200,
): Promise<Story> {
  let smallest = story.happenings;
  let tries = 0;
  const failsWith = async (happenings: readonly Happening[]) => {
    tries += 1;
    return tries <= mostTries && (await fails({ ...story, happenings }));
  };
  for (let size = Math.ceil(smallest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < smallest.length && tries < mostTries;) {
      const without = smallest.toSpliced(from, size);
      if (await failsWith(without)) smallest = without;
      else from += size;
    }
  }
  return { ...story, happenings: smallest };
}
