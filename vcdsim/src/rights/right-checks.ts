import { glob } from '../glob.ts';
import { lacksRights } from '../http/api-error.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Session } from '../sessions/session-store.ts';
import type { NeededRights } from './needed-rights.ts';
import { neededRights } from './needed-rights.ts';

/** One call as far as rights go. */
export interface CheckedCall {
  readonly session: Session;
  /** `METHOD pattern` of a route, or `query TYPE`. */
  readonly operation: string;
  readonly body: Buffer;
}

/** Holds calls against what the caller's role grants, and remembers which rights were needed. */
export interface RightChecks {
  /** Throws 403 with the names of the rights that the caller's role does not grant. */
  require(call: CheckedCall): void;
  /** Since the last reset: by `user@org` how often a call needed each right and had it. */
  used(): Readonly<Record<string, Readonly<Record<string, number>>>>;
  reset(): void;
}

/** The line of the table for an operation. Throws for an operation that nobody has thought of. */
export function needsOf(operation: string): NeededRights {
  const found = lines.find(({ expressions }) => expressions.some((expression) => expression.test(operation)));
  if (!found) throw new Error(`the table of needed rights has no line for ${operation}`);
  return found.needed;
}

const lines = neededRights.map((needed) => ({ needed, expressions: needed.operations.map(glob) }));

/** Checks by the roles of an inventory, and counts what was needed. */
export function createRightChecks({ inventory }: { readonly inventory: Inventory }): RightChecks {
  const needs = new Map<string, NeededRights>();
  let used = new Map<string, Map<string, number>>();

  function count(session: Session, rights: readonly string[]): void {
    const who = `${session.user.name}@${session.org.name}`;
    const counts = used.get(who) ?? new Map<string, number>();
    used.set(who, counts);
    for (const right of rights) counts.set(right, (counts.get(right) ?? 0) + 1);
  }

  function isGranted({ role }: Session, right: string): boolean {
    for (const id of role.rightIds) if (inventory.rights.get(id)?.name === right) return true;
    return false;
  }

  return {
    require({ session, operation, body }) {
      const needed = needs.get(operation) ?? needsOf(operation);
      needs.set(operation, needed);
      const rights = rightsFor(needed, session, body);
      const missing = rights.filter((right) => !isGranted(session, right));
      if (missing.length > 0) throw lacksRights(missing, session.user.id);
      count(session, rights);
    },
    used: () =>
      Object.fromEntries(
        [...used].map(([who, counts]) => [
          who,
          Object.fromEntries([...counts].toSorted(([a], [b]) => a.localeCompare(b))),
        ]),
      ),
    reset() {
      used = new Map();
    },
  };
}

function rightsFor(needed: NeededRights, { role }: Session, body: Buffer): readonly string[] {
  const { everyone, provider, withElement } = needed;
  const elements = Object.entries(withElement);
  const text = elements.length === 0 ? '' : body.toString('utf8');
  const ofBody = elements.filter(([name]) => new RegExp(`<(?:[\\w.-]+:)?${name}[\\s/>]`).test(text));
  return [...everyone, ...(role.kind === 'system' ? provider : []), ...ofBody.map(([, right]) => right)];
}
