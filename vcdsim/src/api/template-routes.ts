import {
  catalogItemDocument,
  ownerDocument,
  templateDocument,
  templateVmDocument,
} from '../documents/catalog-documents.ts';
import { mediaTypes } from '../documents/media-types.ts';
import { absolute, referTo } from '../documents/references.ts';
import { document, noContent, xmlBody } from '../http/exchange.ts';
import type { Reply } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { open, user } from '../http/router.ts';
import { findCatalog, findCatalogItem, findTemplate, findTemplateVm } from '../operations/access.ts';
import { removeItem } from '../operations/catalogs.ts';
import {
  startCapture,
  startDeleteTemplate,
  startUpdateTemplate,
  updateItem,
} from '../operations/templates.ts';
import { createTransfers } from '../operations/transfers.ts';
import type { World } from '../world.ts';
import { accepted, contextOf } from './task-answers.ts';

/** vCloud API, catalog items and templates: read, removed, captured and uploaded. */
export function templateRoutes(world: World): readonly Route[] {
  return [...items(world), ...templates(world), ...making(world)];
}

function items(world: World): readonly Route[] {
  return [
    user('GET', '/api/catalogItem/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      const item = findCatalogItem(world, caller, call.params['id'] ?? '');
      return document(200, mediaTypes.catalogItem, catalogItemDocument(world, view, item));
    }),
    user('PUT', '/api/catalogItem/{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      const item = findCatalogItem(world, caller, call.params['id'] ?? '', 'change');
      updateItem(world, item, xmlBody(call, 'CatalogItem'));
      return document(200, mediaTypes.catalogItem, catalogItemDocument(world, view, item));
    }),
    user('DELETE', '/api/catalogItem/{id}', (call) => {
      const { caller } = contextOf(world, call);
      removeItem(world, findCatalogItem(world, caller, call.params['id'] ?? '', 'change'));
      return noContent;
    }),
  ];
}

function templates(world: World): readonly Route[] {
  const at = '/api/vAppTemplate/vappTemplate-{id}';
  return [
    user('GET', at, (call) => {
      const { caller, view } = contextOf(world, call);
      const template = findTemplate(world, caller, call.params['id'] ?? '');
      return document(200, mediaTypes.vAppTemplate, templateDocument(world, view, template));
    }),
    user('GET', `${at}/owner`, (call) => {
      const { caller, view } = contextOf(world, call);
      const template = findTemplate(world, caller, call.params['id'] ?? '');
      const item = findCatalogItem(world, caller, template.itemId);
      return document(
        200,
        mediaTypes.owner,
        ownerDocument(world, view, findCatalog(world, caller, item.catalogId)),
      );
    }),
    user('PUT', at, (call) => {
      const { caller, view } = contextOf(world, call);
      const template = findTemplate(world, caller, call.params['id'] ?? '');
      const item = findCatalogItem(world, caller, template.itemId, 'change');
      const body = xmlBody(call, 'VAppTemplate');
      return accepted(world, view, startUpdateTemplate(world, caller, item, template, body));
    }),
    user('DELETE', at, (call) => {
      const { caller, view } = contextOf(world, call);
      const template = findTemplate(world, caller, call.params['id'] ?? '');
      const item = findCatalogItem(world, caller, template.itemId, 'change');
      return accepted(world, view, startDeleteTemplate(world, caller, item, template));
    }),
    user('GET', '/api/vAppTemplate/vm-{id}', (call) => {
      const { caller, view } = contextOf(world, call);
      const vm = findTemplateVm(world, caller, call.params['id'] ?? '');
      const template = findTemplate(world, caller, vm.templateId);
      return document(200, mediaTypes.vAppTemplate, templateVmDocument(view, vm, template, 'VAppTemplate'));
    }),
  ];
}

function making(world: World): readonly Route[] {
  const transfers = createTransfers(world);
  const received: Reply = { status: 200 };
  return [
    user('POST', '/api/catalog/{id}/action/captureVApp', (call) => {
      const { caller, view } = contextOf(world, call);
      const catalog = findCatalog(world, caller, call.params['id'] ?? '', 'change');
      return accepted(world, view, startCapture(world, caller, catalog, xmlBody(call, 'CaptureVAppParams')));
    }),
    user('POST', '/api/catalog/{id}/action/upload', (call) => {
      const { caller, view } = contextOf(world, call);
      const catalog = findCatalog(world, caller, call.params['id'] ?? '', 'change');
      const item = transfers.start(caller, catalog, xmlBody(call, 'UploadVAppTemplateParams'));
      const location = absolute(view, referTo.catalogItem(item).href);
      return document(201, mediaTypes.catalogItem, catalogItemDocument(world, view, item), location);
    }),
    // Who knows the address may send: it is told to who may change the catalog.
    open('PUT', '/transfer/{id}/{file}', async (call) => {
      const { content, headers } = call.request;
      const length = headers['content-length'];
      const contentLength = length === undefined ? undefined : Number(length);
      const piece = { content, contentLength, contentRange: headers['content-range'] };
      await transfers.receive(call.params['id'] ?? '', call.params['file'] ?? '', piece);
      return received;
    }),
  ];
}
