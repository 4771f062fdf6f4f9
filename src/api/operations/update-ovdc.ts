import { assertServed, assertVdcId, identifyProvider, vdcNotFound } from '../container-provider.ts';
import { parseBody } from '../json-body.ts';
import { OvdcRequest } from '../ovdc-request.ts';
import { jsonResponse } from '../request.ts';
import type { Operation } from '../operation.ts';
import type { CallerDirectory, VdcProviders } from '../ports.ts';

/** `PUT /api/cse/ovdc/{id}/info`: sets it; the VDC that the body names counts, as in the original (section 3.12). */
export function updateOvdc({
  directory,
  vdcProviders,
}: {
  readonly directory: CallerDirectory;
  readonly vdcProviders: VdcProviders;
}): Operation {
  return async function updateOvdc({ request }, signal) {
    await identifyProvider(directory, request.headers, signal);
    const wish = parseBody(OvdcRequest, request.body);
    assertVdcId(wish.ovdc_id);
    assertServed(wish.container_provider);
    const taskHref = await vdcProviders.set(wish.ovdc_id, wish.container_provider, signal);
    if (taskHref === undefined) throw vdcNotFound(wish.ovdc_id);
    return jsonResponse(202, { ovdc_name: wish.ovdc_name, task_href: taskHref });
  };
}
