import type { Template } from '#records/template.ts';
import type { RecordStore } from '#store/record-store.ts';

/** Templates in the operator's order, without those that are being withdrawn. */
export async function offeredTemplates(templates: RecordStore<Template>): Promise<readonly Template[]> {
  const { items } = await templates.list();
  return items
    .filter((template) => template.metadata.deletionTimestamp === undefined)
    .toSorted((a, b) => a.spec.position - b.spec.position);
}
