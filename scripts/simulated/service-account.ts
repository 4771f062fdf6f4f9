import { loadServiceRole, type ServiceRole } from '#installation/service-role.ts';
import { createLogger } from '#telemetry/logger.ts';
import { connectCloudDirector } from '#vcd/connect.ts';
import type { Named } from '#vcd/model.ts';

/** The account that the server works as against vcdsim: it holds the rights that are shipped for it and no other. */
export const serviceAccount = { username: 'cse-service', password: 'secret' } as const;

/** Makes role and account in a vcdsim, as a provider does, and has it forget that. Nothing is counted before this. */
export async function provideServiceAccount(
  vcdUrl: string,
  choose = (role: ServiceRole): readonly string[] => Object.keys(role.run),
): Promise<void> {
  const signal = AbortSignal.timeout(30_000);
  await using vcd = connectCloudDirector({
    baseUrl: vcdUrl,
    username: 'administrator',
    password: 'secret',
    org: 'System',
    verifyTls: true,
    log: createLogger({ level: 'silent' }),
    limits: { concurrency: 8, ratePerSecond: 1_000 },
  });
  const { administration } = vcd;
  const name = 'CSE Service Account';
  const role = await loadServiceRole();
  const wanted = choose(role);
  const rights = (await administration.rights(signal)).filter((right) => wanted.includes(right.name));
  if (rights.length < wanted.length) throw new Error('vcdsim does not know every right of the role');
  const { orgId } = await administration.whoAmI(signal);
  await administration.createRole(orgId, { name, description: role.description, rights }, signal);
  const made = await administration.findRole(orgId, name, signal);
  if (!made) throw new Error('vcdsim did not make the role');
  await createUser(vcdUrl, orgId, made);
  await fetch(`${vcdUrl}/sim/reset-stats`, { method: 'POST' });
}

/** Users are the provider's to make: the service has no call for it. */
async function createUser(vcdUrl: string, orgId: string, role: Named): Promise<void> {
  const accept = 'application/*+xml;version=31.0';
  const basic = Buffer.from('administrator@System:secret').toString('base64');
  const login = await fetch(`${vcdUrl}/api/sessions`, {
    method: 'POST',
    headers: { accept, authorization: `Basic ${basic}` },
  });
  const { username, password } = serviceAccount;
  const headers = { accept, 'x-vcloud-authorization': login.headers.get('x-vcloud-authorization') ?? '' };
  const made = await fetch(`${vcdUrl}/api/admin/org/${orgId}/users`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/vnd.vmware.admin.user+xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>
<User xmlns="http://www.vmware.com/vcloud/v1.5" name="${username}">
  <IsEnabled>true</IsEnabled>
  <Role href="${vcdUrl}/api/admin/role/${role.id}"/>
  <Password>${password}</Password>
</User>`,
  });
  if (!made.ok) throw new Error(`vcdsim did not make the account: ${made.status} ${await made.text()}`);
  await fetch(`${vcdUrl}/api/session`, { method: 'DELETE', headers });
}
