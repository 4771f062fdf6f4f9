import { catchInterruption, Interrupted } from './interruption.ts';
import { barText } from './progress.ts';
import { say, type World } from './world.ts';

/** Long work on a database says how far it is. */
export interface DatabaseWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: {
    readonly work: string;
    readonly done: number;
    readonly total: number;
  }) => void;
}

/** Back to the beginning of the line, and nothing in it. */
const clearLine = '\r\u001b[K';

/**
 * Does work on a database and resolves to its exit code, or to 130 when it was interrupted. How far it is stands in one line of a
 * terminal; elsewhere it works in silence.
 */
export async function workOnDatabase(
  world: World,
  work: (watch: DatabaseWatch) => Promise<number>,
): Promise<number> {
  const { stderr } = world;
  using interruption = catchInterruption(world);
  let shown = '';
  const show = (line: string) => {
    if (line === shown) return;
    stderr.write(`${clearLine}${line}`);
    shown = line;
  };
  try {
    return await work({
      signal: interruption.signal,
      onProgress({ work: name, ...moved }) {
        if (stderr.isTTY && moved.total > 0) show(`${name} ${barText(moved)}`);
      },
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    show('');
    say(world, stderr, `${error.message}; nothing was changed`, 'yellow');
    return 130;
  } finally {
    show('');
  }
}
