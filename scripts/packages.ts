/**
 * Makes the npm packages of a release in `build/packages`: JavaScript in place of TypeScript, because Node does not strip
 * types under node_modules, and a shrinkwrap, so that what is installed is what was tested.
 */
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');

/** What of a package.json is looked at here; the rest goes along untouched. */
const Manifest = z.looseObject({
  bin: z.record(z.string(), z.string()),
  exports: z.record(z.string(), z.string()).optional(),
  imports: z.record(z.string(), z.string()).optional(),
});

/** One package of a release. */
interface Source {
  readonly name: string;
  /** Its folder in the checkout; the package.json and `src` of that folder go in. */
  readonly folder: string;
  /** What else goes in, relative to that folder or, where it is not there, to the checkout. */
  readonly files: readonly string[];
}

const sources: readonly Source[] = [
  {
    name: 'cse',
    folder: '.',
    files: ['roles', 'templates', 'packaging', 'README.md', 'CHANGELOG.md', 'LICENSE'],
  },
  { name: 'vcdsim', folder: 'vcdsim', files: ['faults', 'README.md', 'LICENSE'] },
];

/** Lays out one package below `directory` as it will be installed; the folder that it is in. */
async function stagePackage(source: Source, directory: string): Promise<string> {
  const from = join(root, source.folder);
  const manifest = Manifest.parse(JSON.parse(await readFile(join(from, 'package.json'), 'utf8')));
  const to = join(directory, source.name);
  await compile(from, to);
  for (const file of source.files) await copyEither(file, from, to);
  await copyData(join(from, 'src'), join(to, 'src'));
  await writeFile(join(to, 'package.json'), `${JSON.stringify(released(manifest), null, 2)}\n`);
  for (const file of Object.values(manifest.bin)) await chmod(join(to, inJavaScript(file)), 0o755);
  await shrinkwrap(to);
  return to;
}

/** Packs the server and the simulator, or those of `names`, into `directory`; the paths of the archives, server first. */
export async function packPackages(directory: string, names: readonly string[] = []): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const staging = await mkdtemp(join(tmpdir(), 'cse-packages-'));
  try {
    const archives: string[] = [];
    for (const source of sources) {
      if (names.length > 0 && !names.includes(source.name)) continue;
      archives.push(await pack(await stagePackage(source, staging), directory));
    }
    return archives;
  } finally {
    await rm(staging, { recursive: true });
  }
}

/** The tenant's client runs on older Nodes, and knows by itself how it is compiled and packed. */
export function packTenantClient(directory: string): Promise<string> {
  return pack(join(root, 'vcd-cse'), directory);
}

async function pack(folder: string, directory: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', directory], { cwd: folder });
  // What a package's own scripts print stands before it.
  const [packed] = z
    .array(z.object({ filename: z.string() }))
    .parse(JSON.parse(stdout.slice(stdout.indexOf('['))));
  if (!packed) throw new Error(`npm packed nothing in ${folder}`);
  return join(directory, packed.filename);
}

async function compile(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const config = join(to, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    // Types are for `make lint`; here they would object to `#folder/file.ts`, which the released package.json maps.
    noCheck: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: true,
    rootDir: from,
    outDir: to,
    typeRoots: [join(root, 'node_modules', '@types')],
  };
  const extend = join(root, 'tsconfig.json');
  await writeFile(config, JSON.stringify({ extends: extend, compilerOptions, include: [join(from, 'src')] }));
  await run(join(root, 'node_modules', '.bin', 'tsc'), ['--project', config]);
  await rm(config);
}

/** The package.json of the release: no development, and the names of what was compiled. */
function released(manifest: z.output<typeof Manifest>): object {
  const {
    private: _private,
    workspaces: _workspaces,
    scripts: _scripts,
    allowScripts: _allow,
    ...rest
  } = manifest;
  const { devDependencies: _development, optionalDependencies: _toolchain, ...kept } = rest;
  const renamed = (paths: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, inJavaScript(path)]));
  return {
    ...kept,
    bin: renamed(manifest.bin),
    ...(manifest.exports && { exports: renamed(manifest.exports) }),
    // `#folder/file.ts` in the sources is `folder/file.js` here.
    ...(manifest.imports && { imports: { '#*.ts': './src/*.js' } }),
    files: undefined,
  };
}

function inJavaScript(path: string): string {
  return path.replace(/\.ts$/, '.js');
}

async function copyEither(file: string, from: string, to: string): Promise<void> {
  const names = await readdir(from);
  await cp(join(names.includes(file) ? from : root, file), join(to, file), { recursive: true });
}

/** Everything beside the sources that they read while they run. */
async function copyData(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    // JavaScript that was compiled is there already.
    await cp(path, join(to, relative(from, path)), { force: false });
  }
}

/** Versions and checksums of all that it needs, as the checkout's lock file has them. */
export async function shrinkwrap(folder: string): Promise<void> {
  await cp(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
  await run(
    'npm',
    ['install', '--package-lock-only', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'],
    {
      cwd: folder,
    },
  );
  await rename(join(folder, 'package-lock.json'), join(folder, 'npm-shrinkwrap.json'));
}

if (import.meta.main) {
  const directory = join(root, 'build', 'packages');
  await rm(directory, { recursive: true, force: true });
  const { positionals: names } = parseArgs({ allowPositionals: true });
  const archives = await packPackages(directory, names);
  if (names.length === 0) archives.push(await packTenantClient(directory));
  for (const archive of archives) process.stdout.write(`${relative('.', archive)}\n`);
}
