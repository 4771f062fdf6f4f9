import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { jsonOf } from '../bodies/json-body.ts';
import { answerOfBefore, tracedAnswer } from '../traced-answer.ts';
import type { OperationDependencies, ServiceInfo } from '../dependencies.ts';
import type { Operation } from '../operation.ts';

/** `enabled` counts where `stopped` is there too, whose value never does. */
const SystemUpdate = z.looseObject({ enabled: z.boolean().optional() });

/** `PUT /api/cse/system`: enable, disable, stop; for system administrators (contract of CSE 1.2.7, section 3.12). */
export function updateSystem(
  dependencies: Pick<OperationDependencies, 'directory' | 'serviceSwitch' | 'traces' | 'auditor' | 'log'> & {
    readonly service: Pick<ServiceInfo, 'requestsInProgress'>;
  },
): Operation {
  const { directory, serviceSwitch, service } = dependencies;
  return async function updateSystem({ request }, signal) {
    const caller = await directory.identify(request.headers, signal);
    // The original's 401 with JSON is read by no client (its sections 11 and 15, number 5).
    if (!caller.systemAdministrator) throw new ApiError(403, 'Unauthorized');

    const earlier = await answerOfBefore(dependencies, caller, request.id, { kind: 'service' });
    if (earlier) return earlier;
    const answer = (message: string) =>
      tracedAnswer(dependencies, caller.userId, request.id, { kind: 'service', message });

    const wish = SystemUpdate.safeParse(jsonOf(request.body)).data;
    if (wish?.enabled !== undefined) {
      await switchTo(serviceSwitch, wish.enabled);
      return answer('Updated');
    }
    if (!wish || !('stopped' in wish)) throw new ApiError(500, 'Unknown status');
    await stop(serviceSwitch);
    const running = await service.requestsInProgress();
    const rest = running > 0 ? ` CSE will finish processing ${running} requests.` : '';
    return answer(`CSE graceful shutdown started.${rest}`);
  };
}

type Switch = OperationDependencies['serviceSwitch'];

function switchTo(serviceSwitch: Switch, enabled: boolean): Promise<void> {
  return serviceSwitch.change((now) => {
    if (now !== 'stopping') return enabled ? 'enabled' : 'disabled';
    if (enabled) throw new ApiError(500, 'Cannot enable while being stopped.');
    return now;
  });
}

function stop(serviceSwitch: Switch): Promise<void> {
  return serviceSwitch.change((now) => {
    if (now === 'enabled') {
      throw new ApiError(500, 'Cannot stop CSE while is enabled. Disable the service first.');
    }
    return 'stopping';
  });
}
