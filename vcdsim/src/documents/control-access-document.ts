import type { AccessControl } from '../inventory/entities.ts';
import type { World } from '../world.ts';
import type { XmlNode } from '../xml/write.ts';
import { el, leaf } from '../xml/write.ts';
import type { View } from './references.ts';
import { pointer, referTo } from './references.ts';

/** vCloud API, ControlAccessParams: with whom a vApp or a catalog is shared. */
export function controlAccessDocument(world: World, view: View, access: AccessControl): XmlNode {
  const { everyone, subjects } = access;
  const settings = [...subjects].flatMap(([id, level]) => {
    const user = world.inventory.users.get(id);
    const org = world.inventory.orgs.get(id);
    const reference = user ? referTo.user(user) : org && referTo.adminOrg(org);
    if (!reference) return [];
    const subject = pointer(view, 'Subject', reference, false);
    return [el('AccessSetting', {}, subject, leaf('AccessLevel', level))];
  });
  return el(
    'ControlAccessParams',
    {},
    leaf('IsSharedToEveryone', everyone !== undefined),
    leaf('EveryoneAccessLevel', everyone),
    settings.length > 0 ? el('AccessSettings', {}, settings) : undefined,
  );
}
