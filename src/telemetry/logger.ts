import { pino, type Logger as PinoLogger, type DestinationStream } from 'pino';

/** Structured logger, handed down and never imported: constant messages, data as keys. */
export type Logger = PinoLogger;

/** Where secrets could slip into a log line; their values are replaced. */
const redacted = [
  'token',
  'password',
  'kubeconfig',
  'authorization',
  'headers.authorization',
  'headers["x-vcloud-authorization"]',
  '*.token',
  '*.password',
  '*.kubeconfig',
  '*.userData',
];

/** JSON lines on `destination` (standard output when absent). */
export function createLogger(options: { level?: string; destination?: DestinationStream } = {}): Logger {
  const settings = {
    level: options.level ?? 'info',
    redact: redacted,
    timestamp: pino.stdTimeFunctions.isoTime,
    base: null,
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}
