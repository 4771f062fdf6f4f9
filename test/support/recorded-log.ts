import { createLogger, type Logger } from '#telemetry/logger.ts';

export type LogLine = Readonly<Record<string, unknown>>;

/** The real logger, with its lines kept for reading instead of written. */
export function recordedLog(): { readonly log: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const destination = { write: (text: string) => void lines.push(JSON.parse(text) as LogLine) };
  return { log: createLogger({ level: 'debug', destination }), lines };
}
