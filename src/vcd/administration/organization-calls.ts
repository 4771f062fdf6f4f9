import { catalogBody, publishCatalogBody, roleBody } from '../bodies/administration-bodies.ts';
import { findRole } from '../find-role.ts';
import { paths, type Href } from '../hrefs.ts';
import { mediaType } from '../media-types.ts';
import type { Named } from '../model.ts';
import { queryOperand } from '../query-operand.ts';
import { readCatalog, readNamedRecords, readRole, readRoleIdOfUser } from '../readers/read-administration.ts';
import { readOrgChildId, readOrgId, readVdc } from '../readers/read-org.ts';
import { readSession } from '../readers/read-session.ts';
import type { Read } from '../http/xml-call.ts';
import type { ServiceCalls } from '../service-calls.ts';
import { taskSuccess } from '../task-end.ts';
import type { ExtensionCalls } from './extension-calls.ts';
import type { VcdAdministration } from './vcd-administration.ts';

type OrganizationCalls = Omit<VcdAdministration, keyof ExtensionCalls>;

const pageSize = 128;
/** What is in a catalog goes with it, one after the other. */
const removalPollMs = 500;

/** vCloud API, organizations, their VDCs, catalogs, users and roles. */
export function organizationCalls(calls: ServiceCalls, href: Href): OrganizationCalls {
  const get = <T>(operation: string, path: string, read: Read<T>, signal: AbortSignal): Promise<T> =>
    calls.get(operation, path, read, undefined, signal);

  async function records(
    type: string,
    element: string,
    filter: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly Named[]> {
    const found: Named[] = [];
    for (let page = 1; ; page += 1) {
      const parameters = new URLSearchParams({
        type,
        format: 'idrecords',
        page: String(page),
        pageSize: String(pageSize),
        filterEncoded: 'true',
        ...(filter !== undefined && { filter }),
      });
      const path = `/api/query?${parameters.toString()}`;
      const seen = await get(`query ${type}`, path, (root) => readNamedRecords(root, element), signal);
      found.push(...seen.records);
      if (seen.records.length === 0 || found.length >= seen.total) return found;
    }
  }

  return {
    whoAmI: (signal) => get('getSession', '/api/session', readSession, signal),

    async findOrg(name, signal) {
      const id = await get('getOrgs', '/api/org', (root) => readOrgId(root, name), signal);
      return id === undefined ? undefined : { id, name };
    },

    async findVdc(orgId, name, signal) {
      const readId: Read<string | undefined> = (root) => readOrgChildId(root, mediaType.vdc, name);
      const id = await get('getOrg', paths.org(orgId), readId, signal);
      return id === undefined ? undefined : get('getVdc', paths.vdc(id), readVdc, signal);
    },

    async findCatalog(orgId, name, signal) {
      const readId: Read<string | undefined> = (root) => readOrgChildId(root, mediaType.catalog, name);
      const id = await get('getOrg', paths.org(orgId), readId, signal);
      return id === undefined ? undefined : get('getCatalog', paths.adminCatalog(id), readCatalog, signal);
    },

    async createCatalog(orgId, catalog, signal) {
      const body = { type: mediaType.adminCatalog, text: catalogBody(catalog) };
      const path = paths.catalogsOf(orgId);
      await calls.call({ operation: 'createCatalog', method: 'POST', path, body, read: readCatalog }, signal);
    },

    async publishCatalog(catalogId, signal) {
      const body = { type: mediaType.publishCatalogParams, text: publishCatalogBody() };
      const path = `${paths.adminCatalog(catalogId)}/action/publish`;
      await calls.changeAtOnce(
        catalogId,
        { operation: 'publishCatalog', method: 'POST', path, body },
        signal,
      );
    },

    async removeCatalog(catalogId, signal) {
      const path = `${paths.adminCatalog(catalogId)}?recursive=true&force=true`;
      const change = { operation: 'removeCatalog', method: 'DELETE', path } as const;
      await taskSuccess(calls, await calls.change(catalogId, change, signal), removalPollMs, signal);
    },

    rights: (signal) => records('right', 'RightRecord', undefined, signal),

    findRole: (orgId, role, signal) => findRole(calls, href, { orgId, role }, signal),

    async createRole(orgId, role, signal) {
      const body = { type: mediaType.role, text: roleBody(role, href) };
      const path = paths.rolesOf(orgId);
      await calls.call({ operation: 'createRole', method: 'POST', path, body, read: readRole }, signal);
    },

    async updateRole(orgId, roleId, role, signal) {
      const body = { type: mediaType.role, text: roleBody(role, href) };
      const path = paths.role(orgId, roleId);
      await calls.changeAtOnce(roleId, { operation: 'updateRole', method: 'PUT', path, body }, signal);
    },

    async removeRole(orgId, roleId, signal) {
      const path = paths.role(orgId, roleId);
      await calls.changeAtOnce(roleId, { operation: 'removeRole', method: 'DELETE', path }, signal);
    },

    async roleOfUser(orgId, user, signal) {
      const filter = `name==${queryOperand(user)};org==${queryOperand(href(paths.org(orgId)))}`;
      const users = await records('adminUser', 'AdminUserRecord', filter, signal);
      const found = users.find(({ name }) => name.toLowerCase() === user.toLowerCase());
      if (!found) return undefined;
      const roleId = await get('getUser', paths.user(found.id), readRoleIdOfUser, signal);
      return roleId === undefined ? undefined : get('getRole', paths.role(orgId, roleId), readRole, signal);
    },
  };
}
