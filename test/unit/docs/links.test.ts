import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { it } from 'node:test';

const root = join(import.meta.dirname, '..', '..', '..');
const pages = globSync('**/*.md', {
  cwd: root,
  exclude: (name) => ['node_modules', 'build'].some((folder) => name.split('/').includes(folder)),
});

/** Files that a page links to, from the root; what is in a block of code is no link. */
function linksOf(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```.*?^```|`[^`\n]*`/gms, '');
  return [...text.matchAll(/\]\((?<target>[^)\s]+)\)/g)]
    .map(({ groups }) => groups?.['target'] ?? '')
    .filter((target) => !/^(?:https?:|mailto:|#)/.test(target))
    .map((target) => relative(root, join(root, dirname(page), target.replace(/#.*$/, ''))));
}

it('every link of a page leads to a file that is there', () => {
  assert.ok(pages.length > 30, `${pages.length} pages`);
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter((target) => !existsSync(join(root, target)))
      .map((target) => `${page}: ${target}`),
  );
  assert.deepEqual(broken, []);
});

it('every page of docs is in the index, and every decision in theirs', () => {
  const inIndex = new Set([...linksOf('docs/README.md'), ...linksOf('docs/adr/README.md')]);
  const forgotten = pages.filter(
    (page) => page.startsWith('docs/') && !inIndex.has(page) && page !== 'docs/README.md',
  );
  assert.deepEqual(forgotten, []);
});
