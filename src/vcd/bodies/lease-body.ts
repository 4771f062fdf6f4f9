import type { Leases } from '../model.ts';
import { ovf, vcloud, writeXml } from '../xml/write-xml.ts';

/** `LeaseSettingsSection`: both leases begin anew (vCloud API, vApps). */
export function leaseBody({ deploymentSeconds, storageSeconds }: Leases): string {
  return writeXml(
    vcloud(
      'LeaseSettingsSection',
      {},
      ovf('Info', {}, 'Lease settings section'),
      vcloud('DeploymentLeaseInSeconds', {}, String(deploymentSeconds)),
      vcloud('StorageLeaseInSeconds', {}, String(storageSeconds)),
    ),
  );
}
