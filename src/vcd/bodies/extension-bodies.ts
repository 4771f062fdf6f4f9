import type { BrokerLogin, NewExtensionService, NewRight } from '../administration/vcd-administration.ts';
import { vcloud, vmext, writeXml } from '../xml/write-xml.ts';

/** `Service` of the extension API; without filters for a change, which leaves them as they are. */
export function extensionBody(
  service: Omit<NewExtensionService, 'apiFilters'>,
  apiFilters: readonly string[],
) {
  return writeXml(
    vmext(
      'Service',
      { name: service.name },
      vmext('Namespace', {}, service.namespace),
      vmext('Enabled', {}, String(service.enabled)),
      vmext('RoutingKey', {}, service.routingKey),
      vmext('Exchange', {}, service.exchange),
      apiFilters.length > 0 ? vmext('ApiFilters', {}, ...apiFilters.map(apiFilter)) : undefined,
    ),
  );
}

/** `ApiFilter`: one regular expression for whole paths. */
export function apiFilterBody(urlPattern: string): string {
  return writeXml(apiFilter(urlPattern));
}

function apiFilter(urlPattern: string) {
  return vmext('ApiFilter', {}, vmext('UrlPattern', {}, urlPattern));
}

/** `Right` that a service brings along. */
export function rightBody(right: NewRight): string {
  return writeXml(
    vcloud(
      'Right',
      { name: right.name },
      vcloud('Description', {}, right.description),
      vcloud('Category', {}, right.category),
      vcloud('BundleKey', {}, right.bundleKey),
    ),
  );
}

/** `AmqpSettings`, which vCD tries or takes. */
export function brokerSettingsBody(settings: BrokerLogin): string {
  return writeXml(
    vmext(
      'AmqpSettings',
      {},
      vmext('AmqpHost', {}, settings.host),
      vmext('AmqpPort', {}, String(settings.port)),
      vmext('AmqpUsername', {}, settings.username),
      vmext('AmqpPassword', {}, settings.password),
      vmext('AmqpExchange', {}, settings.exchange),
      vmext('AmqpVHost', {}, settings.vhost),
      vmext('AmqpUseSSL', {}, String(settings.ssl)),
      vmext('AmqpSslAcceptAll', {}, String(settings.sslAcceptAll)),
      vmext('AmqpPrefix', {}, settings.prefix),
    ),
  );
}
