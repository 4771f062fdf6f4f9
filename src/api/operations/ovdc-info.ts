import { assertServed, assertVdcId, identifyProvider, vdcNotFound } from '../callers/container-provider.ts';
import { jsonResponse } from '../request.ts';
import type { Operation } from '../operation.ts';
import type { CallerDirectory, VdcProviders } from '../ports.ts';

/** `GET /api/cse/ovdc/{id}/info`: what an organization VDC is set to (contract of CSE 1.2.7, section 3.12). */
export function ovdcInfo({
  directory,
  vdcProviders,
}: {
  readonly directory: CallerDirectory;
  readonly vdcProviders: VdcProviders;
}): Operation {
  return async function ovdcInfo({ request, parameters: { vdcId } }, signal) {
    await identifyProvider(directory, request.headers, signal);
    assertVdcId(vdcId);
    const provider = await vdcProviders.get(vdcId, signal);
    if (provider === undefined) throw vdcNotFound(vdcId);
    assertServed(provider);
    return jsonResponse(200, { container_provider: provider });
  };
}
