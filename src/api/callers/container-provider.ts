import { ApiError } from '../errors.ts';
import type { Caller } from './caller.ts';
import type { CallerDirectory } from '../ports.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The caller of a request about an organization VDC: refused unless a system administrator (section 3.12). */
export async function identifyProvider(
  directory: CallerDirectory,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Caller> {
  const caller = await directory.identify(headers, signal);
  if (caller.systemAdministrator) return caller;
  throw new ApiError(500, 'Unauthorized Operation');
}

/** Throws when that is no id that a VDC could have: it would become part of a path. */
export function assertVdcId(id: string): void {
  if (!uuid.test(id))
    throw new ApiError(400, `'${id}' is not the id of an organization VDC: it must be a UUID.`);
}

/** The refusal for an id that no VDC has. */
export function vdcNotFound(id: string): ApiError {
  return new ApiError(404, `Organization VDC '${id}' not found.`);
}

/** The original offered PKS and could not do it; nobody shall believe that a VDC is served by it. */
export function assertServed(provider: string | null): void {
  if (provider !== 'pks') return;
  throw new ApiError(
    501,
    "The container provider 'pks' is not supported. Clusters are native: 'vcd', or null for none.",
  );
}
