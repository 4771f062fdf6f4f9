import type { Time } from '#time/time.ts';
import type { VirtualTime } from './virtual-time.ts';

/**
 * One process of the service, from start to end. Whatever the service reaches the world through goes by it; once it is
 * over nothing gets out and nothing comes in any more, so that what is left of it in memory waits for ever.
 */
export class Life {
  readonly number: number;
  /** The process's own time: its timers end with it. */
  readonly time: Time;
  #over = false;

  constructor(number: number, world: VirtualTime) {
    this.number = number;
    this.time = {
      now: () => world.now(),
      after: (delayMs, callback) =>
        world.after(delayMs, () => {
          if (!this.#over) callback();
        }),
    };
  }

  get over(): boolean {
    return this.#over;
  }

  end(): void {
    this.#over = true;
  }
}
