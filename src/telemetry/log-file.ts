import { once } from 'node:events';
import { basename, dirname } from 'node:path';
import { createStream } from 'rotating-file-stream';

/** A file for the log beside its other destination. */
export interface LogFile extends AsyncDisposable {
  write(line: string): void;
}

/** As the original keeps its debug log (contract of CSE 1.2.7, section 9.7). */
const rotation = { size: '8M', rotate: 10 } as const;

/**
 * Appends to the file; at 8 MiB it is renamed and begun anew, and ten old ones are kept. `complain` is told of a disk that is
 * full and the like: the service does not end for want of a second log.
 */
export function openLogFile(path: string, complain: (error: Error) => void): LogFile {
  const name = basename(path);
  // With `rotate` the generator is asked by number; without one for the file that is written.
  const stream = createStream((index) => (index ? `${name}.${Number(index)}` : name), {
    path: dirname(path),
    mode: 0o640,
    ...rotation,
  });
  stream.on('error', complain);
  stream.on('warning', complain);
  return {
    write: (line) => void stream.write(line),
    async [Symbol.asyncDispose]() {
      if (stream.destroyed) return;
      const finished = Promise.race([once(stream, 'finish'), once(stream, 'close')]);
      stream.end();
      await finished.catch(complain);
    },
  };
}
