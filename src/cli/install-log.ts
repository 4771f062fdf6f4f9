import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, type Logger } from '#telemetry/logger.ts';
import type { World } from './world.ts';

/** The log of one installation, in a file of its own. */
export interface InstallLog extends Disposable {
  readonly log: Logger;
  readonly path: string;
}

/**
 * `cse-logs/cse-install_2026-11-20_09-30-00.log` below the working directory (contract of CSE 1.2.7, section 9.7), for
 * its owner's eyes only: what was told, and every call to vCD without its bodies, one JSON object a line. Throws what
 * making a file throws.
 */
export function openInstallLog(world: Pick<World, 'workingDirectory' | 'clock'>, name: string): InstallLog {
  const directory = join(world.workingDirectory, 'cse-logs');
  mkdirSync(directory, { recursive: true });
  const moment = world.clock().toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-');
  const path = join(directory, `${name}_${moment}.log`);
  const file = openSync(path, 'a', 0o600);
  // Written at once, so that nothing is missing after a crash; an installation does not write much.
  const destination = { write: (line: string) => void writeSync(file, line) };
  return {
    log: createLogger({ level: 'debug', destination }),
    path,
    [Symbol.dispose]: () => closeSync(file),
  };
}
