import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { World } from './world.ts';

/** systemd, where it started us with `Type=notify`; else nobody. */
export interface ServiceManager {
  ready(): Promise<void>;
  stopping(): Promise<void>;
  /** Says that we live as often as the unit's `WatchdogSec` asks, as long as `alive` resolves. Stops when disposed. */
  startWatchdog(alive: () => Promise<unknown>): Disposable;
}

/**
 * Node has no datagram sockets of the local kind, which is what systemd listens on (sd_notify(3)); its own program
 * `systemd-notify` carries the messages. That one of them does not arrive is told to `complain` and changes nothing: systemd
 * acts on what it misses.
 */
export function serviceManager(
  { environment }: Pick<World, 'environment'>,
  complain: (error: unknown) => void,
): ServiceManager {
  if (!environment['NOTIFY_SOCKET']) return nobody;
  const notify = async (...message: string[]) => {
    try {
      await promisify(execFile)('systemd-notify', message, { env: { ...environment }, timeout: 10_000 });
    } catch (error) {
      complain(error);
    }
  };
  return {
    ready: () => notify('--ready', '--status=taking requests'),
    stopping: () => notify('STOPPING=1', '--status=finishing what is running'),
    startWatchdog(alive) {
      const everyMs = Number(environment['WATCHDOG_USEC'] ?? 0) / 1000 / 2;
      if (!(everyMs > 0)) return nothing;
      const timer = setInterval(() => void alive().then(() => notify('WATCHDOG=1'), complain), everyMs);
      timer.unref();
      return { [Symbol.dispose]: () => clearInterval(timer) };
    },
  };
}

const nothing: Disposable = { [Symbol.dispose]: () => {} };

const nobody: ServiceManager = {
  ready: () => Promise.resolve(),
  stopping: () => Promise.resolve(),
  startWatchdog: () => nothing,
};
