import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Image } from './image.ts';

/** The checksum of a file, in lower-case hexadecimal; the file is never whole in memory. */
export async function checksumOf(
  path: string,
  algorithm: Image['checksum']['algorithm'],
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash(algorithm);
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024, signal }))
    hash.update(piece);
  return hash.digest('hex');
}

export function isRight(image: Image, checksum: string): boolean {
  return checksum === image.checksum.value.toLowerCase();
}
