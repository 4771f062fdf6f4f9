import { readFile } from 'node:fs/promises';
import type { VCenterConfig } from '#config/config.ts';
import type { VCenterAccount } from '#guest/guest-operations/vcenters.ts';
import { VsphereError } from '#vsphere/errors.ts';
import type { Trust } from '#vsphere/trust.ts';

/** The accounts of the section `vcs`, with the authorities that it names read. Throws `VsphereError` for one that cannot be. */
export function vCenterAccounts(entries: readonly VCenterConfig[]): Promise<readonly VCenterAccount[]> {
  return Promise.all(entries.map(vCenterAccount));
}

/** The account of one entry. */
export async function vCenterAccount(entry: VCenterConfig): Promise<VCenterAccount> {
  const { name, username, password, host, port = 443 } = entry;
  const url = host === undefined ? undefined : new URL(`https://${host}:${port}`);
  return { name, username, password, url, trust: await trustOf(entry) };
}

async function trustOf({ name, verify, caFile, thumbprint }: VCenterConfig): Promise<Trust> {
  if (thumbprint !== undefined) return { kind: 'certificate', thumbprint };
  if (caFile !== undefined) return { kind: 'authority', pem: await authorityOf(name, caFile) };
  return { kind: verify ? 'systemAuthorities' : 'anyone' };
}

async function authorityOf(name: string | null, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const what = `the authority of vCenter ${name ?? ''} cannot be read: ${words}`;
    throw new VsphereError('untrusted', '', what, 'Correct `ca_file` in `vcs`');
  }
}
