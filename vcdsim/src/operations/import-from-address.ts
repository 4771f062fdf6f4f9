import { badRequest } from '../http/api-error.ts';
import { TaskFailure } from '../tasks/task-engine.ts';
import type { OvfDescriptor } from './ovf-descriptor.ts';
import { readDescriptor } from './ovf-descriptor.ts';

/** Throws 400 for an address that cannot be fetched from. */
export function requireHttp(href: string): void {
  if (!URL.canParse(href) || !/^https?:$/.test(new URL(href).protocol)) {
    throw badRequest(`sourceHref is not an address: ${href}`);
  }
}

/** Fetches the descriptor and every file beside it, as vCD itself does for an import; of the files nothing is kept. */
export async function importFrom(href: string, signal: AbortSignal): Promise<OvfDescriptor> {
  const descriptor = readDescriptor(await (await fetched(href, signal)).text());
  for (const { name } of descriptor.files) {
    const response = await fetched(new URL(encodeURI(name), href).href, signal);
    await response.body?.pipeTo(new WritableStream(), { signal });
  }
  return descriptor;
}

async function fetched(href: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(href, { signal });
  if (!response.ok) throw new TaskFailure(`${href} answered ${response.status}.`);
  return response;
}
