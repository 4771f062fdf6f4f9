import { z } from 'zod';
import { parseBody } from './json-body.ts';

/** A safety net far above what a vApp holds: every node is named in the record before it exists. */
const mostWorkers = 1000;
/** Longer than any name that vCD gives; what is longer names nothing and would fill every text it is quoted in. */
const longestName = 256;
/** Dozens of public keys; the rest of a node's first-boot data has to fit beside them. */
const longestSshKey = 16_384;

/** Says what a key must be, and that it is missing where it is. */
function mustBe(what: string) {
  return {
    error: (issue: { readonly input?: unknown }) =>
      issue.input === undefined ? `is missing: it must be ${what}` : `must be ${what}`,
  };
}

function size(what: string) {
  return z
    .int(mustBe(what))
    .positive(mustBe(what))
    .nullish()
    .transform((value) => value ?? null);
}

function name(what: string) {
  return z.string(mustBe(what)).max(longestName, `must be at most ${longestName} characters long`);
}

function text(what: string, longest = longestName) {
  return z
    .string(mustBe(what))
    .max(longest, `must be at most ${longest} characters long`)
    .nullish()
    .transform((value) => value ?? null);
}

function flag() {
  return z
    .boolean(mustBe('true or false'))
    .nullish()
    .transform((value) => value ?? false);
}

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
    { error: 'The request body must be a JSON object.' },
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
