import type { Reference } from '#records/cluster.ts';

/** Who sent a request, as vCD answered for the token; lives as long as the request. */
export interface Caller {
  readonly userName: string;
  /** `urn:vcloud:user:UUID`. */
  readonly userId: string;
  readonly orgName: string;
  /** Bare UUID. */
  readonly orgId: string;
  readonly role: string;
  readonly systemAdministrator: boolean;
  /** Opaque handle that the directory uses to ask vCD again in the caller's name; never stored or logged. */
  readonly credential: unknown;
}

/** What the named things are in the caller's own view; an id of null means that the caller sees no such thing. */
export interface Placement {
  readonly vdc: Reference;
  readonly network: Reference;
  readonly storageProfile: Reference | null;
}

/** vCD does not accept the token. */
export class CallerRejected extends Error {
  override readonly name = 'CallerRejected';
  readonly code = 'CSE_CALLER_REJECTED';
}
