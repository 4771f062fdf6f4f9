import type { Org } from '../inventory/entities.ts';
import type { User } from '../inventory/people.ts';
import type { Random } from '../random.ts';

/** vCD's API token: a name for a refresh token that logs its owner in without a password. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly owner: User;
  readonly org: Org;
}

/** The API tokens that users have registered. */
export interface ApiTokens {
  register(owner: User, org: Org, name: string): ApiToken;
  /** The refresh token, once; undefined after that. */
  handOut(token: ApiToken): string | undefined;
  /** Whom a refresh token logs in; undefined for one that was revoked or never given out. */
  find(refreshToken: string): ApiToken | undefined;
  get(id: string): ApiToken | undefined;
  of(owner: User): readonly ApiToken[];
  revoke(token: ApiToken): void;
}

/** `random` makes the tokens, so that a seed gives the same ones. */
export function createApiTokens(random: Random): ApiTokens {
  const tokens = new Map<string, ApiToken>();
  const byRefreshToken = new Map<string, ApiToken>();
  const handedOut = new Set<ApiToken>();
  return {
    register(owner, org, name) {
      const token = { id: random.uuid(), name, owner, org };
      tokens.set(token.id, token);
      return token;
    },
    handOut(token) {
      if (handedOut.has(token)) return undefined;
      handedOut.add(token);
      const refreshToken = random.hex(32);
      byRefreshToken.set(refreshToken, token);
      return refreshToken;
    },
    find: (refreshToken) => byRefreshToken.get(refreshToken),
    get: (id) => tokens.get(id),
    of: (owner) => [...tokens.values()].filter((token) => token.owner === owner),
    revoke(token) {
      tokens.delete(token.id);
      for (const [refreshToken, known] of byRefreshToken) {
        if (known === token) byRefreshToken.delete(refreshToken);
      }
    },
  };
}
