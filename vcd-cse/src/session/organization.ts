import { Problem } from '../problem.ts';
import type { Cloud } from '../http/cloud.ts';
import { refusal } from '../http/refusal.ts';
import { childrenOf, readXml, type XmlElement } from '../xml.ts';

/** A virtual datacenter of an organization. */
export interface Vdc {
  readonly name: string;
  /** Bare UUID. */
  readonly id: string;
}

interface Asked {
  readonly cloud: Cloud;
  readonly version: string;
}

/** vCloud API, Org: its virtual datacenters, as many as the caller sees, by name. */
export async function vdcsOf(asked: Asked, orgPath: string, signal?: AbortSignal): Promise<readonly Vdc[]> {
  const org = await read(asked, orgPath, signal);
  return childrenOf(org, 'Link')
    .filter(({ attributes }) => attributes.get('type') === 'application/vnd.vmware.vcloud.vdc+xml')
    .map(({ attributes }) => ({
      name: attributes.get('name') ?? '',
      id: (attributes.get('href') ?? '').split('/').at(-1) ?? '',
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** vCloud API, OrgList: the path of an organization that the caller sees. Throws a `Problem` where there is none. */
export async function orgPathOf(asked: Asked, name: string, signal?: AbortSignal): Promise<string> {
  const list = await read(asked, '/api/org', signal);
  const found = childrenOf(list, 'Org').find(
    ({ attributes }) => attributes.get('name')?.toLowerCase() === name.toLowerCase(),
  );
  const path = URL.parse(found?.attributes.get('href') ?? '')?.pathname;
  if (path === undefined) throw new Problem(`Organization '${name}' not found.`);
  return path;
}

async function read({ cloud, version }: Asked, path: string, signal?: AbortSignal): Promise<XmlElement> {
  const accept = `application/*+xml;version=${version}`;
  const answer = await cloud.request({ method: 'GET', path, accept }, signal);
  const document = answer.status === 200 ? readXml(answer.text) : undefined;
  if (!document) throw refusal(answer, 'cloud', cloud);
  return document;
}
