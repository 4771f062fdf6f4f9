import { catalogDocument, ownerDocument } from '../documents/catalog-documents.ts';
import { controlAccessDocument } from '../documents/control-access-document.ts';
import { mediaTypes } from '../documents/media-types.ts';
import { absolute, referTo } from '../documents/references.ts';
import type { SessionCall } from '../http/exchange.ts';
import { document, noContent, xmlBody } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { user } from '../http/router.ts';
import { findCatalog, findOrg, requireBelonging } from '../operations/access.ts';
import {
  publishCatalog,
  readCatalogOwner,
  startCreateCatalog,
  startDeleteCatalog,
  updateCatalog,
} from '../operations/catalogs.ts';
import { readControlAccess } from '../operations/control-access.ts';
import type { World } from '../world.ts';
import { booleanOf } from '../xml/read.ts';
import { requireAdministrator } from './org-routes.ts';
import { accepted, contextOf } from './task-answers.ts';

const plain = '/api/catalog/{id}';
const admin = '/api/admin/catalog/{id}';

/** vCloud API, catalogs, their owners and whom they are shared with. */
export function catalogRoutes(world: World): readonly Route[] {
  return [...reading(world), ...changing(world), ...sharing(world)];
}

function open(world: World, call: SessionCall, purpose: 'read' | 'change') {
  const context = contextOf(world, call);
  return { ...context, catalog: findCatalog(world, context.caller, call.params['id'] ?? '', purpose) };
}

function reading(world: World): readonly Route[] {
  return [
    user('GET', plain, (call) => {
      const { view, catalog } = open(world, call, 'read');
      return document(200, mediaTypes.catalog, catalogDocument(world, view, catalog, 'Catalog'));
    }),
    user('GET', admin, (call) => {
      const { caller, view, catalog } = open(world, call, 'read');
      requireAdministrator(caller);
      return document(200, mediaTypes.adminCatalog, catalogDocument(world, view, catalog, 'AdminCatalog'));
    }),
  ];
}

function changing(world: World): readonly Route[] {
  return [
    user('POST', '/api/admin/org/{id}/catalogs', (call) => {
      const { caller, view } = contextOf(world, call);
      const org = findOrg(world, caller, call.params['id'] ?? '');
      requireBelonging(caller, org.id);
      const catalog = startCreateCatalog(world, caller, org, xmlBody(call, 'AdminCatalog'));
      const body = catalogDocument(world, view, catalog, 'AdminCatalog');
      const location = absolute(view, referTo.adminCatalog(catalog).href);
      return document(201, mediaTypes.adminCatalog, body, location);
    }),
    user('PUT', admin, (call) => {
      const { view, catalog } = open(world, call, 'change');
      updateCatalog(world, catalog, xmlBody(call, 'AdminCatalog'));
      return document(200, mediaTypes.adminCatalog, catalogDocument(world, view, catalog, 'AdminCatalog'));
    }),
    ...[plain, admin].map((pattern) =>
      user('DELETE', pattern, (call) => {
        const { caller, view, catalog } = open(world, call, 'change');
        const recursive = new URLSearchParams(call.request.query).get('recursive') ?? undefined;
        const options = { recursive: booleanOf(recursive) ?? false };
        return accepted(world, view, startDeleteCatalog(world, caller, catalog, options));
      }),
    ),
  ];
}

function sharing(world: World): readonly Route[] {
  const forms = [plain, admin, '/api/org/{orgId}/catalog/{id}', '/api/admin/org/{orgId}/catalog/{id}'];
  return [
    // The link is on the one or on the other, by the version of the API.
    ...[plain, admin].flatMap((pattern) => [
      user('POST', `${pattern}/action/publish`, (call) => {
        publishCatalog(open(world, call, 'change').catalog, xmlBody(call, 'PublishCatalogParams'));
        return noContent;
      }),
      user('GET', `${pattern}/owner`, (call) => {
        const { view, catalog } = open(world, call, 'read');
        return document(200, mediaTypes.owner, ownerDocument(world, view, catalog));
      }),
      user('PUT', `${pattern}/owner`, (call) => {
        const { caller, catalog } = open(world, call, 'change');
        catalog.ownerId = readCatalogOwner(world, caller, catalog, xmlBody(call, 'Owner'));
        return noContent;
      }),
    ]),
    ...forms.flatMap((pattern) => [
      user('GET', `${pattern}/controlAccess`, (call) => {
        const { view, catalog } = open(world, call, 'read');
        const body = controlAccessDocument(world, view, catalog.access);
        return document(200, mediaTypes.controlAccess, body);
      }),
      user('POST', `${pattern}/action/controlAccess`, (call) => {
        const { view, catalog } = open(world, call, 'change');
        catalog.access = readControlAccess(world, xmlBody(call, 'ControlAccessParams'));
        const body = controlAccessDocument(world, view, catalog.access);
        return document(200, mediaTypes.controlAccess, body);
      }),
    ]),
  ];
}
