import { ApiError } from '../errors.ts';

const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** Words that routes of the original and of its later versions use where a name would stand. */
const reservedNames: ReadonlySet<string> = new Set([
  'swagger',
  'swagger.json',
  'swagger.yaml',
  'template',
  'templates',
  'system',
  'ovdc',
  'ovdcs',
  'cluster',
  'clusters',
  'node',
  'nodes',
]);

/** Names as CSE 1.2.7 takes them (section 3.8): 25 characters, host-name labels, one dot may end it. */
export function isClusterName(name: string): boolean {
  const withoutLastDot = name.endsWith('.') ? name.slice(0, -1) : name;
  return name.length <= 25 && withoutLastDot.split('.').every((part) => label.test(part));
}

/** Throws when no cluster can have the name: it must not reach a query of vCD, where `*` would match others. */
export function assertClusterName(name: string): void {
  if (!isClusterName(name)) throw new ApiError(500, `Invalid cluster name '${name}'`);
}

/** Throws when no new cluster may get the name. */
export function assertNewClusterName(name: string): void {
  assertClusterName(name);
  if (reservedNames.has(name)) throw new ApiError(500, `Invalid cluster name '${name}'`);
}
