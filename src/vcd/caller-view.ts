import type { CallerToken, CallerView } from './cloud-director.ts';
import { VcdForbidden } from './errors.ts';
import { paths } from './hrefs.ts';
import type { Transport } from './http/transport.ts';
import { isPlainVersion } from './http/versions.ts';
import { callXml, type Credentials, type XmlCall } from './http/xml-call.ts';
import { mediaType } from './media-types.ts';
import { linksOf, expectRoot } from './readers/reading.ts';
import { readOrgChildId, readVdc } from './readers/read-org.ts';
import { readSession } from './readers/read-session.ts';
import { readVApp } from './readers/read-vapp.ts';
import { readVAppRecords } from './readers/read-vapp-records.ts';
import { anyValue, queryVApps } from './vapp-query.ts';

/** The keys by which CSE's clients know a cluster (contract of CSE 1.2.7, section 6.4). */
const clusterKeys = ['cse.cluster.id', 'cse.master.ip', 'cse.version', 'cse.template'] as const;

/** vCD as the owner of `token` sees it; `serviceVersion` is spoken where the caller's own is not a version. */
export function callerView(
  token: CallerToken,
  transport: Transport,
  serviceVersion: (signal: AbortSignal) => Promise<string>,
): CallerView {
  const call = async <T>(request: XmlCall<T>, signal: AbortSignal): Promise<T> =>
    callXml(transport, await credentialsOf(token, serviceVersion, signal), request, signal);
  const get = <T>(
    operation: string,
    path: string,
    read: XmlCall<T>['read'],
    signal: AbortSignal,
  ): Promise<T> => call({ operation, method: 'GET', path, urgent: true, read }, signal);

  return {
    session: (signal) => get('getCallerSession', '/api/session', readSession, signal),

    findVdcId(orgId, name, signal) {
      const readId = (root: Parameters<typeof readOrgChildId>[0]) =>
        readOrgChildId(root, mediaType.vdc, name);
      return get('getCallerOrg', paths.org(orgId), readId, signal);
    },

    async vdc(id, signal) {
      try {
        return await get('getCallerVdc', paths.vdc(id), readVdc, signal);
      } catch (fault) {
        if (fault instanceof VcdForbidden) return undefined;
        throw fault;
      }
    },

    visibleClusters: (session, name, signal) =>
      queryVApps(
        {
          administrator: session.systemAdministrator,
          name,
          metadata: { key: 'cse.cluster.id', value: anyValue },
          metadataKeys: clusterKeys,
        },
        (path) => get('queryCallerClusters', path, readVAppRecords, signal),
      ),

    vApp: (id, signal) => get('getCallerVApp', paths.vApp(id), readVApp, signal),
    async mayChangeVApp(id, signal) {
      // vCD offers an operation, as a link, to whom it would let do it (vCloud API, links).
      const isOffered = (root: Parameters<typeof readOrgChildId>[0]) =>
        linksOf(expectRoot(root, 'VApp'), 'edit', mediaType.vApp).length > 0;
      try {
        return await get('getCallerVApp', paths.vApp(id), isOffered, signal);
      } catch (fault) {
        if (fault instanceof VcdForbidden) return false;
        throw fault;
      }
    },
  };
}

async function credentialsOf(
  token: CallerToken,
  serviceVersion: (signal: AbortSignal) => Promise<string>,
  signal: AbortSignal,
): Promise<Credentials> {
  return {
    headers:
      token.scheme === 'bearer'
        ? { authorization: `Bearer ${token.token}` }
        : { 'x-vcloud-authorization': token.token },
    apiVersion: isPlainVersion(token.apiVersion) ? token.apiVersion : await serviceVersion(signal),
  };
}
