/** Lets so many pass as it was given permits for, those who wait in an order that is mixed and always the same. */
export interface Throttle {
  pass(): Promise<void>;
  give(permits: number): void;
  /** Permits that nobody has taken yet. */
  readonly left: number;
}

export function throttle(): Throttle {
  const waiting: (() => void)[] = [];
  let left = 0;
  let turn = 0;

  function letPass(): void {
    while (left > 0 && waiting.length > 0) {
      left -= 1;
      turn += 1;
      // A prime that is larger than any queue here, so that late comers pass among early ones.
      const [next] = waiting.splice((turn * 7919) % waiting.length, 1);
      next?.();
    }
  }

  return {
    get left() {
      return left;
    },
    pass() {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      letPass();
      return promise;
    },
    give(permits) {
      left += permits;
      letPass();
    },
  };
}
