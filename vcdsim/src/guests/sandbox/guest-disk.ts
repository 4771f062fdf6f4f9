import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { shadowLine } from '../tools/password-file.ts';

/** The folders of a guest that are its own to write; everything else is the host's or in memory. */
export const diskFolders = ['etc', 'home', 'opt', 'root', 'srv', 'usr-local', 'var'] as const;

const users = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;
const groups = 'root:x:0:\ndaemon:x:1:\nadm:x:4:\nsudo:x:27:\nusers:x:100:\nnogroup:x:65534:\n';

/** Lays out a disk as an image has it that nobody ever started. */
export function formatDisk(folder: string, rootPassword: string | undefined): void {
  for (const each of diskFolders) mkdirSync(join(folder, each), { recursive: true, mode: 0o755 });
  const nested = [
    'etc/alternatives',
    'etc/apt/sources.list.d',
    'etc/resolvconf/resolv.conf.d',
    'etc/ssh',
    'etc/yum.repos.d',
    'etc/ssl',
    'etc/systemd/system',
    'root/.ssh',
    'usr-local/bin',
    'usr-local/lib',
    'usr-local/sbin',
    'var/lib',
    'var/log',
    'var/tmp',
  ];
  for (const each of nested) mkdirSync(join(folder, each), { recursive: true });
  const files: Readonly<Record<string, string>> = {
    passwd: users,
    shadow: shadowLine('root', rootPassword),
    group: groups,
    // No name is ever asked of the network: there is none.
    'resolv.conf': '# simulated machines have no name servers\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
    'ssh/sshd_config': 'PasswordAuthentication no\nPermitRootLogin yes\n',
    'sysctl.conf': '',
    fstab: '# nothing to mount\n',
    'os-release': 'NAME="Simulated Linux"\nID=simulated\nVERSION_ID="1"\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'etc', name), text);
}

/** Makes a disk that of one machine: what makes machines different from each other is on it. */
export function nameDisk(
  folder: string,
  { hostName, address }: { readonly hostName: string; readonly address: string },
): void {
  const files: Readonly<Record<string, string>> = {
    hostname: `${hostName}\n`,
    hosts: `127.0.0.1 localhost\n${address} ${hostName}\n`,
    'machine-id': '',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'etc', name), text);
}

/** Packs a disk, so that it can wait in memory for the next power-on. */
export async function packDisk(folder: string): Promise<Buffer> {
  const tar = spawn('tar', ['--create', '--gzip', '--ignore-failed-read', '--directory', folder, '.'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = await Promise.all([buffer(tar.stdout), once(tar, 'close')]);
  return packed;
}

/** Unpacks what `packDisk` packed into an existing folder. */
export async function unpackDisk(folder: string, packed: Buffer): Promise<void> {
  const unpacking = promisify(execFile)('tar', ['--extract', '--gzip', '--directory', folder]);
  unpacking.child.stdin?.end(packed);
  await unpacking;
}

/** Arguments of bwrap for the host's directories that are links on merged systems and folders on others. */
export function systemLinks(): readonly string[] {
  return ['bin', 'sbin', 'lib', 'lib32', 'lib64'].flatMap((name) => {
    const path = `/${name}`;
    if (!existsSync(path)) return [];
    return lstatSync(path).isSymbolicLink() ? ['--symlink', `usr/${name}`, path] : ['--ro-bind', path, path];
  });
}
