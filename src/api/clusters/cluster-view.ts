import { headerOf, type ApiRequest } from '../request.ts';
import type { VisibleVApp, VisibleVm } from '../ports.ts';

interface NodeView {
  readonly name: string;
  readonly ipAddress: string;
}

/** What the wire calls a cluster (contract of CSE 1.2.7, section 3.4): these keys, numbers as strings. */
export interface ClusterView {
  readonly name: string;
  readonly vapp_id: string;
  readonly vapp_href: string;
  readonly vdc_name: string;
  readonly vdc_href: string;
  readonly leader_endpoint: string;
  readonly master_nodes: readonly NodeView[];
  readonly nodes: readonly NodeView[];
  readonly nfs_nodes: readonly NodeView[];
  readonly number_of_vms: string;
  readonly template: string;
  readonly cse_version: string;
  readonly cluster_id: string;
  readonly status: string;
}

/** One element of the list, its node arrays empty. `vcdHost` stands in where the request names no usable host. */
export function clusterSummary(
  vApp: VisibleVApp,
  request: Pick<ApiRequest, 'headers'>,
  vcdHost: string,
): ClusterView {
  const base = `https://${hostOf(request) ?? vcdHost}/api`;
  return {
    name: vApp.name,
    vapp_id: vApp.id,
    vapp_href: `${base}/vApp/vapp-${vApp.id}`,
    vdc_name: vApp.vdcName,
    vdc_href: `${base}/vdc/${vApp.vdcId}`,
    leader_endpoint: vApp.metadata.get('cse.master.ip') ?? '',
    master_nodes: [],
    nodes: [],
    nfs_nodes: [],
    number_of_vms: vApp.numberOfVms,
    template: vApp.metadata.get('cse.template') ?? '',
    cse_version: vApp.metadata.get('cse.version') ?? '',
    cluster_id: vApp.metadata.get('cse.cluster.id') ?? '',
    status: vApp.status,
  };
}

/** The same with its VMs, told apart by the beginnings of their names; others are none of its nodes (section 3.5). */
export function clusterDetails(
  vApp: VisibleVApp,
  vms: readonly VisibleVm[],
  request: Pick<ApiRequest, 'headers'>,
  vcdHost: string,
): ClusterView {
  const named = (prefix: string): NodeView[] =>
    vms
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ name, ipAddress }) => ({ name, ipAddress: ipAddress ?? '' }));
  return {
    ...clusterSummary(vApp, request, vcdHost),
    master_nodes: named('mstr'),
    nodes: named('node'),
    nfs_nodes: named('nfsd'),
  };
}

/** The name under which the client reached vCD, so that the links lead back there. */
function hostOf(request: Pick<ApiRequest, 'headers'>): string | undefined {
  const host = headerOf(request.headers, 'host');
  return host !== undefined && /^[A-Za-z0-9.:[\]_-]+$/.test(host) ? host : undefined;
}
