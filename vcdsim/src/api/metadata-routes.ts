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
  requireRule,
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

/** Finds what has both a plain path, for reading, and one for administrators, for writing. */
function twofold<Entity>(
  pick: (caller: Caller, id: string) => Entity,
  describe: (entity: Entity) => {
    readonly plain: Reference;
    readonly admin: Reference;
    readonly metadata: MetadataSet;
    readonly orgId: string;
  },
): { readonly plain: Find; readonly admin: Find } {
  return {
    plain: (caller, id, purpose) => {
      const { plain, metadata, orgId } = describe(pick(caller, id));
      if (purpose === 'change') throw forbidden();
      return targetOf(plain, metadata, orgId);
    },
    admin: (caller, id, purpose) => {
      requireAdministrator(caller);
      const { admin, metadata, orgId } = describe(pick(caller, id));
      if (purpose === 'change') requireRule(caller, orgId);
      return targetOf(admin, metadata, orgId);
    },
  };
}

function targetOf(reference: Reference, metadata: MetadataSet, orgId: string): Target {
  return { reference, metadata, orgId, path: reference.href, type: reference.type };
}

function findersOf(world: World): Readonly<Record<string, Find>> {
  const { inventory } = world;
  const org = twofold(
    (caller, id) => findOrg(world, caller, id),
    (org) => ({
      plain: referTo.org(org),
      admin: referTo.adminOrg(org),
      metadata: org.metadata,
      orgId: org.id,
    }),
  );
  const vdc = twofold(
    (caller, id) => findVdc(world, caller, id),
    (vdc) => ({ ...vdc, plain: referTo.vdc(vdc), admin: referTo.adminVdc(vdc) }),
  );
  const network = twofold(
    (caller, id) => findNetwork(world, caller, id),
    (network) => ({ ...network, plain: referTo.network(network), admin: referTo.adminNetwork(network) }),
  );
  const catalog = twofold(
    (caller, id) => findCatalog(world, caller, id),
    (catalog) => ({ ...catalog, plain: referTo.catalog(catalog), admin: referTo.adminCatalog(catalog) }),
  );
  const orgOfCatalog = (caller: Caller, catalogId: string, purpose: 'read' | 'change'): string => {
    const { orgId } = findCatalog(world, caller, catalogId);
    if (purpose === 'change') requireRule(caller, orgId);
    return orgId;
  };
  return {
    '/api/vApp/vapp-': (caller, id, purpose) => {
      const vApp = findVApp(world, caller, id, purpose);
      return targetOf(referTo.vApp(vApp), vApp.metadata, inventory.vdc(vApp.vdcId).orgId);
    },
    '/api/vApp/vm-': (caller, id, purpose) => {
      const vm = findVm(world, caller, id, purpose);
      const vApp = inventory.vApp(vm.vAppId);
      return targetOf(referTo.vm(vm), vm.metadata, inventory.vdc(vApp.vdcId).orgId);
    },
    '/api/vdc/': vdc.plain,
    '/api/admin/vdc/': vdc.admin,
    '/api/org/': org.plain,
    '/api/admin/org/': org.admin,
    '/api/network/': network.plain,
    '/api/admin/network/': network.admin,
    '/api/catalog/': catalog.plain,
    '/api/admin/catalog/': catalog.admin,
    '/api/catalogItem/': (caller, id, purpose) => {
      const item = findCatalogItem(world, caller, id);
      const orgId = orgOfCatalog(caller, item.catalogId, purpose);
      return targetOf(referTo.catalogItem(item), item.metadata, orgId);
    },
    '/api/vAppTemplate/vappTemplate-': (caller, id, purpose) => {
      const template = findTemplate(world, caller, id);
      const item = findCatalogItem(world, caller, template.itemId);
      const orgId = orgOfCatalog(caller, item.catalogId, purpose);
      return targetOf(referTo.template(template), template.metadata, orgId);
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
