import { withoutSecrets } from '#telemetry/log-fields.ts';

/** What is shown in place of a secret. */
const hidden = '[redacted]';

/** Keys whose texts are secret; files and folders are named by others' keys and may be told. */
const secretKey = /password|passwd|secret|token|credential|private/i;
const placeKey = /(?:file|folder|path|validitydays)$/i;

/** A configuration that may be shown to others. */
export function redacted(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((part) => redacted(part, key));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [withoutSecrets(name), redacted(part, name)]),
    );
  }
  if (typeof value !== 'string') return value;
  return secretKey.test(key) && !placeKey.test(key) ? hidden : withoutSecrets(value);
}
