import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import type { Vm } from '#vcd/model.ts';
import { isVsphereError, VsphereError } from '#vsphere/errors.ts';
import type { GuestTarget, VCenter } from '#vsphere/vcenter.ts';
import { GuestFileMissing, GuestRefused, GuestUnreachable } from '../errors.ts';
import type { VmPlace } from '../guest-backend.ts';
import { readJournal, type Journal } from './journal.ts';
import { runOncePath } from './paths.ts';
import { quoted } from './plan-script.ts';
import type { VCenters } from './vcenters.ts';

/** A journal, and whether what it tells of still runs. */
export interface LiveJournal extends Journal {
  readonly running: boolean;
}

const rootOnly = 0o700;
/** A journal has some lines for every boot and the tails of what was printed. */
const longestJournal = 1024 * 1024;

/** The inside of one VM, as root. Every method throws `GuestUnreachable` for what may pass and `GuestRefused` for what does not. */
export class GuestHost {
  readonly #vm: Vm;
  readonly #vCenter: VCenter;
  readonly #target: GuestTarget;

  private constructor(vm: Vm, vCenter: VCenter, target: GuestTarget) {
    this.#vm = vm;
    this.#vCenter = vCenter;
    this.#target = target;
  }

  static async find(
    vCenters: Pick<VCenters, 'find'>,
    vm: Vm,
    place: VmPlace,
    signal: AbortSignal,
  ): Promise<GuestHost> {
    const { vCenter, moRef } = await vCenters.find(vm, signal);
    const login = { username: 'root', password: await place.secrets.rootPassword() };
    return new GuestHost(vm, vCenter, { moRef, login });
  }

  /** Undefined when nothing was started under this journal. */
  async journalOf(path: string, signal: AbortSignal): Promise<LiveJournal | undefined> {
    const read = async (): Promise<Journal | undefined> => {
      const text = await this.#fileIfThere(path, signal);
      return text && readJournal(text.toString('utf8'));
    };
    const journal = await read();
    if (!journal?.start || journal.exit) return journal && { ...journal, running: false };
    if (await this.#runs(journal.start.pid, signal)) return { ...journal, running: true };
    // It may have ended between the two looks; else it was cut off.
    const last = await read();
    return last && { ...last, running: false };
  }

  /** Starts the script unless it runs or has ended under that name; does not wait for it. Our directory is made for it. */
  async runOnce(
    program: {
      readonly journal: string;
      readonly name: string;
      /** Absolute path in the guest, and arguments. */
      readonly script: readonly [string, ...string[]];
      /** Of the script, where the guest has to be given it. */
      readonly text?: string;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const { journal, name, script, text } = program;
    const runner = await readFile(new URL('./scripts/run-once.sh', import.meta.url), 'utf8');
    const words = [runOncePath, journal, name, '/bin/bash', ...script].map(quoted).join(' ');
    await this.#asking(signal, async () => {
      await this.#vCenter.makeDirectory(this.#target, posix.dirname(runOncePath), signal);
      await this.#put(runOncePath, runner, signal);
      if (text !== undefined) await this.#put(script[0], text, signal);
      await this.#vCenter.startProgram(this.#target, { path: '/bin/bash', arguments: words }, signal);
    });
  }

  /** Starts bash with these words, which hold no secret; the number of its process. */
  async start(words: readonly string[], signal: AbortSignal): Promise<number> {
    const program = { path: '/bin/bash', arguments: words.map(quoted).join(' ') };
    return this.#asking(signal, () => this.#vCenter.startProgram(this.#target, program, signal));
  }

  async hasEnded(pid: number, signal: AbortSignal): Promise<boolean> {
    const found = await this.#asking(signal, () => this.#vCenter.processes(this.#target, [pid], signal));
    return found.every((each) => each.ended);
  }

  /** Throws `GuestFileMissing`. */
  async fetch(path: string, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    return this.#asking(signal, () => this.#vCenter.fetchFile(this.#target, path, maxBytes, signal));
  }

  async #put(path: string, text: string, signal: AbortSignal): Promise<void> {
    const file = { path, permissions: rootOnly, content: Buffer.from(text) };
    await this.#vCenter.putFile(this.#target, file, signal);
  }

  async #fileIfThere(path: string, signal: AbortSignal): Promise<Buffer | undefined> {
    try {
      return await this.fetch(path, longestJournal, signal);
    } catch (error) {
      if (error instanceof GuestFileMissing) return undefined;
      throw error;
    }
  }

  async #runs(pid: number, signal: AbortSignal): Promise<boolean> {
    if (!Number.isSafeInteger(pid)) return false;
    const found = await this.#asking(signal, () => this.#vCenter.processes(this.#target, [pid], signal));
    // After a reboot the number may be another program's.
    return found.some((each) => each.pid === pid && !each.ended && each.commandLine.includes(runOncePath));
  }

  async #asking<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof VsphereError) throw await this.#told(error, signal);
      throw error;
    }
  }

  /** The error in words for whoever waits for the guest. */
  async #told(error: VsphereError, signal: AbortSignal): Promise<Error> {
    const { name } = this.#vm;
    switch (error.kind) {
      case 'fileMissing':
        return new GuestFileMissing(name, error.message);
      case 'guestForbidden':
      case 'unsupported':
        return new GuestRefused(name, error.message);
      case 'guestNotReady':
        return new GuestUnreachable(name, `${await this.#state(signal)} (${error.fault})`);
      case 'guestLoginRefused':
        return new GuestUnreachable(
          name,
          "the guest does not take root's password: while it is being customized it does not yet",
        );
      case 'gone':
        return new GuestUnreachable(name, `vCenter has no VM ${this.#target.moRef}`);
      case 'unavailable':
      case 'session':
      case 'accountRefused':
      case 'forbidden':
      case 'untrusted':
      case 'fileExists':
      case 'fileFault':
      case 'processMissing':
        return new GuestUnreachable(name, error.message);
    }
  }

  /** Why a guest takes no orders, as it looks from outside. */
  async #state(signal: AbortSignal): Promise<string> {
    try {
      const { powerState, toolsRunningStatus } = await this.#vCenter.guestState(this.#target.moRef, signal);
      if (powerState !== 'poweredOn') return `the VM does not run in vCenter: ${powerState}`;
      if (toolsRunningStatus !== 'guestToolsRunning')
        return `VMware Tools do not run: ${toolsRunningStatus || 'not installed'}`;
      return 'VMware Tools run and take no orders yet';
    } catch (error) {
      if (isVsphereError(error, 'session', 'unavailable', 'gone', 'forbidden'))
        return 'the guest takes no orders';
      throw error;
    }
  }
}
