import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { OrgContext } from '#vcd/model.ts';

/** The metadata of our vApps, read once per vApp and again after each write: vCD is still the only source. */
export interface VAppTags {
  read(vAppId: string, context: OrgContext, signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** A vApp that was made just now carries none. */
  noteNew(vAppId: string): void;
  write(
    vAppId: string,
    entries: Record<string, string>,
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<void>;
  forget(vAppId: string): void;
}

/** Remembers what it has read until something is written, or until it is told to forget. */
export function vAppTags(vcd: Pick<CloudDirector, 'getMetadata' | 'setMetadata'>): VAppTags {
  const known = new Map<string, ReadonlyMap<string, string>>();
  return {
    async read(vAppId, context, signal) {
      const remembered = known.get(vAppId);
      if (remembered) return remembered;
      // A copy: text out of a document keeps the whole document in memory.
      const tags = structuredClone(await vcd.getMetadata(vAppId, context, signal));
      known.set(vAppId, tags);
      return tags;
    },
    noteNew(vAppId) {
      known.set(vAppId, new Map());
    },
    async write(vAppId, entries, context, signal) {
      known.delete(vAppId);
      await vcd.setMetadata(vAppId, entries, context, signal);
    },
    forget(vAppId) {
      known.delete(vAppId);
    },
  };
}
