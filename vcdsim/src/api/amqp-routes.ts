import { mediaTypes } from '../documents/media-types.ts';
import type { View } from '../documents/references.ts';
import { absolute, link } from '../documents/references.ts';
import type { BrokerSettings } from '../extensions/broker-settings.ts';
import { deliveredSettings, readSettings, tryBroker } from '../extensions/broker-settings.ts';
import { document, xmlBody } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { administrator } from '../http/router.ts';
import type { World } from '../world.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import { contextOf } from './task-answers.ts';

const at = '/api/admin/extension/settings/amqp';

/** The extension API of vCD, AMQP settings: told, tried and changed; extensions are reached as they say. */
export function amqpRoutes(world: World): readonly Route[] {
  const { extensions } = world;
  const current = () => extensions.broker ?? deliveredSettings;
  return [
    administrator('GET', at, (call) =>
      document(200, mediaTypes.amqpSettings, settingsDocument(contextOf(world, call).view, current())),
    ),
    administrator('PUT', at, async (call) => {
      await extensions.useBroker(readSettings(xmlBody(call, 'AmqpSettings'), current()));
      return document(200, mediaTypes.amqpSettings, settingsDocument(contextOf(world, call).view, current()));
    }),
    administrator('POST', `${at}/action/test`, async (call) => {
      const fault = await tryBroker(readSettings(xmlBody(call, 'AmqpSettings'), current()));
      const error = {
        message: fault,
        majorErrorCode: 400,
        minorErrorCode: 'BAD_REQUEST',
      };
      const body = el(
        'vmext:AmqpSettingsTest',
        {},
        leaf('vmext:Valid', fault === undefined),
        fault === undefined ? undefined : el('vmext:error', error),
      );
      return document(200, mediaTypes.amqpSettingsTest, body);
    }),
  ];
}

function settingsDocument(view: View, settings: BrokerSettings): XmlNode {
  return el(
    'vmext:AmqpSettings',
    { href: absolute(view, at), type: mediaTypes.amqpSettings },
    link(view, 'edit', at, mediaTypes.amqpSettings),
    link(view, 'test', `${at}/action/test`, mediaTypes.amqpSettings),
    leaf('vmext:AmqpHost', settings.host),
    leaf('vmext:AmqpPort', settings.port),
    leaf('vmext:AmqpUsername', settings.user),
    leaf('vmext:AmqpExchange', settings.exchange),
    leaf('vmext:AmqpVHost', settings.vhost),
    leaf('vmext:AmqpUseSSL', settings.tls),
    leaf('vmext:AmqpSslAcceptAll', settings.acceptAll),
    leaf('vmext:AmqpPrefix', settings.prefix),
  );
}
