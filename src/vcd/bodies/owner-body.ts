import { paths, type Href } from '../hrefs.ts';
import { uuidOf } from '../ids.ts';
import { mediaType } from '../media-types.ts';
import { vcloud, writeXml } from '../xml/write-xml.ts';

/** `Owner` naming one user; `user.id` is `urn:vcloud:user:UUID`. */
export function ownerBody(user: { readonly id: string; readonly name: string }, href: Href): string {
  return writeXml(
    vcloud(
      'Owner',
      { type: mediaType.owner },
      vcloud('User', {
        href: href(paths.user(uuidOf(user.id) ?? user.id)),
        type: mediaType.user,
        name: user.name,
      }),
    ),
  );
}
