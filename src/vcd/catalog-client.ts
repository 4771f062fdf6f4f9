import { captureBody, instantiateBody, uploadBody } from './bodies/template-bodies.ts';
import { undeployBody } from './bodies/undeploy-body.ts';
import type { Catalog, CatalogItem, Catalogs, NewImageVApp, TransferFile, VAppTemplate } from './catalogs.ts';
import { VcdForbidden } from './errors.ts';
import { paths, type Href } from './hrefs.ts';
import { mediaType } from './media-types.ts';
import type { OrgContext, Task, VApp } from './model.ts';
import { readCatalog, readItem, readVAppTemplate } from './readers/read-catalog.ts';
import { readOrgChildId, readOrgId } from './readers/read-org.ts';
import { readVApp } from './readers/read-vapp.ts';
import { Rereading } from './http/rereading.ts';
import type { Read } from './http/xml-call.ts';
import type { ServiceCalls } from './service-calls.ts';

/** Catalogs, items and templates of each that are looked at again and again. */
const mostReread = 100;

/** `Catalogs` over the XML API: each method is one call, or the few that vCD needs for one answer. */
export class CatalogClient implements Catalogs {
  readonly #calls: ServiceCalls;
  readonly #href: Href;
  /** Catalogs that were found, by organization and name: looking for one by its names takes two calls more each time. */
  readonly #known = new Map<string, { readonly orgId: string; readonly id: string }>();

  readonly #readCatalog = new Rereading({ read: readCatalog, most: mostReread });
  readonly #readItem = new Rereading({ read: readItem, most: mostReread });
  readonly #readVAppTemplate = new Rereading({ read: readVAppTemplate, most: mostReread });

  constructor(options: { readonly calls: ServiceCalls; readonly href: Href }) {
    this.#calls = options.calls;
    this.#href = options.href;
  }

  async findCatalog(
    where: { readonly org: string; readonly catalog: string },
    signal: AbortSignal,
  ): Promise<Catalog | undefined> {
    const names = JSON.stringify([where.org, where.catalog]);
    const known = this.#known.get(names);
    if (known) {
      const catalog = await this.#readAgain(known, where.catalog, signal);
      if (catalog) return catalog;
      this.#known.delete(names);
    }
    const found = await this.#findByNames(where, signal);
    if (found) this.#known.set(names, { orgId: found.orgId, id: found.id });
    return found;
  }

  /** Undefined when it is not there any more, or has another name now. */
  async #readAgain(
    { orgId, id }: { readonly orgId: string; readonly id: string },
    name: string,
    signal: AbortSignal,
  ): Promise<Catalog | undefined> {
    try {
      const catalog = await this.#getCatalog(id, { orgId }, signal);
      return catalog.name === name ? { ...catalog, orgId } : undefined;
    } catch (fault) {
      if (fault instanceof VcdForbidden) return undefined;
      throw fault;
    }
  }

  async #findByNames(
    where: { readonly org: string; readonly catalog: string },
    signal: AbortSignal,
  ): Promise<Catalog | undefined> {
    const readOrg: Read<string | undefined> = (root) => readOrgId(root, where.org);
    const orgId = await this.#calls.get('getOrgs', '/api/org', readOrg, undefined, signal);
    if (orgId === undefined) return undefined;
    const readId: Read<string | undefined> = (root) => readOrgChildId(root, mediaType.catalog, where.catalog);
    const id = await this.#calls.get('getOrg', paths.org(orgId), readId, { orgId }, signal);
    if (id === undefined) return undefined;
    const catalog = await this.#getCatalog(id, { orgId }, signal);
    return { ...catalog, orgId };
  }

  #getCatalog(id: string, context: OrgContext, signal: AbortSignal): Promise<Omit<Catalog, 'orgId'>> {
    return this.#calls.get('getCatalog', paths.catalog(id), this.#readCatalog, context, signal);
  }

  async getItem(id: string, context: OrgContext, signal: AbortSignal): Promise<CatalogItem> {
    return this.#calls.get('getCatalogItem', paths.catalogItem(id), this.#readItem, context, signal);
  }

  async getVAppTemplate(id: string, context: OrgContext, signal: AbortSignal): Promise<VAppTemplate> {
    const path = paths.vAppTemplate(id);
    return this.#calls.get('getVAppTemplate', path, this.#readVAppTemplate, context, signal);
  }

  async deleteItem(id: string, context: OrgContext, signal: AbortSignal): Promise<void> {
    const path = paths.catalogItem(id);
    try {
      await this.#calls.changeAtOnce(
        id,
        { operation: 'deleteItem', method: 'DELETE', path, context },
        signal,
      );
    } catch (fault) {
      if (!(fault instanceof VcdForbidden)) throw fault;
      // vCD says "forbidden" of what is gone as well; what can still be read is not gone.
      if (await this.#isVisible(id, context, signal)) throw fault;
    }
  }

  async startUpload(
    catalogId: string,
    item: { readonly name: string; readonly description: string },
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<CatalogItem> {
    const path = `${paths.catalog(catalogId)}/action/upload`;
    const body = { type: mediaType.uploadVAppTemplateParams, text: uploadBody(item) };
    return this.#calls.call(
      { operation: 'startUpload', method: 'POST', path, body, context, read: readItem },
      signal,
    );
  }

  async putDescriptor(
    file: TransferFile,
    text: string,
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<void> {
    const path = uploadPath(file);
    const body = { type: 'text/xml', text };
    await this.#calls.changeAtOnce(
      path,
      { operation: 'putDescriptor', method: 'PUT', path, body, context },
      signal,
    );
  }

  async putPiece(
    file: TransferFile,
    piece: { readonly bytes: Uint8Array; readonly start: number; readonly total: number },
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<void> {
    const path = uploadPath(file);
    const { bytes, start, total } = piece;
    const contentRange = `bytes ${start}-${start + bytes.length - 1}/${total}`;
    const body = { type: 'application/octet-stream', bytes, contentRange };
    await this.#calls.changeAtOnce(
      path,
      { operation: 'putPiece', method: 'PUT', path, body, context },
      signal,
    );
  }

  async instantiate(vApp: NewImageVApp, context: OrgContext, signal: AbortSignal): Promise<VApp> {
    const path = `${paths.vdc(vApp.vdcId)}/action/instantiateVAppTemplate`;
    const body = {
      type: mediaType.instantiateVAppTemplateParams,
      text: instantiateBody(vApp, this.#href),
    };
    return this.#calls.call(
      { operation: 'instantiateVAppTemplate', method: 'POST', path, body, context, read: readVApp },
      signal,
    );
  }

  async shutDownVApp(vAppId: string, context: OrgContext, signal: AbortSignal): Promise<Task> {
    const path = `${paths.vApp(vAppId)}/action/undeploy`;
    const body = { type: mediaType.undeployVAppParams, text: undeployBody('shutdown') };
    return this.#calls.change(
      vAppId,
      { operation: 'shutDownVApp', method: 'POST', path, body, context },
      signal,
    );
  }

  async capture(
    catalogId: string,
    capture: Parameters<Catalogs['capture']>[1],
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<Task> {
    const path = `${paths.catalog(catalogId)}/action/captureVApp`;
    const body = { type: mediaType.captureVAppParams, text: captureBody(capture, this.#href) };
    return this.#calls.change(
      capture.vAppId,
      { operation: 'captureVApp', method: 'POST', path, body, context },
      signal,
    );
  }

  async #isVisible(itemId: string, context: OrgContext, signal: AbortSignal): Promise<boolean> {
    try {
      await this.getItem(itemId, context, signal);
      return true;
    } catch (fault) {
      if (fault instanceof VcdForbidden) return false;
      throw fault;
    }
  }
}

function uploadPath({ name, path }: TransferFile): string {
  if (path === undefined) throw new TypeError(`vCD does not wait for the file ${name}`);
  return path;
}
