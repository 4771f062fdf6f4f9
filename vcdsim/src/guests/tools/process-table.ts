import type { Clock } from '../guest-driver.ts';
import type { GuestProcess } from './guest-tools.ts';

/** How long the tools remember a process that has ended (vSphere API, ListProcessesInGuest). */
const memoryMs = 5 * 60_000;

/** The processes of one boot that guest operations started. */
export class ProcessTable {
  readonly #clock: Clock;
  readonly #processes = new Map<number, GuestProcess>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Enters a process; `exitCode` resolves when it ends. */
  add(process: Omit<GuestProcess, 'startTime'>, exitCode: Promise<number>): void {
    const startTime = this.#clock.now();
    this.#processes.set(process.pid, { ...process, startTime });
    exitCode.then(
      (code) => {
        const ended = { ...process, startTime, endTime: this.#clock.now(), exitCode: code };
        this.#processes.set(process.pid, ended);
      },
      // The guest is gone, and the table with it.
      () => {},
    );
  }

  has(pid: number): boolean {
    return this.#processes.has(pid);
  }

  /** Those with one of the numbers, or all; unknown numbers are left out. */
  list(pids: readonly number[]): readonly GuestProcess[] {
    const forgotten = this.#clock.now().getTime() - memoryMs;
    for (const { pid, endTime } of this.#processes.values()) {
      if (endTime && endTime.getTime() <= forgotten) this.#processes.delete(pid);
    }
    const all = [...this.#processes.values()];
    return pids.length === 0 ? all : all.filter(({ pid }) => pids.includes(pid));
  }
}
