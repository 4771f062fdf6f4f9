import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { glob, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const shim = join(root, 'scripts', 'conformance', 'python-shim');

/** Releases of CSE whose client is installed by `scripts/conformance/install-python-clients.sh`. */
export type ClientVersion = '1.2.7' | '0.3.0';

function environmentOf(version: ClientVersion): string {
  return join(root, 'build', 'conformance', `cse-${version}`);
}

/** The Python that a release is installed for. */
export function pythonOf(version: ClientVersion): string {
  return join(environmentOf(version), 'bin', 'python');
}

/** Text of a script that the release brings for the guests of its clusters. */
export async function originalScript(version: ClientVersion, name: string): Promise<string> {
  const folders = glob(
    join(environmentOf(version), 'lib/python3*/site-packages/container_service_extension_scripts'),
  );
  for await (const folder of folders) return readFile(join(folder, name), 'utf8');
  throw new Error(`CSE ${version} is not installed`);
}

/** Why tests with the client are skipped; false when it is installed. */
export function clientMissing(version: ClientVersion): string | false {
  if (existsSync(join(environmentOf(version), 'installed-requirements.txt'))) return false;
  return `the client of CSE ${version} is not installed: scripts/conformance/install-python-clients.sh`;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody at a shell with `vcd`, in a home folder of their own. */
export interface Shell {
  readonly home: string;
  /**
   * Runs `vcd WORDS…` to its end; a string is split at its blanks. Standard input has `input` and ends: without one a
   * question is answered with the end of input.
   */
  vcd(words: string | readonly string[], input?: string): Promise<Ended>;
  /** The same for `cse`, the command of the original server. */
  cse(words: string | readonly string[], input?: string): Promise<Ended>;
  /** Starts `cse WORDS…` and lets it run, with pauses that are so many times shorter; default 1. */
  startCse(words: string, pauses?: { readonly timesFaster: number }): ChildProcessWithoutNullStreams;
}

/** A home folder below `directory` whose `vcd` knows `vcd cse`, as CSE's documentation has users set it up. */
export async function openShell(options: {
  readonly version: ClientVersion;
  readonly directory: string;
}): Promise<Shell> {
  const home = await mkdtemp(join(options.directory, 'home-'));
  await mkdir(join(home, '.vcd-cli'));
  await writeFile(
    join(home, '.vcd-cli', 'profiles.yaml'),
    stringify({ extensions: ['container_service_extension.client.cse'] }),
  );
  const start = (
    program: string,
    words: string | readonly string[],
    timesFaster = 1,
  ): ChildProcessWithoutNullStreams =>
    spawn(
      join(environmentOf(options.version), 'bin', program),
      typeof words === 'string' ? words.split(' ') : words,
      { cwd: home, env: environmentIn(home, timesFaster) },
    );
  return {
    home,
    vcd: async (words, input) => ended(start('vcd', words), input),
    cse: async (words, input) => ended(start('cse', words), input),
    startCse: (words, pauses) => start('cse', words, pauses?.timesFaster),
  };
}

/** It writes its logs to where it stands, and its profile to its home. */
function environmentIn(home: string, timesFaster: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    LC_ALL: 'C.UTF-8',
    PYTHONPATH: shim,
    // The shim stands in the checkout.
    PYTHONDONTWRITEBYTECODE: '1',
    // What it prints is read while it runs.
    PYTHONUNBUFFERED: '1',
    // pyyaml complains of vcd-cli 20.1.0 at every start.
    PYTHONWARNINGS: 'ignore',
    VCD_PASSWORD: 'secret',
    CSE_TIMES_FASTER: String(timesFaster),
  };
}

async function ended(child: ChildProcessWithoutNullStreams, input = ''): Promise<Ended> {
  // A program that asks nothing may be gone before its input is.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code: Number(code), stdout, stderr };
}
