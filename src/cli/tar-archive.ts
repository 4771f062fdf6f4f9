import { gzipSync } from 'node:zlib';

/** A file in an archive. */
export interface ArchivedFile {
  /** At most 100 bytes of ASCII; slashes make folders. */
  readonly name: string;
  readonly text: string;
}

const block = 512;

/**
 * A gzipped tar (POSIX ustar) of a few texts, for their owner only. Written here because the libraries for it bring a
 * dozen packages for one header.
 */
export function tarGzOf(files: readonly ArchivedFile[], modified: Date): Buffer {
  const parts = files.flatMap(({ name, text }) => {
    const content = Buffer.from(text);
    const padding = Buffer.alloc((block - (content.length % block)) % block);
    return [headerOf(name, content.length, modified), content, padding];
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]));
}

function headerOf(name: string, size: number, modified: Date): Buffer {
  if (!/^[\x21-\x7e]{1,100}$/.test(name)) throw new RangeError(`not a name for an archive: ${name}`);
  const header = Buffer.alloc(block);
  const put = (text: string, at: number) => void header.write(text, at, 'latin1');
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0');
  put(name, 0);
  put(octal(0o600, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(size, 11), 124);
  put(octal(Math.floor(modified.getTime() / 1000), 11), 136);
  put('0', 156);
  put('ustar\u000000', 257);
  // The sum is taken with spaces in its own place.
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${octal(sum, 6)}\u0000 `, 148);
  return header;
}
