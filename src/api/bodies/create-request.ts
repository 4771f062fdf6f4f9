import { z } from 'zod';
import { parseBody } from './json-body.ts';
import {
  flag,
  longestSshKey,
  mostWorkers,
  mustBe,
  mustBeAnObject,
  name,
  size,
  text,
} from './request-fields.ts';

/**
 * The body of a create request (contract of CSE 1.2.7, section 3.8). Keys that clients of other versions leave out
 * have defaults; keys that nobody knows are left alone; a negative number of workers is none.
 */
export const CreateRequest = z
  .object(
    {
      name: z.string(mustBe('a string, the name of the cluster')),
      vdc: name('a string, the name of an organization VDC'),
      network: name('a string, the name of an organization VDC network'),
      node_count: z
        .int(mustBe('a whole number of worker nodes'))
        .max(mostWorkers, `must be at most ${mostWorkers}`)
        .transform((count) => Math.max(count, 0)),
      cpu: size('a positive whole number of virtual CPUs, or null for what the template says'),
      memory: size('a positive whole number of megabytes, or null for what the template says'),
      storage_profile: text('a string, the name of a storage profile, or null for the default one'),
      ssh_key: text('a string, a public key, or null for none', longestSshKey),
      template: text('a string, the name of a template, or null for the default one'),
      enable_nfs: flag(),
      disable_rollback: flag(),
    },
    mustBeAnObject,
  )
  .transform(({ disable_rollback, ...rest }) => ({
    ...rest,
    // The wire's name says the opposite of what it does: true asks for the rollback.
    rollback: disable_rollback,
  }));
export type CreateRequest = z.output<typeof CreateRequest>;

/** The create request in a body. Throws `ApiError` 400 that names the key and what it may be. */
export function parseCreateRequest(body: Buffer | undefined): CreateRequest {
  return parseBody(CreateRequest, body);
}
