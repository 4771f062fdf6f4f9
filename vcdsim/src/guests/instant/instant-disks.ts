import type { Clock, Customization, GuestMachine } from '../guest-driver.ts';
import { withPassword } from '../tools/password-file.ts';
import type { InstantDisk } from './instant-disk.ts';
import type { ShellMachine } from './shell-commands.ts';

/** What happened to a disk that nobody has looked at yet. */
type Change = (disk: InstantDisk) => Promise<void>;

interface Kept {
  disk: Promise<InstantDisk> | undefined;
  changes: Change[];
}

/**
 * The disks of all machines. They are made when somebody first looks into one, and only then is the interpreter of
 * their programs loaded: most guests never need either.
 */
export class InstantDisks {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The machine boots, and is customized where it says so. */
  boots(machine: GuestMachine, shell: ShellMachine, customization: Customization | undefined): void {
    const kept = this.#keep(machine.id);
    kept.changes.push(async (disk) => disk.boot());
    if (customization) {
      kept.changes.push(async (disk) => customize(disk, shell, customization, this.#clock));
    }
  }

  /** Files that came otherwise than through a program: from user data. */
  puts(machineId: string, files: ReadonlyMap<string, string>): void {
    this.#keep(machineId).changes.push(async (disk) => {
      for (const [path, text] of files) disk.fs.writeFileSync(path, text);
    });
  }

  /** The disk as it is by now. */
  async open(machine: GuestMachine, hostName: string): Promise<InstantDisk> {
    const kept = this.#keep(machine.id);
    const changes = kept.changes.splice(0);
    kept.disk = (kept.disk ?? format(machine, hostName)).then(async (disk) => {
      for (const change of changes) await change(disk);
      return disk;
    });
    return kept.disk;
  }

  /** A machine that was never booted gets the disk of another as it is now. */
  copy(from: string, to: string): void {
    const source = this.#kept.get(from);
    if (!source) return;
    this.#kept.set(to, {
      disk: source.disk?.then((disk) => disk.copy()),
      changes: [...source.changes],
    });
  }

  remove(machineId: string): void {
    this.#kept.delete(machineId);
  }

  #keep(machineId: string): Kept {
    const kept = this.#kept.get(machineId) ?? { disk: undefined, changes: [] };
    this.#kept.set(machineId, kept);
    return kept;
  }
}

async function format(machine: GuestMachine, hostName: string): Promise<InstantDisk> {
  const { InstantDisk } = await import('./instant-disk.ts');
  const address = machine.ipAddress ?? '127.0.0.1';
  return InstantDisk.format({ hostName, address, rootPassword: machine.imagePassword });
}

/** The script before and after, and root's password last, so that a script which sets one itself does not win. */
async function customize(
  disk: InstantDisk,
  shell: ShellMachine,
  { script, adminPassword }: Customization,
  clock: Clock,
): Promise<void> {
  if (script !== undefined) {
    const { openShell } = await import('./shell.ts');
    const path = '/root/.customization/script';
    disk.fs.writeFileSync(path, script, undefined, { mode: 0o700 });
    for (const when of ['precustomization', 'postcustomization']) {
      const never = new AbortController().signal;
      await openShell({ disk, machine: shell, clock, signal: never, pid: 500 }).exec(`${path} ${when}`);
    }
    await disk.fs.rm('/root/.customization', { recursive: true });
  }
  if (adminPassword === undefined) return;
  const shadow = withPassword(await disk.readText('/etc/shadow'), 'root', adminPassword);
  await disk.fs.writeFile('/etc/shadow', shadow);
}
