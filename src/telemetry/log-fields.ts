/** Every key that a log line may have, at whatever depth. A value under any other key is not written. */
const logFields = [
  // which request, look or task a line belongs to
  ...[
    'requestId',
    'vcdRequestId',
    'reconcileId',
    'taskId',
    'kind',
    'namespace',
    'name',
    'key',
    'keys',
    'phase',
  ],
  // calls and answers
  ...['method', 'path', 'operation', 'verb', 'status', 'code', 'redelivered', 'attempt', 'failures'],
  ...['durationMs', 'ms', 'waitMs', 'waitedMs', 'retryInMs', 'patienceMs', 'bytes', 'apiVersion'],
  // how something ended, and why
  ...['err', 'type', 'message', 'stack', 'cause', 'reason', 'problem', 'outcome', 'requeueAfterMs', 'until'],
  // where
  ...[
    'url',
    'socket',
    'host',
    'port',
    'vhost',
    'exchange',
    'queue',
    'listeners',
    'vCenter',
    'product',
    'image',
  ],
  // the service as a whole
  ...['inHand', 'open', 'grade', 'narration'],
] as const;
/** A field that may be written to the log. */
export type LogField = (typeof logFields)[number];

/** What stands in for a value that is not written. */
const unlisted = '[not listed]';

const listed: ReadonlySet<string> = new Set(logFields);

/** Deeper than this nothing is written: what is logged is flat. */
const deepest = 4;

/** The same with the values of unlisted keys replaced, and secrets in its texts too. */
export function listedFields(value: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, listed.has(key) ? safe(part, depth + 1) : unlisted]),
  );
}

function safe(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth > deepest) return unlisted;
  if (value instanceof Error) return errorFields(value, depth);
  if (Array.isArray(value)) return value.map((part) => safe(part, depth + 1));
  return listedFields(value, depth);
}

/** Of an error only what is known: libraries hang requests with their headers on theirs. */
function errorFields(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack = '', cause } = error;
  const more = Object.entries(error).filter(([key]) => listed.has(key) && key !== 'message');
  return {
    ...listedFields(Object.fromEntries(more), depth),
    type: name,
    message: withoutSecrets(message),
    stack: withoutSecrets(stack),
    ...(cause instanceof Error && { cause: safe(cause, depth + 1) }),
  };
}

/** Replaces what looks like a secret: those of URLs, headers, command lines, configurations, of kubeadm, and of PEM. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1[redacted]@')
    .replaceAll(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]')
    .replaceAll(
      /\b([\w-]*(?:password|passwd|secret|token|authorization))(["']?\s*(?:[:=]\s*|(?<=--[\w-]*)\s)["']?)[^\s"',;&]+/gi,
      '$1$2[redacted]',
    )
    .replaceAll(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, '[redacted]')
    .replaceAll(
      /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs,
      '[redacted]',
    );
}
