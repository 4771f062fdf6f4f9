import { z } from 'zod';

/** A safety net far above what a vApp holds: every node is named in the record before it exists. */
export const mostWorkers = 1000;
/** Longer than any name that vCD gives; what is longer names nothing and would fill every text it is quoted in. */
const longestName = 256;
/** Dozens of public keys; the rest of a node's first-boot data has to fit beside them. */
export const longestSshKey = 16_384;

/** Says what a key must be, and that it is missing where it is. */
export function mustBe(what: string) {
  return {
    error: (issue: { readonly input?: unknown }) =>
      issue.input === undefined ? `is missing: it must be ${what}` : `must be ${what}`,
  };
}

/** A whole number from 1 that need not be there. */
export function size(what: string) {
  return z
    .int(mustBe(what))
    .positive(mustBe(what))
    .nullish()
    .transform((value) => value ?? null);
}

/** A name that must be there. */
export function name(what: string) {
  return z.string(mustBe(what)).max(longestName, `must be at most ${longestName} characters long`);
}

/** A text that need not be there. */
export function text(what: string, longest = longestName) {
  return z
    .string(mustBe(what))
    .max(longest, `must be at most ${longest} characters long`)
    .nullish()
    .transform((value) => value ?? null);
}

/** True or false; absent and null are false. */
export function flag() {
  return z
    .boolean(mustBe('true or false'))
    .nullish()
    .transform((value) => value ?? false);
}

/** What a body must be as a whole. */
export const mustBeAnObject = { error: 'The request body must be a JSON object.' };
