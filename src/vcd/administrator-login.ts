import type { Logger } from '#telemetry/logger.ts';
import { VcdForbidden, VcdUnauthorized } from './errors.ts';
import type { Time } from '#time/time.ts';
import { ServiceSession } from './http/service-session.ts';
import type { Transport } from './http/transport.ts';
import { callXml } from './http/xml-call.ts';
import { readSession } from './readers/read-session.ts';

const logoutTimeoutMs = 5_000;

/**
 * Whether the account is a system administrator's: logs in to the organization `System`, asks whose session that is and
 * logs out again. False when vCD refuses the login; throws the other errors of `errors.ts`.
 */
export async function isSystemAdministrator(
  account: { readonly username: string; readonly password: string },
  { transport, time, log }: { readonly transport: Transport; readonly time: Time; readonly log: Logger },
  signal: AbortSignal,
): Promise<boolean> {
  const session = new ServiceSession({
    transport,
    time,
    log,
    account: {
      // As people are used to write it for vCD's own login.
      username: account.username.replace(/@system$/i, ''),
      password: account.password,
      org: 'System',
      apiVersion: undefined,
    },
    // Only logins of the service's own account are counted.
    onLogin: () => undefined,
  });
  try {
    const own = await session.use(
      (credentials) =>
        callXml(
          transport,
          credentials,
          {
            operation: 'getOwnSession',
            method: 'GET',
            path: '/api/session',
            urgent: true,
            read: readSession,
          },
          signal,
        ),
      signal,
    );
    return own.systemAdministrator;
  } catch (fault) {
    if (fault instanceof VcdUnauthorized || fault instanceof VcdForbidden) return false;
    throw fault;
  } finally {
    await session.close(AbortSignal.timeout(logoutTimeoutMs));
  }
}
