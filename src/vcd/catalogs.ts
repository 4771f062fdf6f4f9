import type { Named, NewVm, OrgContext, Task, TemplateSource, VApp } from './model.ts';

/** A catalog with its items, as its own organization sees it. Ids are bare UUIDs. */
export interface Catalog extends Named {
  readonly orgId: string;
  /** The administrators of every organization see it. */
  readonly published: boolean;
  /** While a capture replaces an item, vCD may show two of its name. */
  readonly items: readonly Named[];
}

/** An entry of a catalog. */
export interface CatalogItem extends Named {
  readonly description: string;
  /** Undefined for a medium. */
  readonly vAppTemplateId: string | undefined;
  /** Rises with every change of what is in it; absent where vCD shows none. */
  readonly versionNumber: number | undefined;
}

/** A file of an upload that vCD waits for. */
export interface TransferFile {
  readonly name: string;
  /** -1 where the descriptor does not say it. */
  readonly size: number;
  readonly bytesTransferred: number;
  /** Where it is to be put: the path of its upload link, absent when it is not to be sent (any more). */
  readonly path: string | undefined;
}

/** A vApp template, finished or not. */
export interface VAppTemplate extends Named {
  /** 0 and 11 to 13 unfinished, 8 usable, -1 and others given up (vCloud API, vApp template status). */
  readonly status: number;
  readonly files: readonly TransferFile[];
  readonly tasks: readonly Task[];
  /** Its first VM, when it is finished. */
  readonly source: TemplateSource | undefined;
}

/** A vApp of one machine that is made of an image, powered off, with the machine's name. */
export interface NewImageVApp {
  readonly vdcId: string;
  readonly description: string;
  readonly vAppTemplateId: string;
  readonly network: Named;
  readonly vm: NewVm;
}

/**
 * Catalogs and what is done to make a template in one, as the service account does it. Throws the errors of
 * `errors.ts`; what vCD answers with a task returns at once and is seen by looking again.
 */
export interface Catalogs {
  /** Undefined when organization or catalog is not there. */
  findCatalog(
    where: { readonly org: string; readonly catalog: string },
    signal: AbortSignal,
  ): Promise<Catalog | undefined>;
  getItem(id: string, context: OrgContext, signal: AbortSignal): Promise<CatalogItem>;
  getVAppTemplate(id: string, context: OrgContext, signal: AbortSignal): Promise<VAppTemplate>;
  /** A catalog item and what makes it are gone with it. One that is gone already is no error. */
  deleteItem(id: string, context: OrgContext, signal: AbortSignal): Promise<void>;

  /** Begins an upload: the item is there at once, and its template waits for its descriptor. */
  startUpload(
    catalogId: string,
    item: { readonly name: string; readonly description: string },
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<CatalogItem>;
  putDescriptor(file: TransferFile, text: string, context: OrgContext, signal: AbortSignal): Promise<void>;
  /** `start` is where the piece lies in the file of `total` bytes. vCD takes pieces in order only. */
  putPiece(
    file: TransferFile,
    piece: { readonly bytes: Uint8Array; readonly start: number; readonly total: number },
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<void>;

  /** Throws `VcdDuplicateName`. */
  instantiate(vApp: NewImageVApp, context: OrgContext, signal: AbortSignal): Promise<VApp>;
  /** Shuts the guests down through their tools and frees what the vApp holds. */
  shutDownVApp(vAppId: string, context: OrgContext, signal: AbortSignal): Promise<Task>;
  /** Makes a template of a vApp that is off; guests that are copied from it are customized anew. */
  capture(
    catalogId: string,
    capture: {
      readonly name: string;
      readonly description: string;
      readonly vAppId: string;
      /** The item whose place it takes when it is finished. */
      readonly replaces: Named | undefined;
    },
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<Task>;
}
