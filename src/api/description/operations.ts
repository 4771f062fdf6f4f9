import type { OperationName } from '../routes.ts';
import type { answers } from './answers.ts';
import type { requests } from './requests.ts';

/** One operation of `/api/cse` as the OpenAPI document tells it. */
export interface OperationDescription {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below `/api/cse`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: keyof typeof requests;
  readonly answer: { readonly status: 200 | 202; readonly schema: keyof typeof answers };
  /** Tag: what it is about. */
  readonly about: 'clusters' | 'nodes' | 'templates' | 'service' | 'organization VDCs';
}

const right = 'Needs the right `{cse}:CSE NATIVE DEPLOY RIGHT` where the operator has that enforced.';
const provider = 'For system administrators.';

/** Every operation of the routing table, in words. */
export const operationDescriptions: Readonly<Record<OperationName, OperationDescription>> = {
  listClusters: {
    method: 'get',
    path: '/',
    about: 'clusters',
    summary: 'The clusters that vCD shows to the caller',
    answer: { status: 200, schema: 'ClusterList' },
  },
  createCluster: {
    method: 'post',
    path: '/',
    about: 'clusters',
    summary: 'Ask for a cluster',
    description: `${right} What vCD does not have (VDC, network, template) and a name that is taken are told by the task.`,
    body: 'CreateRequest',
    answer: { status: 202, schema: 'ClusterCreated' },
  },
  deleteCluster: {
    method: 'delete',
    path: '/{cluster}',
    about: 'clusters',
    summary: 'Ask for the deletion of a cluster, in whatever state it is',
    description: right,
    answer: { status: 202, schema: 'ClusterChanged' },
  },
  clusterInfo: {
    method: 'get',
    path: '/{cluster}/info',
    about: 'clusters',
    summary: 'A cluster with its nodes',
    answer: { status: 200, schema: 'Cluster' },
  },
  clusterConfig: {
    method: 'get',
    path: '/{cluster}/config',
    about: 'clusters',
    summary: 'The kubeconfig of a cluster',
    answer: { status: 200, schema: 'Kubeconfig' },
  },
  createNodes: {
    method: 'post',
    path: '/{cluster}/node',
    about: 'nodes',
    summary: 'Ask for more nodes',
    description: right,
    body: 'CreateNodesRequest',
    answer: { status: 202, schema: 'ClusterChanged' },
  },
  deleteNodes: {
    method: 'delete',
    path: '/{cluster}/node',
    about: 'nodes',
    summary: 'Ask for the removal of nodes',
    description: right,
    body: 'DeleteNodesRequest',
    answer: { status: 202, schema: 'ClusterChanged' },
  },
  nodeInfo: {
    method: 'get',
    path: '/{cluster}/{node}/info',
    about: 'nodes',
    summary: 'A node of a cluster',
    answer: { status: 200, schema: 'NodeDetails' },
  },
  listTemplates: {
    method: 'get',
    path: '/template',
    about: 'templates',
    summary: 'What clusters can be made from, in the operator’s order',
    answer: { status: 200, schema: 'TemplateList' },
  },
  systemInfo: {
    method: 'get',
    path: '/system',
    about: 'service',
    summary: 'What the service is, and for system administrators how it is',
    answer: { status: 200, schema: 'SystemInfo' },
  },
  updateSystem: {
    method: 'put',
    path: '/system',
    about: 'service',
    summary: 'Enable, disable or stop the service',
    description: `${provider} A service that is disabled refuses all but this path, and finishes what runs.`,
    body: 'SystemRequest',
    answer: { status: 200, schema: 'Message' },
  },
  ovdcInfo: {
    method: 'get',
    path: '/ovdc/{vdcId}/info',
    about: 'organization VDCs',
    summary: 'The container provider of an organization VDC',
    description: provider,
    answer: { status: 200, schema: 'OvdcInfo' },
  },
  updateOvdc: {
    method: 'put',
    path: '/ovdc/{vdcId}/info',
    about: 'organization VDCs',
    summary: 'Set the container provider of an organization VDC, or take it away',
    description: `${provider} The id in the body counts.`,
    body: 'OvdcRequest',
    answer: { status: 202, schema: 'OvdcChanged' },
  },
  describeApi: {
    method: 'get',
    path: '/swagger.json',
    about: 'service',
    summary: 'This description',
    description: 'Also at `/swagger`.',
    answer: { status: 200, schema: 'Description' },
  },
};
