import { mediaTypes } from '../documents/media-types.ts';
import { absolute, link } from '../documents/references.ts';
import { noAccess } from '../http/api-error.ts';
import { document } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { user } from '../http/router.ts';
import { idFromHref } from '../operations/access.ts';
import type { World } from '../world.ts';
import { el } from '../xml/write.ts';
import { contextOf } from './task-answers.ts';

/** vCloud API, what an URN means, and where extensions describe themselves. */
export function entityRoutes(world: World): readonly Route[] {
  return [
    user('GET', '/api/extensibility', (call) => {
      const { view } = contextOf(world, call);
      const body = el(
        'ApiExtensibility',
        { href: absolute(view, '/api/extensibility'), type: mediaTypes.extensibility },
        link(view, 'down:service', '/api/service', mediaTypes.records),
      );
      return document(200, mediaTypes.extensibility, body);
    }),
    user('GET', '/api/entity/{urn}', (call) => {
      const { view } = contextOf(world, call);
      const urn = call.params['urn'] ?? '';
      const [, , kind = ''] = urn.split(':');
      const id = idFromHref(`/${urn.split(':').at(-1) ?? ''}`);
      const path = entityPaths[kind];
      if (!path || !id) throw noAccess(kind, id);
      const href = `/api/entity/${urn}`;
      const body = el(
        'Entity',
        { name: urn, id: urn, href: absolute(view, href), type: mediaTypes.entity },
        link(view, 'alternate', path + id),
      );
      return document(200, mediaTypes.entity, body);
    }),
  ];
}

const entityPaths: Readonly<Record<string, string>> = {
  org: '/api/org/',
  vdc: '/api/vdc/',
  catalog: '/api/catalog/',
  catalogitem: '/api/catalogItem/',
  vapptemplate: '/api/vAppTemplate/vappTemplate-',
  vapp: '/api/vApp/vapp-',
  vm: '/api/vApp/vm-',
  network: '/api/network/',
  task: '/api/task/',
  user: '/api/admin/user/',
};
