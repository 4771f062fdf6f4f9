import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..', '..');
const folders = ['docs', 'templates', 'charts', 'vcdsim', 'vcd-cse', 'test', 'crds'];

async function pages(): Promise<readonly string[]> {
  const top = (await readdir(root)).filter((file) => file.endsWith('.md')).map((file) => join(root, file));
  const below = folders.map(async (folder) => {
    const files = await readdir(join(root, folder), { recursive: true });
    return files
      .filter((file) => /^(?!.*node_modules).*\.md$/.test(file))
      .map((file) => join(root, folder, file));
  });
  return [...top, ...(await Promise.all(below)).flat()];
}

/** As code hosts make it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

test('every link from one page of ours to another leads somewhere', async () => {
  const broken: string[] = [];
  for (const page of await pages()) {
    const text = (await readFile(page, 'utf8')).replaceAll(/^```[^]*?^```|`[^`\n]*`/gm, '');
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      const complain = () => broken.push(`${relative(root, page)}: ${target}`);
      if (!existsSync(file)) complain();
      else if (anchor !== undefined && file.endsWith('.md')) {
        const headings = [...(await readFile(file, 'utf8')).matchAll(/^#+ +(.*)$/gm)];
        if (!headings.some(([, heading = '']) => anchorOf(heading) === anchor)) complain();
      }
    }
  }
  assert.deepEqual(broken, []);
});
