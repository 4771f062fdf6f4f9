import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A manifest that the first control plane applies to its own cluster. */
export interface Addon {
  readonly name: string;
  /** YAML documents, as their project published them. */
  readonly manifest: string;
  /** Of the manifest, in hex. */
  readonly sha256: string;
}

/** No usable manifest of that name is in the add-ons directory. */
export class AddonUnusable extends Error {
  override readonly name = 'AddonUnusable';
  readonly code = 'CSE_WORKLOAD_ADDON_UNUSABLE';
}

/** Where the add-ons of this release lie. */
export const addonsDirectory = fileURLToPath(new URL('../../templates/addons/', import.meta.url));

/** One add-on by its file's name without `.yaml`. Throws `AddonUnusable`, which says what there is. */
export async function loadAddon(params: {
  readonly name: string;
  readonly directory?: string;
}): Promise<Addon> {
  const directory = params.directory ?? addonsDirectory;
  const names = await addonNames(directory);
  if (!names.includes(params.name)) {
    const known = names.length > 0 ? names.join(', ') : 'none';
    throw new AddonUnusable(`no add-on ${JSON.stringify(params.name)} in ${directory}; there are: ${known}`);
  }
  const bytes = await readFile(`${directory}/${params.name}.yaml`);
  return {
    name: params.name,
    manifest: bytes.toString('utf8'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** The names that `loadAddon` knows; none when the directory does not exist. */
export async function addonNames(directory = addonsDirectory): Promise<readonly string[]> {
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const manifests = files.filter((file) => file.endsWith('.yaml'));
  return manifests.map((file) => file.slice(0, -'.yaml'.length)).toSorted();
}

/** The container images that an add-on runs, each once. */
export function addonImages(addon: Addon): readonly string[] {
  const images = [...addon.manifest.matchAll(/^ *(?:- )?image: *['"]?([^'"\s]+)/gm)].map(
    ([, image = '']) => image,
  );
  return [...new Set(images)];
}

/** Where a published manifest says which network the pods live in, and how it says so with another one. */
const podNetworks: readonly { readonly place: RegExp; readonly text: (podSubnet: string) => string }[] = [
  // flannel, in its net-conf.json.
  { place: /"Network": "[0-9./]+"/g, text: (podSubnet) => `"Network": "${podSubnet}"` },
  // Calico, in a variable of its daemon's container that the published manifest has in a comment.
  {
    place: /# - name: CALICO_IPV4POOL_CIDR\n( +)# {3}value: "[0-9./]+"/g,
    text: (podSubnet) => `- name: CALICO_IPV4POOL_CIDR\n$1  value: "${podSubnet}"`,
  },
];

/** The manifest of a CNI plugin for a cluster whose pods live in `podSubnet`. Throws `AddonUnusable`. */
export function cniManifest(addon: Addon, podSubnet: string): string {
  const found = podNetworks.filter(({ place }) => addon.manifest.match(place)?.length === 1);
  const [only] = found;
  if (!only || found.length > 1) {
    throw new AddonUnusable(`add-on ${addon.name} does not say in one place which network its pods live in`);
  }
  return addon.manifest.replace(only.place, only.text(podSubnet));
}
