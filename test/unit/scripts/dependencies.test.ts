import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..', '..');
const Manifest = z.object({ dependencies: z.record(z.string(), z.string()) });

/** The end of an import or export, on one line or on several, and an import at run time. */
const importing = /^(?:import (?:[^'\n]* from )?|export [^'\n]* from |\} from |.*\bimport\()'([^'\n]+)'/gm;

/** Packages that the sources import, by the name that npm knows. */
async function imported(folder: string): Promise<Set<string>> {
  const names = new Set<string>();
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const text = await readFile(join(folder, file), 'utf8');
    for (const [, from = ''] of text.matchAll(importing)) {
      if (from.startsWith('.') || from.startsWith('#')) continue;
      if (isBuiltin(from)) continue;
      const [first = '', second = ''] = from.split('/');
      names.add(first.startsWith('@') ? `${first}/${second}` : first);
    }
  }
  return names;
}

for (const folder of ['.', 'vcdsim', 'vcd-cse']) {
  // In the checkout npm lays all packages side by side, where one that is not named is found all the same.
  test(`${folder}/src imports what its package.json names, and package.json names nothing else`, async () => {
    const text = await readFile(join(root, folder, 'package.json'), 'utf8');
    const { dependencies } = Manifest.parse(JSON.parse(text));
    assert.deepEqual(
      [...(await imported(join(root, folder, 'src')))].toSorted(),
      Object.keys(dependencies).toSorted(),
    );
  });
}
