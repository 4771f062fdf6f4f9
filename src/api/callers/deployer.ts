import type { Caller } from './caller.ts';
import { ApiError } from '../errors.ts';
import type { CallerDirectory } from '../ports.ts';

/** The right that an operator gives to roles which may have clusters; the braces belong to its name. */
export const deployRight = '{cse}:CSE NATIVE DEPLOY RIGHT';

/**
 * The caller of a request that makes, changes or deletes clusters and nodes; refused without the right for it where
 * the operator wants that enforced (contract of CSE 1.2.7, section 4.3). Comes before anything is made of the body.
 */
export async function identifyDeployer(
  {
    directory,
    enforceAuthorization,
  }: { readonly directory: CallerDirectory; readonly enforceAuthorization: boolean },
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Caller> {
  const caller = await directory.identify(headers, signal);
  if (!enforceAuthorization) return caller;
  const rights = await directory.rightsOf(caller, signal);
  if (rights.has(deployRight)) return caller;
  throw new ApiError(500, 'Access Forbidden. Missing required rights.');
}
