import { metadataBody } from './bodies/metadata-body.ts';
import { paths } from './hrefs.ts';
import { mediaType } from './media-types.ts';
import type { Task } from './model.ts';
import { readSystemMetadata } from './readers/read-metadata.ts';
import type { ServiceCalls } from './service-calls.ts';
import { taskEnd } from './task-end.ts';

/** A change of metadata takes vCD an instant. */
const pollMs = 100;

/** What is kept on an organization VDC for the provider's eyes only (vCloud API, Metadata, domain SYSTEM). */
export function getVdcMetadata(
  calls: ServiceCalls,
  vdcId: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const path = `${paths.adminVdc(vdcId)}/metadata`;
  const call = { operation: 'getVdcMetadata', method: 'GET', path, urgent: true } as const;
  return calls.call({ ...call, read: readSystemMetadata }, signal);
}

/** Takes entries away, one task each, then adds or replaces others; the task of the latter, which still runs. */
export async function setVdcMetadata(
  calls: ServiceCalls,
  vdcId: string,
  change: { readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] },
  signal: AbortSignal,
): Promise<Task> {
  const path = `${paths.adminVdc(vdcId)}/metadata`;
  for (const key of change.remove) {
    const removal = { operation: 'removeVdcMetadata', method: 'DELETE', urgent: true } as const;
    const at = `${path}/SYSTEM/${encodeURIComponent(key)}`;
    // An entity takes one change after the other.
    await taskEnd(calls, await calls.change(vdcId, { ...removal, path: at }, signal), pollMs, signal);
  }
  const text = metadataBody(change.set, { domain: 'SYSTEM', visibility: 'PRIVATE' });
  const body = { type: mediaType.metadata, text };
  return calls.change(
    vdcId,
    { operation: 'setVdcMetadata', method: 'POST', path, body, urgent: true },
    signal,
  );
}
