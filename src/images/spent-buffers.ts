import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const oftenEnough = 8 * 1024 * 1024;

/**
 * Told of bytes that have passed through, has the engine free their buffers every few megabytes. Left to itself it lets
 * some sixty megabytes of them lie, because next to nothing of them is on its own heap; this costs no time that can be
 * measured.
 */
export function spentBuffers(): (bytes: number) => void {
  setFlagsFromString('--expose-gc');
  // What the flag shows, it shows in new contexts.
  const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;
  let spent = 0;
  return function spend(bytes) {
    spent += bytes;
    if (spent < oftenEnough) return;
    spent = 0;
    collect({ type: 'minor' });
  };
}
