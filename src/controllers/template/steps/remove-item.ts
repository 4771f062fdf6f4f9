import type { OrgContext } from '#vcd/model.ts';
import { isUnderWay } from '#vcd/task-state.ts';
import type { TemplateDependencies } from '../dependencies.ts';
import type { FoundItem } from '../find-items.ts';

/** Takes an item out of its catalog. What is still being uploaded into it is called off: until then vCD would refuse. */
export async function removeItem(
  { vcd }: Pick<TemplateDependencies, 'vcd'>,
  { item, template }: FoundItem,
  context: OrgContext,
  signal: AbortSignal,
): Promise<void> {
  for (const { id } of template?.tasks.filter(isUnderWay) ?? []) await vcd.cancelTask(id, signal);
  await vcd.catalogs.deleteItem(item.id, context, signal);
}
