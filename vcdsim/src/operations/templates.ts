import { referTo } from '../documents/references.ts';
import type { CatalogItem, Template } from '../inventory/entities.ts';
import type { Task } from '../tasks/task.ts';
import type { World } from '../world.ts';
import type { Caller } from './access.ts';
import { removeItem } from './catalogs.ts';

/** Deletes a template with its catalog item. */
export function startDeleteTemplate(
  world: World,
  caller: Caller,
  item: CatalogItem,
  template: Template,
): Task {
  world.tasks.requireFree({ id: item.id, entity: 'catalogItem' });
  return world.tasks.start({
    operationName: 'vdcDeleteTemplate',
    doing: `Deleting Virtual Application Template ${template.name}(${template.id})`,
    done: `Deleted Virtual Application Template ${template.name}(${template.id})`,
    owner: referTo.template(template),
    orgId: orgOf(world, item),
    userId: caller.user.id,
    requestId: caller.requestId,
    locks: [{ id: template.id, entity: 'vapptemplate' }],
    finish: () => {
      removeItem(world, item);
    },
  });
}

/** The organization whose catalog an item lies in. */
export function orgOf({ inventory }: World, item: CatalogItem): string {
  return inventory.catalogs.get(item.catalogId)?.orgId ?? inventory.systemOrg.id;
}
