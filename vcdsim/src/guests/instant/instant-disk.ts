import { InMemoryFs } from 'just-bash';
import type { GuestFiles } from '../kubeadm/kubeadm-host.ts';
import { shadowLine } from '../tools/password-file.ts';

/** Folders that every machine has. */
const folders = [
  '/etc/apt/sources.list.d',
  '/etc/kubernetes',
  '/etc/resolvconf/resolv.conf.d',
  '/etc/ssh',
  '/etc/systemd/system',
  '/root/.ssh',
  '/srv',
  '/usr/local/bin',
  '/var/lib',
  '/var/log',
];

/** Emptied by every boot. */
const inMemory = ['/tmp', '/run'];

/** What a machine without a sandbox has for a disk: it outlives its power, and may be copied to another machine. */
export class InstantDisk {
  readonly fs: InMemoryFs;

  constructor(fs: InMemoryFs) {
    this.fs = fs;
  }

  /** A disk that was never booted. */
  static format(machine: {
    readonly hostName: string;
    readonly address: string;
    readonly rootPassword: string | undefined;
  }): InstantDisk {
    const { hostName, address, rootPassword } = machine;
    const disk = new InstantDisk(new InMemoryFs());
    for (const folder of folders) disk.fs.mkdirSync(folder, { recursive: true });
    disk.fs.writeFileSync('/etc/hostname', `${hostName}\n`);
    disk.fs.writeFileSync('/etc/hosts', `127.0.0.1 localhost\n${address} ${hostName}\n`);
    disk.fs.writeFileSync('/etc/machine-id', '');
    disk.fs.writeFileSync('/etc/sysctl.conf', '');
    disk.fs.writeFileSync('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
    disk.fs.writeFileSync('/etc/ssh/sshd_config', 'PasswordAuthentication no\n');
    disk.fs.writeFileSync('/etc/shadow', shadowLine('root', rootPassword), undefined, { mode: 0o600 });
    return disk;
  }

  /** What a boot does to a disk. */
  async boot(): Promise<void> {
    for (const folder of inMemory) {
      await this.fs.rm(folder, { recursive: true, force: true });
      this.fs.mkdirSync(folder, { recursive: true });
    }
  }

  /** The same files, which change without each other. */
  async copy(): Promise<InstantDisk> {
    const copied = new InMemoryFs();
    for (const path of this.fs.getAllPaths().toSorted()) {
      const { isDirectory, isSymbolicLink, mode, mtime } = await this.fs.lstat(path);
      if (isDirectory) copied.mkdirSync(path, { recursive: true });
      else if (isSymbolicLink) await copied.symlink(await this.fs.readlink(path), path);
      else copied.writeFileSync(path, await this.fs.readFileBuffer(path), undefined, { mode, mtime });
      if (isDirectory) await copied.chmod(path, mode);
    }
    return new InstantDisk(copied);
  }

  async readText(path: string): Promise<string> {
    return (await this.fs.exists(path)) ? await this.fs.readFile(path) : '';
  }

  /** Lets programs that read and write at once, without waiting, work on the disk: on a copy of its texts. */
  async withTexts<T>(work: (files: GuestFiles) => Promise<T>): Promise<T> {
    const texts = new Map<string, string>();
    for (const path of this.fs.getAllPaths()) {
      if (/^\/(?:etc|root|var|srv|home|tmp|run)\//.test(path) && (await this.fs.lstat(path)).isFile) {
        texts.set(path, await this.fs.readFile(path));
      }
    }
    const changed = new Map<string, { readonly text: string; readonly mode: number } | undefined>();
    try {
      return await work({
        read: (path) => texts.get(path),
        write: (path, text, mode) => {
          texts.set(path, text);
          changed.set(path, { text, mode });
        },
        remove: (path) => {
          texts.delete(path);
          changed.set(path, undefined);
        },
      });
    } finally {
      for (const [path, file] of changed) {
        if (file) this.fs.writeFileSync(path, file.text, undefined, { mode: file.mode });
        else await this.fs.rm(path, { force: true });
      }
    }
  }
}
