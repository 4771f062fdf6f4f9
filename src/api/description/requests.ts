import { z } from 'zod';
import { CreateRequest } from '../bodies/create-request.ts';
import { AddNodesRequest, RemoveNodesRequest } from '../bodies/node-requests.ts';
import { OvdcRequest } from '../bodies/ovdc-request.ts';

/** Contract of CSE 1.2.7, section 3.12. */
const SystemRequest = z.union([
  z.object({ enabled: z.boolean().describe('Counts where `stopped` is there too.') }),
  z.object({ stopped: z.boolean().describe('Any value means to stop, once the service is disabled.') }),
]);

/** Bodies of requests, by the names that the description has for them. */
export const requests = {
  CreateRequest,
  CreateNodesRequest: AddNodesRequest,
  DeleteNodesRequest: RemoveNodesRequest,
  OvdcRequest,
  SystemRequest,
} as const;
