import type { Role } from './administration/vcd-administration.ts';
import { paths, type Href } from './hrefs.ts';
import { queryOperand } from './query-operand.ts';
import { readRole } from './readers/read-administration.ts';
import { readRoleRecords } from './readers/read-role.ts';
import type { ServiceCalls } from './service-calls.ts';

/**
 * An organization's role as an administrator reads it (vCloud API, query adminRole; contract of CSE 1.2.7, section 4.3);
 * undefined where there is none of that name.
 */
export async function findRole(
  calls: ServiceCalls,
  href: Href,
  { orgId, role }: { readonly orgId: string; readonly role: string },
  signal: AbortSignal,
): Promise<Role | undefined> {
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
  if (!found) return undefined;
  const path = paths.role(orgId, found.id);
  return calls.call({ operation: 'getRole', method: 'GET', path, urgent: true, read: readRole }, signal);
}
