import { z } from 'zod';

const text = (description: string) => z.string().describe(description);
const href = (description: string) => z.url().describe(description);

const taskHref = href('The vCD task to wait for; it ends in success or in an error that says why.');

const Node = z.strictObject({
  name: text('Name of the VM: `mstr-…`, `node-…` or `nfsd-…`.'),
  ipAddress: text('Empty when it is not known (yet).'),
});

/** Contract of CSE 1.2.7, sections 3.4 and 3.5. */
const Cluster = z.strictObject({
  name: text('Name of the cluster and of its vApp.'),
  vapp_id: z.guid(),
  vapp_href: href('The vApp in the vCloud API.'),
  vdc_name: text('Name of the organization VDC.'),
  vdc_href: href('The organization VDC in the vCloud API.'),
  leader_endpoint: text('Address of the control plane; empty until it is up.'),
  master_nodes: z.array(Node).describe('Empty in the list of clusters.'),
  nodes: z.array(Node).describe('Empty in the list of clusters.'),
  nfs_nodes: z.array(Node).describe('Empty in the list of clusters.'),
  number_of_vms: text('A decimal number, as text.'),
  template: text('Name of the template of its nodes.'),
  cse_version: text('Version of the server that made it.'),
  cluster_id: text('The cluster’s own id, a UUID; not that of its vApp.'),
  status: text('Status of the vApp as vCD has it: `POWERED_ON`, `MIXED`, `FAILED_CREATION`, …'),
});

const ClusterList = z.array(Cluster);

/** Contract of CSE 1.2.7, section 3.6. */
const NodeDetails = z.strictObject({
  name: text('Name of the VM.'),
  numberOfCpus: text('A decimal number, as text; empty when it is not known.'),
  memoryMB: text('A decimal number, as text; empty when it is not known.'),
  status: text('What the VM does, in words: `Powered on`, …'),
  ipAddress: text('Empty when it is not known.'),
  node_type: z.enum(['master', 'node', 'nfsd']).optional(),
  exports: z.array(z.string()).optional().describe('Exported paths; of NFS nodes only.'),
});

/** Contract of CSE 1.2.7, section 3.7. */
const Kubeconfig = z.string().describe('A kubeconfig file. Line feeds are the only escapes in the JSON.');

const ClusterCreated = z.strictObject({
  name: text('As it was asked for.'),
  cluster_id: z.guid().describe('The id that the cluster will have.'),
  task_href: taskHref,
});

const ClusterChanged = z.strictObject({ cluster_name: text('Which cluster.'), task_href: taskHref });

/** Contract of CSE 1.2.7, section 3.12. */
const TemplateList = z.array(
  z.strictObject({
    name: text('What clusters are asked for with.'),
    is_default: z.boolean().describe('Taken where a request names none.'),
    catalog: text('Catalog of the provider that holds it.'),
    catalog_item: text('Item in that catalog.'),
    description: text('Several lines, possibly.'),
  }),
);

const SystemInfo = z.strictObject({
  product: z.literal('CSE'),
  description: z.string(),
  version: z.string(),
  python: text('The runtime of the server; for system administrators, as all that follows.').optional(),
  consumer_threads: z.int().optional(),
  all_threads: z.int().optional(),
  requests_in_progress: z.int().optional().describe('Requests whose tasks have not ended.'),
  config_file: z.string().optional(),
  status: z.enum(['Running', 'Disabled', 'Shutting down']).optional(),
});

const Message = z.strictObject({ message: z.string() });

const OvdcInfo = z.strictObject({
  container_provider: z.string().nullable().describe('`vcd` for native clusters, null for none.'),
});

const OvdcChanged = z.strictObject({
  ovdc_name: text('As it was given.'),
  task_href: taskHref,
});

const Description = z.looseObject({ openapi: z.string() });

const DescriptionText = z.string().describe('The same as YAML, as one JSON string.');

/** Contract of CSE 1.2.7, section 2.5: every refusal but 401. */
export const Refusal = z.strictObject({
  message: z.strictObject({
    reason: text('What is wrong, for people.'),
    description: text('The same.'),
    stacktrace: z.array(z.string()).max(0),
  }),
});

/** Everything that is answered, by the names that the description has for it. */
export const answers = {
  Node,
  Cluster,
  ClusterList,
  NodeDetails,
  Kubeconfig,
  ClusterCreated,
  ClusterChanged,
  TemplateList,
  SystemInfo,
  Message,
  OvdcInfo,
  OvdcChanged,
  Description,
  DescriptionText,
  Refusal,
} as const;
