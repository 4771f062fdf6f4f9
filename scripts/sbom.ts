/** Writes a software bill of materials (CycloneDX, JSON) of every package of a release to `build/sbom`, as npm knows it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { packPackages, packTenantClient, shrinkwrap } from './packages.ts';

const run = promisify(execFile);

/** What an npm package brings along, as a CycloneDX document: by its shrinkwrap, else in the versions of the checkout. */
export async function billOfMaterials(archive: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cse-sbom-'));
  try {
    // npm calls what it describes as the folder is called.
    const folder = join(directory, basename(archive).replace(/-\d+\.\d+\.\d+.*$/, ''));
    await mkdir(folder);
    await run('tar', [
      '--extract',
      '--gzip',
      '--file',
      archive,
      '--directory',
      folder,
      '--strip-components=1',
    ]);
    if (!existsSync(join(folder, 'npm-shrinkwrap.json'))) await shrinkwrap(folder);
    const { stdout } = await run(
      'npm',
      ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only', '--omit=dev'],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
    );
    return stdout;
  } finally {
    await rm(directory, { recursive: true });
  }
}

if (import.meta.main) {
  const build = join(import.meta.dirname, '..', 'build');
  await mkdir(join(build, 'sbom'), { recursive: true });
  const packages = join(build, 'packages');
  for (const archive of [...(await packPackages(packages)), await packTenantClient(packages)]) {
    const path = join(build, 'sbom', basename(archive).replace(/\.tgz$/, '.cdx.json'));
    await writeFile(path, await billOfMaterials(archive));
    process.stdout.write(`${relative('.', path)}\n`);
  }
}
