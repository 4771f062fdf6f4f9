import { referTo } from '../documents/references.ts';
import { badRequest, noAccess } from '../http/api-error.ts';
import type { Catalog, CatalogItem, Template, UploadFile } from '../inventory/entities.ts';
import type { Task } from '../tasks/task.ts';
import { TaskFailure } from '../tasks/task-engine.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, textOf } from '../xml/read.ts';
import type { Caller } from './access.ts';
import { readName } from './catalogs.ts';
import { importFrom, requireHttp } from './import-from-address.ts';
import type { OvfDescriptor } from './ovf-descriptor.ts';
import { readDescriptor } from './ovf-descriptor.ts';
import type { Piece, ReceivedFile } from './received-file.ts';
import { createReceivedFile } from './received-file.ts';
import { addItem, addTemplateVm, discardItem, startMaking } from './templates.ts';

const descriptorName = 'descriptor.ovf';
const largestDescriptor = 16 * 1024 * 1024;

/** Uploads that are under way: the descriptor first, then the files that it names, each in pieces or at once. */
export interface Transfers {
  /** vCloud API, UploadVAppTemplateParams: the item and its template are there at once, unresolved. */
  start(caller: Caller, catalog: Catalog, body: XmlElement): CatalogItem;
  /** As a file receives its pieces. Throws 403 for a file that nobody waits for. */
  receive(transferId: string, fileName: string, piece: Piece): Promise<void>;
}

interface Transfer {
  readonly id: string;
  readonly template: Template;
  /** Resolves when every byte is there. */
  readonly complete: PromiseWithResolvers<OvfDescriptor>;
  readonly received: Map<string, ReceivedFile>;
  task: Task | undefined;
  descriptor: OvfDescriptor | undefined;
  lastActivity: Date;
}

/** The uploads of a world. */
export function createTransfers(world: World): Transfers {
  const transfers = new Map<string, Transfer>();
  return {
    start(caller, catalog, body) {
      const sourceHref = attributeOf(body, 'sourceHref');
      if (sourceHref !== undefined) requireHttp(sourceHref);
      const { item, template } = addItem(world, catalog, {
        name: readName(body),
        description: textOf(body, 'Description') ?? '',
      });
      const transfer = openTransfer(world, template);
      if (sourceHref === undefined) template.files = [expected(transfer.id, descriptorName, undefined)];
      transfer.task = startMaking(world, item, {
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
          const imported =
            sourceHref === undefined ? uploaded(world, transfer, signal) : importFrom(sourceHref, signal);
          const { vms } = await imported;
          template.vmIds = vms.map(({ name, hardware }) => addTemplateVm(world, template, name, hardware));
          template.status = 8;
          template.uploaded = template.files;
          template.files = [];
          catalog.version++;
          transfers.delete(transfer.id);
        },
        undo: () => {
          transfers.delete(transfer.id);
          template.files = [];
          if (transfer.task?.cancelRequested) discardItem(world, item);
          else if (template.status !== 17) template.status = -1;
        },
      });
      transfers.set(transfer.id, transfer);
      return item;
    },
    async receive(transferId, fileName, piece) {
      const transfer = transfers.get(transferId);
      const file = transfer?.template.files.find(({ name }) => name === fileName);
      if (!transfer || !file) throw noAccess('transfer', `${transferId}/${fileName}`);
      transfer.lastActivity = world.clock.now();
      if (fileName === descriptorName) await receiveDescriptor(transfer, file, piece);
      else await receivedFile(transfer, file).receive(piece);
      transfer.lastActivity = world.clock.now();
      settle(transfer);
    },
  };
}

function openTransfer({ random, clock }: World, template: Template): Transfer {
  const complete = Promise.withResolvers<OvfDescriptor>();
  // Nobody may be waiting when it fails.
  complete.promise.catch(() => {});
  return {
    id: random.uuid(),
    template,
    complete,
    received: new Map(),
    task: undefined,
    descriptor: undefined,
    lastActivity: clock.now(),
  };
}

function receivedFile({ received }: Transfer, file: UploadFile): ReceivedFile {
  const found = received.get(file.name) ?? createReceivedFile(file);
  received.set(file.name, found);
  return found;
}

function expected(transferId: string, name: string, size: number | undefined): UploadFile {
  const path = `/transfer/${transferId}/${encodeURIComponent(name)}`;
  return { name, size, received: 0, sha256: undefined, path };
}

/** Resolves when every byte of every file is there. Throws when nobody sends anything for too long. */
async function uploaded(world: World, transfer: Transfer, signal: AbortSignal): Promise<OvfDescriptor> {
  const { complete } = transfer;
  const over = new AbortController();
  signal.addEventListener('abort', () => {
    complete.reject(signal.reason);
  });
  try {
    const silence = untilSilent(world, transfer, AbortSignal.any([signal, over.signal]));
    return await Promise.race([complete.promise, silence]);
  } finally {
    over.abort();
  }
}

async function untilSilent(world: World, transfer: Transfer, signal: AbortSignal): Promise<never> {
  const { clock, uploadTimeoutMs } = world;
  for (;;) {
    const silentMs = clock.now().getTime() - transfer.lastActivity.getTime();
    if (silentMs >= uploadTimeoutMs) {
      transfer.template.status = 17;
      throw new TaskFailure('The upload has timed out.', 'TRANSFER_TIMEOUT');
    }
    await clock.sleep(uploadTimeoutMs - silentMs, signal);
  }
}

async function receiveDescriptor(transfer: Transfer, file: UploadFile, { content }: Piece): Promise<void> {
  if (transfer.descriptor) throw badRequest('The descriptor is there already.');
  const parts: Uint8Array[] = [];
  for await (const bytes of content) {
    parts.push(bytes);
    file.received += bytes.length;
    if (file.received > largestDescriptor) throw badRequest('The OVF descriptor is too long.');
  }
  try {
    transfer.descriptor = readDescriptor(Buffer.concat(parts).toString('utf8'));
  } catch (error) {
    transfer.complete.reject(new TaskFailure('The OVF descriptor is not valid.', 'BAD_REQUEST'));
    throw error;
  }
  file.size = file.received;
  const files = transfer.descriptor.files.map(({ name, size }) => expected(transfer.id, name, size));
  transfer.template.files = [file, ...files];
}

/** Tells the progress, and the end when every byte of every file is there. */
function settle({ template, task, complete, descriptor }: Transfer): void {
  if (!descriptor) return;
  const { files } = template;
  const wanted = files.reduce((sum, file) => sum + (file.size ?? 1), 0);
  const received = files.reduce((sum, file) => sum + file.received, 0);
  if (task) task.progress = Math.floor((100 * received) / wanted);
  if (files.some((file) => file.received !== file.size)) return;
  template.status = 12;
  complete.resolve(descriptor);
}
