import { z } from 'zod';
import { parseBody } from './json-body.ts';
import { flag, longestSshKey, mostWorkers, mustBe, mustBeAnObject, size, text } from './request-fields.ts';

/** The body of a request for nodes (contract of CSE 1.2.7, section 3.10). */
export const AddNodesRequest = z
  .object(
    {
      name: text('a string, the name of the cluster'),
      node_count: z.int(mustBe('a whole number of nodes')).max(mostWorkers, `must be at most ${mostWorkers}`),
      network: text("a string, the name of the cluster's network"),
      cpu: size('a positive whole number of virtual CPUs, or null for what the template says'),
      memory: size('a positive whole number of megabytes, or null for what the template says'),
      storage_profile: text('a string, the name of a storage profile, or null for the default one'),
      ssh_key: text("a string, a public key, or null for the cluster's", longestSshKey),
      template: text("a string, the name of a template, or null for the cluster's"),
      node_type: z
        .enum(['node', 'nfsd'], mustBe("'node' or 'nfsd'"))
        .nullish()
        .transform((type) => type ?? 'node'),
      disable_rollback: flag(),
    },
    mustBeAnObject,
  )
  .transform(({ disable_rollback, ...rest }) => ({
    ...rest,
    // The wire's name says the opposite of what it does: true asks for the rollback.
    rollback: disable_rollback,
  }));
export type AddNodesRequest = z.output<typeof AddNodesRequest>;

/** The body of a request for a removal of nodes (section 3.11). */
export const RemoveNodesRequest = z.object(
  {
    name: text('a string, the name of the cluster'),
    nodes: z
      .array(z.string(mustBe('a list of names of nodes')).max(256), mustBe('a list of names of nodes'))
      .max(mostWorkers, `must name at most ${mostWorkers} nodes`)
      .nullish()
      .transform((names) => [...new Set(names ?? [])]),
    force: flag(),
  },
  mustBeAnObject,
);
export type RemoveNodesRequest = z.output<typeof RemoveNodesRequest>;

/** The request for nodes in a body. Throws `ApiError` 400 that names the key and what it may be. */
export function parseAddNodesRequest(body: Buffer | undefined): AddNodesRequest {
  return parseBody(AddNodesRequest, body);
}

/** The request for a removal in a body. Throws `ApiError` 400 that names the key and what it may be. */
export function parseRemoveNodesRequest(body: Buffer | undefined): RemoveNodesRequest {
  return parseBody(RemoveNodesRequest, body);
}
