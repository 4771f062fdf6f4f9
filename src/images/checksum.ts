import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Image } from './image.ts';

const pieceBytes = 1024 * 1024;

/** The checksum of a file, in lower-case hexadecimal; one piece of the file is in memory at a time, always the same one. */
export async function checksumOf(
  path: string,
  algorithm: Image['checksum']['algorithm'],
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash(algorithm);
  const piece = Buffer.allocUnsafeSlow(pieceBytes);
  await using file = await open(path, 'r');
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(piece, 0, pieceBytes);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(piece.subarray(0, bytesRead));
  }
}

/** Whether a file's checksum is the image's. */
export function isRight(image: Image, checksum: string): boolean {
  return checksum === image.checksum.value.toLowerCase();
}
