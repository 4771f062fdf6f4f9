import type { Stage } from './stage.ts';

/** From the end of a process to the start of the next one, in simulated milliseconds. */
const restartMs = 5_000;

/** Starts the service and starts it again whenever it has ended, as systemd does, until it is disposed of. */
export class Supervisor implements Disposable {
  readonly #stage: Stage;
  #downUntil = 0;
  #over = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Starts the first process; `watching` settles when the supervisor is disposed of and the last one has ended. */
  begin(): { readonly watching: Promise<void> } {
    void this.#stage.start();
    return { watching: this.#watch() };
  }

  /** The next process is not started before so much time has passed. */
  stayDown(downMs: number): void {
    this.#downUntil = this.#stage.time.now() + downMs;
  }

  [Symbol.dispose](): void {
    this.#over = true;
  }

  async #watch(): Promise<void> {
    const stage = this.#stage;
    while (!this.#over) {
      await stage.nextEnd();
      const waitMs = Math.max(restartMs, this.#downUntil - stage.time.now());
      stage.time.after(waitMs, () => {
        if (!this.#over && !stage.running) void stage.start();
      });
    }
  }
}
