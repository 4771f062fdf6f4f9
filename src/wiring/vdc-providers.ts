import type { VdcProviders } from '#api/ports.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import { VcdForbidden } from '#vcd/errors.ts';

const providerKey = 'container_provider';

/** What the original kept beside it for PKS; setting a provider takes it away (contract of CSE 1.2.7, section 3.12). */
const pksKeys = [
  'name',
  'vc',
  'rp_path',
  'host',
  'port',
  'uaac_port',
  'pks_plans',
  'pks_compute_profile_name',
] as const;

/** The container provider of organization VDCs, in their metadata; read and written by the service account. */
export function vdcProviders(vcd: Pick<CloudDirector, 'getVdcMetadata' | 'setVdcMetadata'>): VdcProviders {
  async function metadataOf(
    vdcId: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string> | undefined> {
    try {
      return await vcd.getVdcMetadata(vdcId, signal);
    } catch (error) {
      if (error instanceof VcdForbidden) return undefined;
      throw error;
    }
  }

  return {
    async get(vdcId, signal) {
      const metadata = await metadataOf(vdcId, signal);
      // "None" is kept as an empty text: the original took its keys away only when it wrote again.
      return metadata && (metadata.get(providerKey) || null);
    },

    async set(vdcId, provider, signal) {
      const metadata = await metadataOf(vdcId, signal);
      if (!metadata) return undefined;
      const remove = pksKeys.filter((key) => metadata.has(key));
      const task = await vcd.setVdcMetadata(
        vdcId,
        { set: { [providerKey]: provider ?? '' }, remove },
        signal,
      );
      return task.href;
    },
  };
}
