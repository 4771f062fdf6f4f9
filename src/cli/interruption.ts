import type { World } from './world.ts';

/** A signal that aborts when the process is told to end: the first time; a second one ends it by itself. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
}

/** Listens until it is disposed of. */
export function catchInterruption({ signals }: Pick<World, 'signals'>): Interruption {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM'] as const;
  const listener = (name: string) => {
    controller.abort(new Interrupted(name));
    forget();
  };
  const forget = () => {
    for (const name of names) signals.off(name, listener);
  };
  for (const name of names) signals.on(name, listener);
  return { signal: controller.signal, [Symbol.dispose]: forget };
}

/** Somebody has no more patience with a command. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly code = 'CSE_INTERRUPTED';
  constructor(signal: string) {
    super(`interrupted by ${signal}`);
  }
}
