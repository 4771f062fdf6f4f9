import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What is in a gzipped tar, by name, as the system's tar reads it. */
export async function filesInArchive(path: string): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'cse-archive-'));
  try {
    await promisify(execFile)('tar', ['-xzf', path, '-C', folder]);
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile());
    return new Map(
      await Promise.all(
        files.map(
          async ({ name, parentPath }) => [name, await readFile(join(parentPath, name), 'utf8')] as const,
        ),
      ),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
