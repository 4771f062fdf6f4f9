import type { CloudDirector } from './cloud-director.ts';
import { Rereading } from './http/rereading.ts';
import type { Read } from './http/xml-call.ts';
import type { OrgContext, VAppRecord } from './model.ts';
import { readVAppRecords, type VAppRecordPage } from './readers/read-vapp-records.ts';
import type { ServiceCalls } from './service-calls.ts';
import { anyValue, queryVApps, type VAppQuery } from './vapp-query.ts';

/** Pages of a list of all vApps: the records of some thousand are not kept a second time for it. */
const mostPagesReread = 8;

/** Finds vApps as the service account sees them, by the query service. */
export class VAppSearch {
  readonly #calls: ServiceCalls;
  readonly #systemAccount: boolean;
  readonly #readMarkedPage = new Rereading({ read: readVAppRecords, most: mostPagesReread });

  /** `systemAccount`: of every organization. */
  constructor(options: { readonly calls: ServiceCalls; readonly systemAccount: boolean }) {
    this.#calls = options.calls;
    this.#systemAccount = options.systemAccount;
  }

  async find(
    where: Parameters<CloudDirector['findVApps']>[0],
    metadataKeys: readonly string[],
    context: OrgContext,
    signal: AbortSignal,
  ): Promise<readonly VAppRecord[]> {
    const { vdcId, name, metadata } = where;
    const query = { name, metadata, metadataKeys };
    const records = await this.#query(query, readVAppRecords, context, signal);
    // Compared here: versions of vCD differ in how a filter names a reference, and old ones ignore the context.
    return records.filter(
      (record) =>
        (vdcId === undefined || record.vdcId === vdcId) &&
        (record.orgId === undefined || record.orgId === context.orgId),
    );
  }

  findMarked(key: string, shownKeys: readonly string[], signal: AbortSignal): Promise<readonly VAppRecord[]> {
    const query = { metadata: { key, value: anyValue }, metadataKeys: shownKeys } as const;
    return this.#query(query, this.#readMarkedPage, undefined, signal);
  }

  #query(
    query: Omit<VAppQuery, 'administrator'>,
    readPage: Read<VAppRecordPage>,
    context: OrgContext | undefined,
    signal: AbortSignal,
  ): Promise<readonly VAppRecord[]> {
    return queryVApps({ ...query, administrator: this.#systemAccount }, (path) =>
      this.#calls.get('queryVApps', path, readPage, context, signal),
    );
  }
}
