import { jsonResponse } from '../request.ts';
import type { Operation } from '../operation.ts';
import type { CallerDirectory } from '../ports.ts';
import type { ServiceInfo } from '../dependencies.ts';
import type { ServiceState, ServiceSwitch } from '../service-switch.ts';

const statusTexts: Readonly<Record<ServiceState, string>> = {
  enabled: 'Running',
  disabled: 'Disabled',
  stopping: 'Shutting down',
};

/** `GET /api/cse/system`: three properties for everybody, nine for system administrators (section 3.12). */
export function systemInfo({
  directory,
  service,
  serviceSwitch,
}: {
  readonly directory: CallerDirectory;
  readonly service: ServiceInfo;
  readonly serviceSwitch: Pick<ServiceSwitch, 'state'>;
}): Operation {
  return async function systemInfo({ request }, signal) {
    const caller = await directory.identify(request.headers, signal);
    const forEverybody = {
      product: 'CSE',
      description: 'Container Service Extension for VMware vCloud Director',
      version: service.version,
    };
    if (!caller.systemAdministrator) return jsonResponse(200, forEverybody);
    return jsonResponse(200, {
      ...forEverybody,
      // The name is the original's; the runtime that is told here is ours.
      python: service.runtime,
      consumer_threads: service.listeners,
      all_threads: service.allThreads(),
      requests_in_progress: await service.requestsInProgress(),
      config_file: service.configFile,
      status: statusTexts[await serviceSwitch.state()],
    });
  };
}
