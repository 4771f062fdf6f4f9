import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'golden');

/** Holds `actual` against the committed file below `test/golden`; `UPDATE=1` accepts it. */
export async function assertGolden(name: string, actual: string): Promise<void> {
  const path = join(folder, name);
  if (process.env['UPDATE'] === '1') {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, actual);
    return;
  }
  assert.equal(actual, await readFile(path, 'utf8'), `${name} differs; UPDATE=1 accepts the new text`);
}
