import {
  VcdBusy,
  VcdConflict,
  VcdDuplicateName,
  VcdForbidden,
  VcdOverloaded,
  VcdRejected,
  VcdUnauthorized,
  VcdUnavailable,
  type VcdAnswer,
  type VcdError,
} from '../errors.ts';

/**
 * Every answer that is not a success, as an error. Total: any status, any code, any text. `retryAfter` is the header
 * as it came; `now` is needed because it may hold a date.
 */
export function errorOf(
  answer: VcdAnswer,
  { retryAfter, now }: { readonly retryAfter?: string | undefined; readonly now: number },
): VcdError {
  const { status, code } = answer;
  const refused = status >= 400 && status < 500;
  if (isBusy(answer)) return new VcdBusy(answer, taskIdIn(answer.message));
  if (status === 429 || status === 503 || (refused && code === 'OPERATION_LIMITS_EXCEEDED')) {
    return new VcdOverloaded(answer, retryAfterMs(retryAfter, now));
  }
  if (refused && code === 'DUPLICATE_NAME') return new VcdDuplicateName(answer);
  if (status === 401) return new VcdUnauthorized(answer);
  if (status === 403 || status === 404) return new VcdForbidden(answer);
  if (status === 409 || status === 412) return new VcdConflict(answer);
  // 408 and 425 speak of this attempt and not of the request.
  if (refused && status !== 408 && status !== 425) return new VcdRejected(answer);
  return new VcdUnavailable(answer);
}

/** Milliseconds that `Retry-After` asks for, in seconds or as a date; undefined when absent or unreadable. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** vCD says 400 BUSY_ENTITY; some versions say 409 in the same words, and WebDAV's 423 means the same. */
function isBusy({ status, code, message }: VcdAnswer): boolean {
  if (status < 400 || status >= 500) return false;
  return code === 'BUSY_ENTITY' || status === 423 || (status === 409 && /\bis busy\b/i.test(message));
}

function taskIdIn(message: string): string | undefined {
  return /(?:entity\.task|vcloud:task):([0-9a-f-]{36})/i.exec(message)?.[1]?.toLowerCase();
}
