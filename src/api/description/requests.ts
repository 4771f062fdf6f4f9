import { z } from 'zod';
import { CreateRequest } from '../create-request.ts';
import { OvdcRequest } from '../ovdc-request.ts';

/** Contract of CSE 1.2.7, section 3.12. */
const SystemRequest = z.union([
  z.object({ enabled: z.boolean().describe('Counts where `stopped` is there too.') }),
  z.object({ stopped: z.boolean().describe('Any value means to stop, once the service is disabled.') }),
]);

const size = z.int().positive().nullish();

/** Contract of CSE 1.2.7, section 3.10. */
const CreateNodesRequest = z.object({
  name: z.string().nullish().describe('The cluster; the one in the path counts.'),
  vdc: z.string().nullish().describe('Not looked at: nodes go where their cluster is.'),
  node_type: z.enum(['node', 'nfsd']).nullish().describe('`node` unless said otherwise.'),
  node_count: z.int().positive(),
  network: z.string(),
  cpu: size,
  memory: size.describe('Megabytes.'),
  storage_profile: z.string().nullish(),
  ssh_key: z.string().nullish(),
  template: z.string().nullish(),
  disable_rollback: z.boolean().nullish().describe('True asks for the rollback: the name says the opposite.'),
});

/** Contract of CSE 1.2.7, section 3.11. */
const DeleteNodesRequest = z.object({
  name: z.string().nullish().describe('The cluster; the one in the path counts.'),
  vdc: z.string().nullish(),
  nodes: z.array(z.string()).min(1).describe('Names of worker or NFS nodes.'),
  force: z.boolean().nullish(),
});

/** Bodies of requests, by the names that the description has for them. */
export const requests = {
  CreateRequest,
  CreateNodesRequest,
  DeleteNodesRequest,
  OvdcRequest,
  SystemRequest,
} as const;
