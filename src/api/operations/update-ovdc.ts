import { assertServed, assertVdcId, identifyProvider, vdcNotFound } from '../callers/container-provider.ts';
import { parseBody } from '../bodies/json-body.ts';
import { OvdcRequest } from '../bodies/ovdc-request.ts';
import { answerOfBefore, tracedAnswer } from '../traced-answer.ts';
import type { OperationDependencies } from '../dependencies.ts';
import type { Operation } from '../operation.ts';

/** `PUT /api/cse/ovdc/{id}/info`: sets it; the VDC that the body names counts, as in the original (section 3.12). */
export function updateOvdc(
  dependencies: Pick<OperationDependencies, 'directory' | 'vdcProviders' | 'traces' | 'auditor' | 'log'>,
): Operation {
  const { directory, vdcProviders } = dependencies;
  return async function updateOvdc({ request }, signal) {
    const caller = await identifyProvider(directory, request.headers, signal);
    const wish = parseBody(OvdcRequest, request.body);
    const subject = { kind: 'vdc', name: wish.ovdc_name } as const;
    const earlier = await answerOfBefore(dependencies, caller, request.id, subject);
    if (earlier) return earlier;
    assertVdcId(wish.ovdc_id);
    assertServed(wish.container_provider);
    const taskHref = await vdcProviders.set(wish.ovdc_id, wish.container_provider, signal);
    if (taskHref === undefined) throw vdcNotFound(wish.ovdc_id);
    return tracedAnswer(dependencies, caller.userId, request.id, { ...subject, taskHref });
  };
}
