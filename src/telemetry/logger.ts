import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { listedFields, type LogField } from './log-fields.ts';

/** Data of a log line; a key that is not listed does not compile, and is not written. */
export type LogFields = { readonly [field in LogField]?: unknown };

type Write = (fields: LogFields, message: string) => void;

/** Structured logger, handed down and never imported: constant messages, data as keys. */
export interface Logger {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  readonly fatal: Write;
  /** Writes these with every line. */
  child(fields: LogFields): Logger;
  /**
   * Does some work during which every logger of the same origin writes this one's fields with its lines: a call to vCD
   * is told under the request or the look that it is made for.
   */
  within<T>(work: () => T): T;
}

/** JSON lines on `destination` (standard output when absent). */
export function createLogger(options: { level?: string; destination?: DestinationStream } = {}): Logger {
  const settings = {
    level: options.level ?? 'info',
    formatters: { log: listedFields },
    // Errors are plain objects by then; pino's own serializer would write them its way.
    serializers: { err: (error: unknown) => error },
    timestamp: pino.stdTimeFunctions.isoTime,
    base: null,
  };
  const lines = options.destination ? pino(settings, options.destination) : pino(settings);
  return loggerOn(lines, new AsyncLocalStorage(), {});
}

/** Not pino's own children: a field that both the work and the logger have would be written twice. */
function loggerOn(lines: PinoLogger, work: AsyncLocalStorage<LogFields>, own: LogFields): Logger {
  const writer =
    (level: Exclude<keyof Logger, 'child' | 'within'>): Write =>
    (fields, message) => {
      if (lines.isLevelEnabled(level)) lines[level]({ ...work.getStore(), ...own, ...fields }, message);
    };
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    fatal: writer('fatal'),
    child: (fields) => loggerOn(lines, work, { ...own, ...fields }),
    within: (job) => work.run({ ...work.getStore(), ...own }, job),
  };
}
