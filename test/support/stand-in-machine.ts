import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';

/** A folder that a script takes for its machine; paths are the machine's. Disposing of it removes it. */
export interface StandInMachine extends AsyncDisposable {
  readonly root: string;
  /** For a process on it: its programs before this machine's, and its root. */
  readonly environment: Readonly<Record<string, string>>;
  readonly write: (path: string, content: string) => Promise<void>;
  /** Undefined where there is no such file. */
  readonly read: (path: string) => Promise<string | undefined>;
  readonly lines: (path: string) => Promise<readonly string[]>;
  /** Puts a program there, a body of bash. Its calls are noted in `/calls`, but for those of `vmtoolsd`. */
  readonly standIn: (name: string, body: string) => Promise<void>;
}

/** `settings` are written as variables of a shell into the file at `settingsPath`. */
export async function standInMachine(machine: {
  readonly standIns: Readonly<Record<string, string>>;
  readonly settingsPath: string;
  readonly settings: Readonly<Record<string, string | number>>;
}): Promise<StandInMachine> {
  const root = await mkdtemp(`${tmpdir()}/cse-machine-`);
  const write = async (path: string, content: string) => {
    await mkdir(dirname(`${root}${path}`), { recursive: true });
    await writeFile(`${root}${path}`, content);
  };
  const standIn = async (name: string, body: string) => {
    const record = name === 'vmtoolsd' ? '' : `echo "${name} $*" >>"$CSE_ROOT/calls"\n`;
    await write(`/standins/${name}`, `#!/bin/bash\n${record}${body}\n`);
    await chmod(`${root}/standins/${name}`, 0o755);
  };
  const read = async (path: string) =>
    existsSync(`${root}${path}`) ? await readFile(`${root}${path}`, 'utf8') : undefined;

  for (const [name, body] of Object.entries(machine.standIns)) await standIn(name, body);
  const settings = Object.entries(machine.settings).map(([name, value]) => `${name}='${value}'\n`);
  await write(machine.settingsPath, settings.join(''));
  return {
    root,
    environment: { PATH: `${root}/standins:/usr/bin:/bin`, CSE_ROOT: root },
    write,
    read,
    lines: async (path) => ((await read(path)) ?? '').split('\n').slice(0, -1),
    standIn,
    // What a killed program had begun may still be writing its last words.
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 10 }),
  };
}
