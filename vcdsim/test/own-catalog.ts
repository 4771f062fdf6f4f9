import type { XmlElement } from '../src/xml/read.ts';
import type { Client } from './simulated.ts';
import { first, hrefOf, linkTo, xmlns } from './simulated.ts';

export const uploadType = 'application/vnd.vmware.vcloud.uploadVAppTemplateParams+xml';

/** A catalog of one's own; its document. */
export async function ownCatalog(client: Client): Promise<XmlElement> {
  const session = (await client.get('/api/session')).root;
  const org = (await client.get(linkTo(session, 'down', 'application/vnd.vmware.vcloud.org+xml'))).root;
  const add = linkTo(org, 'add', 'application/vnd.vmware.admin.catalog+xml');
  const created = await client.send('POST', add, `<AdminCatalog ${xmlns} name="mine"/>`);
  return (await client.get(hrefOf(created.root).replace('/admin', ''))).root;
}

/** Begins an upload that nobody goes on with. */
export async function startUploadIn(client: Client, catalog: XmlElement) {
  const params = `<UploadVAppTemplateParams ${xmlns} name="unfinished"/>`;
  const created = await client.send('POST', linkTo(catalog, 'add', uploadType), params);
  return { template: hrefOf(first(created.root, 'Entity')) };
}
