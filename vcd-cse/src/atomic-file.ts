import { randomBytes } from 'node:crypto';
import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Puts `text` at `path` whole or not at all, readable by its owner only. Folders that are missing are made for the
 * owner only; where `path` is a symbolic link, the file that it leads to is replaced.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const target = await realpath(path).catch(() => path);
  const fresh = `${target}.${randomBytes(4).toString('hex')}.new`;
  try {
    await using file = await open(fresh, 'wx', 0o600);
    await file.writeFile(text);
    await file.sync();
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
