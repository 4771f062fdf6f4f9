import { referTo } from '../documents/references.ts';
import { ApiError, badRequest, noAccess } from '../http/api-error.ts';
import type { Catalog, CatalogItem, Template, UploadFile } from '../inventory/entities.ts';
import type { Task } from '../tasks/task.ts';
import { TaskFailure } from '../tasks/task-engine.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, textOf } from '../xml/read.ts';
import type { Caller } from './access.ts';
import { readName } from './catalogs.ts';
import type { OvfDescriptor } from './ovf-descriptor.ts';
import { readDescriptor } from './ovf-descriptor.ts';
import { addItem, addTemplateVm, discardItem, startMaking } from './templates.ts';

const descriptorName = 'descriptor.ovf';

/** A piece of a file as it came. */
export interface Piece {
  readonly body: Buffer;
  /** `bytes 0-99/1000`; without it the body is the whole file. */
  readonly contentRange: string | undefined;
}

/** Uploads that are under way: the descriptor first, then the files that it names, each in pieces or at once. */
export interface Transfers {
  /** vCloud API, UploadVAppTemplateParams: the item and its template are there at once, unresolved. */
  start(caller: Caller, catalog: Catalog, body: XmlElement): CatalogItem;
  /** Throws 400 for what does not fit the file, 403 for a file that nobody waits for, 416 for a piece out of turn. */
  receive(transferId: string, fileName: string, piece: Piece): void;
}

interface Transfer {
  readonly template: Template;
  readonly task: Task;
  readonly complete: PromiseWithResolvers<OvfDescriptor>;
  descriptor: OvfDescriptor | undefined;
}

export function createTransfers(world: World): Transfers {
  const transfers = new Map<string, Transfer>();
  return {
    start(caller, catalog, body) {
      const sourceHref = attributeOf(body, 'sourceHref');
      if (sourceHref !== undefined) requireHttp(sourceHref);
      const transferId = world.random.uuid();
      const { item, template } = addItem(world, catalog, {
        name: readName(body),
        description: textOf(body, 'Description') ?? '',
        status: 0,
      });
      if (sourceHref === undefined) template.files = [expected(transferId, descriptorName, undefined)];
      const complete = Promise.withResolvers<OvfDescriptor>();
      // Nobody may be waiting when it fails.
      complete.promise.catch(() => {});
      const task = startMaking(world, item, {
        operationName: 'vdcUploadOvfContents',
        doing: `Importing Virtual Application Template ${template.name}(${template.id})`,
        done: `Imported Virtual Application Template ${template.name}(${template.id})`,
        owner: referTo.template(template),
        orgId: catalog.orgId,
        userId: caller.user.id,
        requestId: caller.requestId,
        locks: [{ id: item.id, entity: 'catalogItem' }],
        // Old clients look at it when all is over.
        lingers: true,
        finish: async (signal) => {
          signal.addEventListener('abort', () => {
            complete.reject(signal.reason);
          });
          const imported = sourceHref === undefined ? complete.promise : importFrom(sourceHref, signal);
          const { vms } = await imported;
          template.vmIds = vms.map(({ name, hardware }) => addTemplateVm(world, template, name, hardware));
          template.status = 8;
          template.files = [];
          catalog.version++;
          transfers.delete(transferId);
        },
        undo: () => {
          transfers.delete(transferId);
          if (task.cancelRequested) discardItem(world, item);
          else Object.assign(template, { status: -1, files: [] });
        },
      });
      transfers.set(transferId, { template, task, complete, descriptor: undefined });
      return item;
    },
    receive(transferId, fileName, piece) {
      const transfer = transfers.get(transferId);
      const file = transfer?.template.files.find(({ name }) => name === fileName);
      if (!transfer || !file) throw noAccess('transfer', `${transferId}/${fileName}`);
      if (fileName === descriptorName) receiveDescriptor(transfer, transferId, file, piece.body);
      else receivePiece(file, piece);
      settle(transfer);
    },
  };
}

function requireHttp(href: string): void {
  if (!URL.canParse(href) || !/^https?:$/.test(new URL(href).protocol)) {
    throw badRequest(`sourceHref is not an address: ${href}`);
  }
}

/** Fetches the descriptor and every file beside it, as vCD itself does for an import. */
async function importFrom(href: string, signal: AbortSignal): Promise<OvfDescriptor> {
  const descriptor = readDescriptor(await (await fetched(href, signal)).text());
  for (const { name } of descriptor.files) {
    await (await fetched(new URL(encodeURI(name), href).href, signal)).arrayBuffer();
  }
  return descriptor;
}

async function fetched(href: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(href, { signal });
  if (!response.ok) throw new TaskFailure(`${href} answered ${response.status}.`);
  return response;
}

function expected(transferId: string, name: string, size: number | undefined): UploadFile {
  return { name, size, received: 0, path: `/transfer/${transferId}/${encodeURIComponent(name)}` };
}

function receiveDescriptor(transfer: Transfer, transferId: string, file: UploadFile, body: Buffer): void {
  if (transfer.descriptor) throw badRequest('The descriptor is there already.');
  try {
    transfer.descriptor = readDescriptor(body.toString('utf8'));
  } catch (error) {
    transfer.complete.reject(new TaskFailure('The OVF descriptor is not valid.', 'BAD_REQUEST'));
    throw error;
  }
  file.received = body.length;
  file.size = body.length;
  const files = transfer.descriptor.files.map(({ name, size }) => expected(transferId, name, size));
  transfer.template.files = [file, ...files];
}

function receivePiece(file: UploadFile, { body, contentRange }: Piece): void {
  const { start, end, total } = readRange(contentRange, body.length);
  if (end - start + 1 !== body.length) throw badRequest(`The body does not have the bytes ${contentRange}.`);
  if (file.size !== undefined && total !== file.size) {
    throw badRequest(`The file "${file.name}" has ${file.size} bytes, not ${total}.`);
  }
  if (start !== file.received) {
    throw new ApiError(
      416,
      'REQUESTED_RANGE_NOT_SATISFIABLE',
      `Of the file "${file.name}" the bytes from ${file.received} on are next.`,
    );
  }
  file.size = total;
  file.received = end + 1;
}

function readRange(contentRange: string | undefined, length: number) {
  if (contentRange === undefined) return { start: 0, end: length - 1, total: length };
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(contentRange.trim());
  if (!found) throw badRequest(`The header Content-Range is not valid: ${contentRange}`);
  const [start = 0, end = 0, total = 0] = found.slice(1).map(Number);
  return { start, end, total };
}

/** Tells the progress, and the end when every byte of every file is there. */
function settle({ template, task, complete, descriptor }: Transfer): void {
  if (!descriptor) return;
  const { files } = template;
  const wanted = files.reduce((sum, file) => sum + (file.size ?? 1), 0);
  task.progress = Math.floor((100 * files.reduce((sum, file) => sum + file.received, 0)) / wanted);
  if (files.some((file) => file.received !== file.size)) return;
  template.status = 12;
  complete.resolve(descriptor);
}
