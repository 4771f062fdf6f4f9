import { decodeGuestInfo, parseCloudConfig, parseMetadata, UnusableData } from './cloud-init-data.ts';
import type { CloudConfig, CloudMetadata } from './cloud-init-data.ts';

/** First-boot data as a guest finds it. */
export interface BootData {
  readonly config: CloudConfig;
  readonly metadata: CloudMetadata;
}

/** Reads `guestinfo.userdata` and `guestinfo.metadata`; a text says why there is nothing to act upon. */
export function readBootData(read: (key: string) => string | undefined): BootData | string {
  const decoded = (name: string): string | undefined => {
    const value = read(`guestinfo.${name}`);
    // cloud-init leaves `---` where it has cleaned up.
    if (value === undefined || value === '' || value.trim() === '---') return undefined;
    return decodeGuestInfo(value, read(`guestinfo.${name}.encoding`));
  };
  try {
    const userData = decoded('userdata');
    if (userData === undefined) return 'no user data';
    const metadata = parseMetadata(decoded('metadata') ?? '');
    return { config: parseCloudConfig(userData), metadata };
  } catch (error) {
    if (error instanceof UnusableData) return error.message;
    throw error;
  }
}

/** Clears what metadata asks to be cleared, as DataSourceVMware does: `---`, and no encoding. */
export function cleanUp(metadata: CloudMetadata, write: (key: string, value: string) => void): void {
  for (const name of metadata.cleanup) {
    write(`guestinfo.${name}`, '---');
    write(`guestinfo.${name}.encoding`, '');
  }
}

/** The machine's host name: user data, else metadata, else the VM's name; lower case as host names are. */
export function hostNameOf(data: BootData | undefined, machineName: string): string {
  const wanted = data?.config.hostname ?? data?.metadata.localHostname ?? machineName;
  return wanted.toLowerCase();
}
