import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const mega = 1024 * 1024;
/** Buffers that were read and passed on are young, and nothing but garbage. */
const youngEvery = 2 * mega;
/** What the calls around them leave behind grows old: little for each, but an image takes thousands. */
const oldEvery = 128 * mega;

type Collect = (options: { readonly type: 'minor' | 'major' }) => void;

/**
 * Told of bytes that pass through, has the engine free what they leave behind, from the first byte on. Left to itself it
 * lets some hundred megabytes of it lie, because next to nothing of that is on its own heap. It costs a second or two of
 * an image of two gigabytes.
 */
export function spentBuffers(): (bytes: number) => void {
  setFlagsFromString('--expose-gc');
  // What the flag shows, it shows in new contexts.
  const collect = runInNewContext('gc') as Collect;
  let young = youngEvery;
  let old = oldEvery;
  return function spend(bytes) {
    young += bytes;
    old += bytes;
    if (young < youngEvery) return;
    collect({ type: old < oldEvery ? 'minor' : 'major' });
    if (old >= oldEvery) old = 0;
    young = 0;
  };
}
