import { apiFilterBody, brokerSettingsBody, extensionBody, rightBody } from '../bodies/extension-bodies.ts';
import { VcdError, VcdRejected } from '../errors.ts';
import { paths } from '../hrefs.ts';
import { mediaType } from '../media-types.ts';
import { queryOperand } from '../query-operand.ts';
import {
  readBrokerSettings,
  readBrokerTest,
  readExtension,
  readFilterPatterns,
  readServiceIds,
  readVCenter,
  readVCenterIds,
} from '../readers/read-extension.ts';
import type { ServiceCalls } from '../service-calls.ts';
import type { ExtensionService, VcdAdministration } from './vcd-administration.ts';

/** The part of the port that is about what extends vCD and what it stands on. */
export type ExtensionCalls = Pick<
  VcdAdministration,
  | 'findExtension'
  | 'registerExtension'
  | 'updateExtension'
  | 'addApiFilter'
  | 'removeExtension'
  | 'addExtensionRight'
  | 'brokerSettings'
  | 'tryBrokerSettings'
  | 'setBrokerSettings'
  | 'vCenters'
  | 'askExtension'
>;

/** vCloud API, extension services, AMQP broker settings, vCenters. */
export function extensionCalls(calls: ServiceCalls): ExtensionCalls {
  const services = paths.extensionServices;

  async function changeService(service: ExtensionService, signal: AbortSignal): Promise<void> {
    const body = { type: mediaType.extensionService, text: extensionBody(service, []) };
    const path = paths.extensionService(service.id);
    await calls.changeAtOnce(service.id, { operation: 'updateExtension', method: 'PUT', path, body }, signal);
  }

  return {
    async findExtension({ name, namespace }, signal) {
      const filter = `name==${queryOperand(name)};namespace==${queryOperand(namespace)}`;
      const query = queryPath('adminService', filter);
      const ids = await calls.get('queryExtensions', query, readServiceIds, undefined, signal);
      for (const id of ids) {
        const path = paths.extensionService(id);
        const service = await calls.get('getExtension', path, readExtension, undefined, signal);
        // vCD compares names without case.
        if (service.name !== name || service.namespace !== namespace) continue;
        return { ...service, apiFilters: await filtersOf(calls, service, signal) };
      }
      return undefined;
    },

    async registerExtension(service, signal) {
      const body = { type: mediaType.extensionService, text: extensionBody(service, service.apiFilters) };
      await calls.call(
        { operation: 'registerExtension', method: 'POST', path: services, body, read: readExtension },
        signal,
      );
    },

    updateExtension: changeService,

    async addApiFilter(serviceId, urlPattern, signal) {
      const body = { type: mediaType.apiFilter, text: apiFilterBody(urlPattern) };
      const path = `${paths.extensionService(serviceId)}/apifilters`;
      await calls.changeAtOnce(serviceId, { operation: 'addApiFilter', method: 'POST', path, body }, signal);
    },

    async removeExtension(service, signal) {
      if (service.enabled) await changeService({ ...service, enabled: false }, signal);
      const path = paths.extensionService(service.id);
      await calls.changeAtOnce(service.id, { operation: 'removeExtension', method: 'DELETE', path }, signal);
      const clearing = `${services}/action/clearUnusedRights`;
      await calls.changeAtOnce(
        service.id,
        { operation: 'clearUnusedRights', method: 'POST', path: clearing },
        signal,
      );
    },

    async addExtensionRight(serviceId, right, signal) {
      const body = { type: mediaType.right, text: rightBody(right) };
      const path = `${paths.extensionService(serviceId)}/rights`;
      const change = { operation: 'addExtensionRight', method: 'POST', path, body } as const;
      try {
        await calls.changeAtOnce(serviceId, change, signal);
        return 'registered';
      } catch (fault) {
        // Of an earlier registration: vCD keeps rights for which there is no service any more.
        if (!(fault instanceof VcdRejected) || !/already exists/i.test(fault.message)) throw fault;
        return 'existed';
      }
    },

    brokerSettings: (signal) =>
      calls.get('getBrokerSettings', paths.amqpSettings, readBrokerSettings, undefined, signal),

    tryBrokerSettings(settings, signal) {
      const body = { type: mediaType.amqpSettings, text: brokerSettingsBody(settings) };
      const path = `${paths.amqpSettings}/action/test`;
      const call = { operation: 'tryBrokerSettings', method: 'POST', path, body } as const;
      return calls.call({ ...call, read: readBrokerTest }, signal);
    },

    async setBrokerSettings(settings, signal) {
      const body = { type: mediaType.amqpSettings, text: brokerSettingsBody(settings) };
      const call = { operation: 'setBrokerSettings', method: 'PUT', path: paths.amqpSettings, body } as const;
      await calls.call({ ...call, read: readBrokerSettings }, signal);
    },

    async vCenters(signal) {
      const ids = await calls.get('getVCenters', paths.vCenters, readVCenterIds, undefined, signal);
      return Promise.all(
        ids.map((id) => calls.get('getVCenter', paths.vCenter(id), readVCenter, undefined, signal)),
      );
    },

    async askExtension(path, signal) {
      const call = { operation: 'askExtension', method: 'GET', path, urgent: true, once: true } as const;
      try {
        const { status, text } = await calls.answer(call, signal);
        return { status, text };
      } catch (fault) {
        if (!(fault instanceof VcdError)) throw fault;
        return { status: fault.answer.status, text: fault.message };
      }
    },
  };
}

/** Some versions show the filters in the service, others to a query alone. */
async function filtersOf(
  calls: ServiceCalls,
  service: ExtensionService,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (service.apiFilters.length > 0) return service.apiFilters;
  const query = queryPath('apiFilter', `service==${queryOperand(service.id)}`);
  return calls.get('queryApiFilters', query, readFilterPatterns, undefined, signal);
}

function queryPath(type: string, filter: string): string {
  const parameters = new URLSearchParams({ type, format: 'idrecords', filterEncoded: 'true', filter });
  return `/api/query?${parameters.toString()}`;
}
