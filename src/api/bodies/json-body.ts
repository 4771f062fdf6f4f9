import type { z } from 'zod';
import { ApiError } from '../errors.ts';

/** The value in a request's body; undefined where it is no JSON in UTF-8. */
export function jsonOf(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body ?? Buffer.alloc(0)));
  } catch {
    return undefined;
  }
}

/** What a schema makes of a body. Throws `ApiError` 400 that names each wrong key and says what it must be. */
export function parseBody<T extends z.ZodType>(schema: T, body: Buffer | undefined): z.output<T> {
  const result = schema.safeParse(jsonOf(body));
  if (result.success) return result.data;
  const sentences = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `'${path.join('.')}' ${message}.`,
  );
  throw new ApiError(400, sentences.join(' '));
}
