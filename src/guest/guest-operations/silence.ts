import { GuestPasswordUnknown, GuestRefused, GuestUnreachable } from '../errors.ts';
import type { GuestReport } from '../guest-backend.ts';

/** What a look that could not be taken says of the guest. Throws what has nothing to do with it. */
export function silenceOf(error: unknown): GuestReport {
  if (error instanceof GuestRefused) return { state: 'failed', phase: 'start', message: error.message };
  if (error instanceof GuestUnreachable || error instanceof GuestPasswordUnknown) {
    return { state: 'silent', message: error.message };
  }
  throw error;
}
