import { readFile } from 'node:fs/promises';
import type { VCenterConfig } from '#config/config.ts';
import type { VCenterAccount } from '#guest/guest-operations/vcenters.ts';
import type { Trust } from '#vsphere/trust.ts';

/** The accounts of the section `vcs`, with the authorities that it names read. Throws what reading a file throws. */
export function vCenterAccounts(entries: readonly VCenterConfig[]): Promise<readonly VCenterAccount[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const { name, username, password, host, port = 443 } = entry;
      const url = host === undefined ? undefined : new URL(`https://${host}:${port}`);
      return { name, username, password, url, trust: await trustOf(entry) };
    }),
  );
}

async function trustOf({ verify, caFile, thumbprint }: VCenterConfig): Promise<Trust> {
  if (thumbprint !== undefined) return { kind: 'certificate', thumbprint };
  if (caFile !== undefined) return { kind: 'authority', pem: await readFile(caFile, 'utf8') };
  return { kind: verify ? 'systemAuthorities' : 'anyone' };
}
