import { paths, type Href } from './hrefs.ts';
import { queryOperand } from './query-operand.ts';
import { readRights, readRoleRecords } from './readers/read-role.ts';
import type { ServiceCalls } from './service-calls.ts';

/**
 * Names of the rights in an organization's role, as an administrator reads them (vCloud API, query adminRole; contract
 * of CSE 1.2.7, section 4.3). Of a role that is not there, none.
 */
export async function rightsOfRole(
  calls: ServiceCalls,
  href: Href,
  { orgId, role }: { readonly orgId: string; readonly role: string },
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const parameters = new URLSearchParams({
    type: 'adminRole',
    format: 'idrecords',
    filterEncoded: 'true',
    filter: `name==${queryOperand(role)};org==${queryOperand(href(paths.org(orgId)))}`,
  });
  const query = {
    operation: 'queryRoles',
    path: `/api/query?${parameters.toString()}`,
    read: readRoleRecords,
  };
  const records = await calls.call({ ...query, method: 'GET', urgent: true }, signal);
  // vCD compares names without case and knows wildcards; predefined roles have the same id in every organization.
  const found = records.find(
    (record) => record.name === role && (record.orgId === undefined || record.orgId === orgId),
  );
  if (!found) return new Set();
  const path = paths.role(orgId, found.id);
  const rights = await calls.call(
    { operation: 'getRole', method: 'GET', path, urgent: true, read: readRights },
    signal,
  );
  return new Set(rights);
}
