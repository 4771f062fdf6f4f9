import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { crdFiles, crdFolders } from '../../../scripts/crds.ts';
import { diagramFiles } from '../../../scripts/diagrams.ts';
import { referenceFiles } from '../../../scripts/reference-docs.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** `besides` are the files of the folder that people write. */
async function assertSame(
  folder: string,
  files: ReadonlyMap<string, string>,
  besides: readonly string[] = [],
): Promise<void> {
  const expected = [...files.keys(), ...besides].toSorted();
  assert.deepEqual((await readdir(join(root, folder))).toSorted(), expected);
  for (const [name, text] of files) {
    assert.equal(
      await readFile(join(root, folder, name), 'utf8'),
      text,
      `${folder}/${name}: run make generate`,
    );
  }
}

describe('generated files', () => {
  it('CRDs are what the record schemas say, also in the Helm chart', async () => {
    for (const folder of crdFolders) await assertSame(folder, crdFiles());
  });
  it('state diagrams are what the charts say', () => assertSame('docs/machines', diagramFiles()));

  it('reference pages are what their sources say', async () =>
    assertSame('docs/reference', await referenceFiles(), ['guest-jobs.md', 'guest-operations.md']));

  it('CRDs are structural: every schema node has a type and no node is closed', () => {
    for (const text of crdFiles().values()) {
      const crd: unknown = parse(text);
      // The generator's own output: its shape is known.
      const { versions } = (crd as { spec: { versions: { schema: { openAPIV3Schema: unknown } }[] } }).spec;
      for (const { schema } of versions) checkStructural(schema.openAPIV3Schema, '');
    }
  });
});

function checkStructural(node: unknown, path: string): void {
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Record<string, unknown>;
  assert.ok(typeof schema['type'] === 'string', `${path} has no type`);
  for (const banned of ['anyOf', 'oneOf', 'allOf', '$ref', '$schema', 'const']) {
    assert.ok(!(banned in schema), `${path} has ${banned}`);
  }
  assert.notEqual(schema['additionalProperties'], false, path);
  const properties = (schema['properties'] ?? {}) as Record<string, unknown>;
  for (const [name, child] of Object.entries(properties)) checkStructural(child, `${path}.${name}`);
  if (schema['items']) checkStructural(schema['items'], `${path}[]`);
  if (typeof schema['additionalProperties'] === 'object')
    checkStructural(schema['additionalProperties'], `${path}.*`);
}
