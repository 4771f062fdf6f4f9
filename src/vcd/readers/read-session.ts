import { mediaType } from '../media-types.ts';
import type { Session } from '../model.ts';
import { attributeOf, type XmlElement } from '#xml/xml-element.ts';
import { AnswerUnreadable, expectRoot, linksOf, requiredAttribute, requiredId } from './reading.ts';

/** A `Session` document (vCloud API, Sessions). */
export function readSession(root: XmlElement): Session {
  const session = expectRoot(root, 'Session');
  const orgName = requiredAttribute(session, 'org');
  const links = linksOf(session, 'down', mediaType.org);
  const org = links.find((link) => attributeOf(link, 'name') === orgName) ?? links[0];
  if (!org) throw new AnswerUnreadable('Session has no link to its organization');
  return {
    userName: requiredAttribute(session, 'user'),
    userId: requiredAttribute(session, 'userId'),
    orgName,
    orgId: requiredId(org),
    role: attributeOf(session, 'roles') ?? '',
    systemAdministrator: orgName.toLowerCase() === 'system',
  };
}
