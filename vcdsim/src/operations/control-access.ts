import { badRequest } from '../http/api-error.ts';
import type { AccessControl, AccessLevel } from '../inventory/entities.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, booleanOf, childOf, childrenOf, textOf } from '../xml/read.ts';
import { idFromHref } from './access.ts';

/** vCloud API, ControlAccessParams. Throws 400 for a level or a subject that does not exist. */
export function readControlAccess(world: World, body: XmlElement): AccessControl {
  const isShared = booleanOf(textOf(body, 'IsSharedToEveryone')) ?? false;
  const settings = childOf(body, 'AccessSettings');
  return {
    everyone: isShared ? readLevel(textOf(body, 'EveryoneAccessLevel')) : undefined,
    subjects: new Map(
      (settings ? childrenOf(settings, 'AccessSetting') : []).map((setting) => [
        readSubject(world, attributeOf(childOf(setting, 'Subject'), 'href') ?? ''),
        readLevel(textOf(setting, 'AccessLevel')),
      ]),
    ),
  };
}

function readSubject({ inventory }: World, href: string): string {
  const id = idFromHref(href);
  if (inventory.users.has(id) || inventory.orgs.has(id)) return id;
  throw badRequest(`The subject ${href} does not exist.`);
}

function readLevel(text: string | undefined): AccessLevel {
  if (text === 'ReadOnly' || text === 'Change' || text === 'FullControl') return text;
  throw badRequest(`AccessLevel ${text ?? ''} is not valid.`);
}
