import { attributeOf, textOf, type XmlElement } from '#xml/xml-element.ts';
import type { BrokerSettings, ExtensionService, VCenter } from '../administration/vcd-administration.ts';
import { childOf, childrenOf, ns } from '../xml/xml-element.ts';
import {
  AnswerUnreadable,
  expectRoot,
  isTrue,
  requiredAttribute,
  requiredId,
  wholeNumber,
} from './reading.ts';

/** Ids of the services in `QueryResultRecords` of the type adminService (vCloud API, query service). */
export function readServiceIds(root: XmlElement): readonly string[] {
  return childrenOf(expectRoot(root, 'QueryResultRecords'), 'AdminServiceRecord').map(requiredId);
}

/** `Service` of the extension API (vCloud API, extension services). */
export function readExtension(root: XmlElement): ExtensionService {
  const service = expectRoot(root, 'Service', ns.vmext);
  const filters = childOf(service, 'ApiFilters', ns.vmext);
  return {
    id: requiredId(service),
    name: requiredAttribute(service, 'name'),
    namespace: text(service, 'Namespace') ?? '',
    enabled: isTrue(text(service, 'Enabled')),
    routingKey: text(service, 'RoutingKey') ?? '',
    exchange: text(service, 'Exchange') ?? '',
    apiFilters: filters
      ? childrenOf(filters, 'ApiFilter', ns.vmext).flatMap((filter) => text(filter, 'UrlPattern') ?? [])
      : [],
  };
}

/** Patterns in `QueryResultRecords` of the type apiFilter: some versions show no filters in the service itself. */
export function readFilterPatterns(root: XmlElement): readonly string[] {
  return childrenOf(expectRoot(root, 'QueryResultRecords'), 'ApiFilterRecord').map((record) =>
    requiredAttribute(record, 'urlPattern'),
  );
}

/** `AmqpSettings` (vCloud API, AMQP broker settings). */
export function readBrokerSettings(root: XmlElement): BrokerSettings {
  const settings = expectRoot(root, 'AmqpSettings', ns.vmext);
  return {
    host: text(settings, 'AmqpHost') ?? '',
    port: wholeNumber(text(settings, 'AmqpPort')) ?? 0,
    username: text(settings, 'AmqpUsername') ?? '',
    exchange: text(settings, 'AmqpExchange') ?? '',
    vhost: text(settings, 'AmqpVHost') ?? '',
    ssl: isTrue(text(settings, 'AmqpUseSSL')),
    sslAcceptAll: isTrue(text(settings, 'AmqpSslAcceptAll')),
    prefix: text(settings, 'AmqpPrefix') ?? '',
  };
}

/** `AmqpSettingsTest`: what was wrong, undefined when nothing was. Its element `error` begins with a small letter. */
export function readBrokerTest(root: XmlElement): string | undefined {
  const test = expectRoot(root, 'AmqpSettingsTest', ns.vmext);
  if (isTrue(text(test, 'Valid'))) return undefined;
  const error = childOf(test, 'error', ns.vmext);
  return (error && attributeOf(error, 'message')) || 'vCD gives no reason';
}

/** Ids and names in `VMWVimServerReferences`. */
export function readVCenterIds(root: XmlElement): readonly string[] {
  const list = expectRoot(root, 'VMWVimServerReferences', ns.vmext);
  return childrenOf(list, 'VimServerReference', ns.vmext).map(requiredId);
}

/** `VimServer`. */
export function readVCenter(root: XmlElement): VCenter {
  const server = expectRoot(root, 'VimServer', ns.vmext);
  const url = text(server, 'Url');
  if (url === undefined) throw new AnswerUnreadable('VimServer has no element Url');
  return { id: requiredId(server), name: requiredAttribute(server, 'name'), url };
}

function text(element: XmlElement, local: string): string | undefined {
  const child = childOf(element, local, ns.vmext);
  return child && textOf(child).trim();
}
