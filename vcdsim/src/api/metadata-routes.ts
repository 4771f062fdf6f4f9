import type { MetadataOwner } from '../documents/metadata-documents.ts';
import { metadataDocument, metadataValueDocument, visibleEntries } from '../documents/metadata-documents.ts';
import { mediaTypes } from '../documents/media-types.ts';
import type { Reference } from '../documents/references.ts';
import { referTo } from '../documents/references.ts';
import { badRequest, forbidden, noAccess } from '../http/api-error.ts';
import type { SessionCall } from '../http/exchange.ts';
import { document, xmlBody } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { user } from '../http/router.ts';
import type { MetadataEntry, MetadataSet } from '../inventory/entities.ts';
import {
  findCatalog,
  findCatalogItem,
  findNetwork,
  findOrg,
  findTemplate,
  findVApp,
  findVdc,
  findVm,
} from '../operations/access.ts';
import type { Caller } from '../operations/access.ts';
import { checkRoom, putEntries, readMetadata, readMetadataValue } from '../operations/metadata.ts';
import type { World } from '../world.ts';
import { requireAdministrator } from './org-routes.ts';
import { accepted, contextOf } from './task-answers.ts';

interface Target extends MetadataOwner {
  readonly reference: Reference;
  readonly orgId: string;
}

type Find = (caller: Caller, id: string, purpose: 'read' | 'change') => Target;

/** vCloud API, metadata of everything that has it; VDCs, networks and catalogs are written through their admin path. */
export function metadataRoutes(world: World): readonly Route[] {
  const finders = findersOf(world);
  return Object.entries(finders).flatMap(([prefix, find]) => routesFor(world, prefix, find));
}

function findersOf(world: World): Readonly<Record<string, Find>> {
  const { inventory } = world;
  const target = (reference: Reference, metadata: MetadataSet, orgId: string): Target => ({
    reference,
    metadata,
    orgId,
    path: reference.href,
    type: reference.type,
  });
  const writtenByAdmin = (purpose: 'read' | 'change'): void => {
    if (purpose === 'change') throw forbidden();
  };
  const org =
    (admin: boolean): Find =>
    (caller, id, purpose) => {
      if (admin) requireAdministrator(caller);
      else writtenByAdmin(purpose);
      const found = findOrg(world, caller, id);
      return target(admin ? referTo.adminOrg(found) : referTo.org(found), found.metadata, found.id);
    };
  const vdc =
    (admin: boolean): Find =>
    (caller, id, purpose) => {
      if (admin) requireAdministrator(caller);
      else writtenByAdmin(purpose);
      const found = findVdc(world, caller, id);
      return target(admin ? referTo.adminVdc(found) : referTo.vdc(found), found.metadata, found.orgId);
    };
  const network =
    (admin: boolean): Find =>
    (caller, id, purpose) => {
      if (admin) requireAdministrator(caller);
      else writtenByAdmin(purpose);
      const found = findNetwork(world, caller, id);
      const reference = admin ? referTo.adminNetwork(found) : referTo.network(found);
      return target(reference, found.metadata, found.orgId);
    };
  const catalog =
    (admin: boolean): Find =>
    (caller, id, purpose) => {
      if (admin) requireAdministrator(caller);
      else writtenByAdmin(purpose);
      const found = findCatalog(world, caller, id);
      const reference = admin ? referTo.adminCatalog(found) : referTo.catalog(found);
      return target(reference, found.metadata, found.orgId);
    };
  return {
    '/api/vApp/vapp-': (caller, id, purpose) => {
      const vApp = findVApp(world, caller, id, purpose);
      return target(referTo.vApp(vApp), vApp.metadata, inventory.vdc(vApp.vdcId).orgId);
    },
    '/api/vApp/vm-': (caller, id, purpose) => {
      const vm = findVm(world, caller, id, purpose);
      const vApp = inventory.vApp(vm.vAppId);
      return target(referTo.vm(vm), vm.metadata, inventory.vdc(vApp.vdcId).orgId);
    },
    '/api/vdc/': vdc(false),
    '/api/admin/vdc/': vdc(true),
    '/api/org/': org(false),
    '/api/admin/org/': org(true),
    '/api/network/': network(false),
    '/api/admin/network/': network(true),
    '/api/catalog/': catalog(false),
    '/api/admin/catalog/': catalog(true),
    '/api/catalogItem/': (caller, id) => {
      const item = findCatalogItem(world, caller, id);
      return target(
        referTo.catalogItem(item),
        item.metadata,
        findCatalog(world, caller, item.catalogId).orgId,
      );
    },
    '/api/vAppTemplate/vappTemplate-': (caller, id) => {
      const template = findTemplate(world, caller, id);
      const item = findCatalogItem(world, caller, template.itemId);
      const { orgId } = findCatalog(world, caller, item.catalogId);
      return target(referTo.template(template), template.metadata, orgId);
    },
  };
}

function routesFor(world: World, prefix: string, find: Find): readonly Route[] {
  const list = `${prefix}{id}/metadata`;
  const open = (call: SessionCall, purpose: 'read' | 'change') => {
    const context = contextOf(world, call);
    return { ...context, target: find(context.caller, call.params['id'] ?? '', purpose) };
  };
  const write = (call: SessionCall, work: (caller: Caller, target: Target) => Work) => {
    const { caller, view, target } = open(call, 'change');
    const { operationName, finish } = work(caller, target);
    const task = world.tasks.start({
      operationName,
      doing: `Updating metadata for ${target.reference.name}`,
      done: `Updated metadata for ${target.reference.name}`,
      owner: target.reference,
      orgId: target.orgId,
      userId: caller.user.id,
      requestId: caller.requestId,
      // Metadata may be set while something else runs.
      locks: [],
      finish,
    });
    return accepted(world, view, task);
  };
  const single = ['', '{domain}/'].flatMap((domain) => [
    user('GET', `${list}/${domain}{key}`, (call) => {
      const { view, target } = open(call, 'read');
      const entry = findEntry(visibleEntries(view, target.metadata), call);
      return document(200, mediaTypes.metadataValue, metadataValueDocument(view, target, entry));
    }),
    user('PUT', `${list}/${domain}{key}`, (call) =>
      write(call, (caller, target) => {
        const entry = readMetadataValue(caller, xmlBody(call, 'MetadataValue'), call.params['key'] ?? '');
        checkRoom(target, [entry]);
        return update(target, [entry]);
      }),
    ),
    user('DELETE', `${list}/${domain}{key}`, (call) =>
      write(call, (caller, target) => {
        const entry = findEntry([...target.metadata.values()], call);
        if (entry.domain === 'SYSTEM' && !caller.administrator) throw forbidden();
        return {
          operationName: 'metadataDelete',
          finish: () => {
            target.metadata.delete(`${entry.domain}:${entry.key}`);
          },
        };
      }),
    ),
  ]);
  return [
    user('GET', list, (call) => {
      const { view, target } = open(call, 'read');
      return document(200, mediaTypes.metadata, metadataDocument(view, target));
    }),
    user('POST', list, (call) =>
      write(call, (caller, target) => {
        const entries = readMetadata(caller, xmlBody(call, 'Metadata'));
        checkRoom(target, entries);
        return update(target, entries);
      }),
    ),
    user('PUT', list, (call) =>
      write(call, (caller, target) => {
        const entries = readMetadata(caller, xmlBody(call, 'Metadata'));
        return {
          operationName: 'metadataUpdate',
          finish: () => {
            for (const [name, { domain }] of target.metadata) {
              if (domain === 'GENERAL' || caller.administrator) target.metadata.delete(name);
            }
            putEntries(target.metadata, entries);
          },
        };
      }),
    ),
    ...single,
  ];
}

interface Work {
  readonly operationName: string;
  readonly finish: () => void;
}

function update(target: Target, entries: readonly MetadataEntry[]): Work {
  return {
    operationName: 'metadataUpdate',
    finish: () => {
      putEntries(target.metadata, entries);
    },
  };
}

/** A key that is not there is forbidden, as everything that is not there. */
function findEntry(entries: readonly MetadataEntry[], call: SessionCall): MetadataEntry {
  const { key = '', domain = 'GENERAL' } = call.params;
  if (domain !== 'GENERAL' && domain !== 'SYSTEM') throw badRequest(`${domain} is not a metadata domain.`);
  const found = entries.find((entry) => entry.key === key && entry.domain === domain);
  if (!found) throw noAccess('metadata', key);
  return found;
}
