import { Problem } from '../problem.ts';
import type { Cloud } from '../http/cloud.ts';
import { refusal } from '../http/refusal.ts';
import { childrenOf, readXml, textOf } from '../xml.ts';

/** An API version that both sides speak, and where one logs in with it. */
export interface SpokenVersion {
  readonly version: string;
  readonly login: LoginDoor;
}

/** The newer login has doors of their own for tenants and providers; paths, never hosts, are taken from the answer. */
export type LoginDoor =
  | { readonly kind: 'legacy'; readonly path: string }
  | { readonly kind: 'openApi'; readonly path: string; readonly providerPath: string };

/** vCloud Director 9.0 to 10.6: what is asked for here means the same in all of them. 40 and above is another product. */
const oldest = [29, 0] as const;
const newest = [39, 1] as const;

/** The newest version that Cloud Director offers and this client knows; `wanted` asks for a certain one. */
export async function negotiateVersion(
  cloud: Cloud,
  wanted: string | undefined,
  signal?: AbortSignal,
): Promise<SpokenVersion> {
  const answer = await cloud.request({ method: 'GET', path: '/api/versions', accept: '*/*' }, signal);
  const root = answer.status === 200 ? readXml(answer.text) : undefined;
  if (root?.name !== 'SupportedVersions') {
    throw new Problem(`${cloud.host} does not answer as Cloud Director does (HTTP ${answer.status}).`, {
      hint: 'Check host and port.',
      cause: refusal(answer, 'cloud', cloud),
    });
  }
  const offered = childrenOf(root, 'VersionInfo').map((info) => ({
    version: textOf(info, 'Version') ?? '',
    loginUrl: textOf(info, 'LoginUrl'),
    providerLoginUrl: textOf(info, 'ProviderLoginUrl'),
  }));
  const known = offered
    // The list is in the order of strings, and may name alpha versions.
    .filter(({ version }) => isKnown(version))
    .sort((one, other) => compare(numbersOf(one.version), numbersOf(other.version)));
  const chosen = wanted === undefined ? known.at(-1) : known.find(({ version }) => version === wanted);
  if (!chosen)
    throw noVersion(
      cloud.host,
      wanted,
      offered.map(({ version }) => version),
    );
  return { version: chosen.version, login: doorOf(chosen.loginUrl, chosen.providerLoginUrl) };
}

function doorOf(loginUrl: string | undefined, providerLoginUrl: string | undefined): LoginDoor {
  const path = pathOf(loginUrl) ?? '/api/sessions';
  if (!path.startsWith('/cloudapi/')) return { kind: 'legacy', path };
  return { kind: 'openApi', path, providerPath: pathOf(providerLoginUrl) ?? `${path}/provider` };
}

function pathOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url, 'https://any.invalid')?.pathname;
}

function isKnown(version: string): boolean {
  if (!/^\d+\.\d+$/.test(version)) return false;
  const numbers = numbersOf(version);
  return compare(numbers, oldest) >= 0 && compare(numbers, newest) <= 0;
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}

function compare(one: readonly number[], other: readonly number[]): number {
  return (one[0] ?? 0) - (other[0] ?? 0) || (one[1] ?? 0) - (other[1] ?? 0);
}

function noVersion(host: string, wanted: string | undefined, offered: readonly string[]): Problem {
  const here = `${oldest.join('.')} to ${newest.join('.')}`;
  return new Problem(
    wanted === undefined
      ? `${host} speaks no version of the API that vcd-cse knows (${here}).`
      : `The API version ${wanted} is not spoken by both ${host} and vcd-cse (${here}).`,
    { hint: `It offers: ${offered.join(', ') || 'none'}` },
  );
}
