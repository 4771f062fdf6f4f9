import { VcdForbidden } from './errors.ts';
import { paths } from './hrefs.ts';
import type { OrgContext, Task } from './model.ts';
import { readVApp } from './readers/read-vapp.ts';
import type { ServiceCalls } from './service-calls.ts';

/** Forced: powers off what runs. A vApp that is gone already is no error and gives no task. */
export async function deleteVApp(
  calls: ServiceCalls,
  vAppId: string,
  context: OrgContext,
  signal: AbortSignal,
): Promise<Task | undefined> {
  const path = `${paths.vApp(vAppId)}?force=true&recursive=false`;
  try {
    return await calls.change(vAppId, { operation: 'deleteVApp', method: 'DELETE', path, context }, signal);
  } catch (fault) {
    if (!(fault instanceof VcdForbidden)) throw fault;
    // vCD says "forbidden" of what is gone as well; what can still be read is not gone.
    if (await isVisible(calls, vAppId, context, signal)) throw fault;
    return undefined;
  }
}

async function isVisible(
  calls: ServiceCalls,
  vAppId: string,
  context: OrgContext,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await calls.get('getVApp', paths.vApp(vAppId), readVApp, context, signal);
    return true;
  } catch (fault) {
    if (fault instanceof VcdForbidden) return false;
    throw fault;
  }
}
