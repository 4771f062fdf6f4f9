import { ApiError } from '../errors.ts';
import type { Operation } from '../operation.ts';

/** A route of the contract that this release does not serve yet. */
export async function notAvailable({ request }: Parameters<Operation>[0]): Promise<never> {
  throw new ApiError(501, `${request.method} ${request.path} is not available in this release.`);
}
