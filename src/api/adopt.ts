import { z } from 'zod';
import { adoptedCluster } from './adopted-cluster.ts';
import type { Caller } from './caller.ts';
import type { WriteDependencies } from './dependencies.ts';
import { ApiError } from './errors.ts';
import type { VisibleVApp } from './ports.ts';
import { noteEvent } from './request-event.ts';
import type { Cluster } from '#records/cluster.ts';
import { StoreExists } from '#store/errors.ts';

export type AdoptionDependencies = Pick<
  WriteDependencies,
  'clusters' | 'directory' | 'events' | 'clock' | 'log'
>;

/**
 * Takes over a cluster that another server made, when somebody wants something done with it: what vCD shows of its vApp
 * becomes a record, and the vApp itself is not touched. Undefined when it has gone meanwhile. Throws `ApiError` 409 for a
 * vApp that carries no UUID, or that of another cluster because it is a copy.
 */
export async function adopt(
  dependencies: AdoptionDependencies,
  caller: Caller,
  vApp: VisibleVApp,
  signal: AbortSignal,
): Promise<Cluster | undefined> {
  const { clusters, directory, clock } = dependencies;
  const clusterId = z.uuid().safeParse(vApp.metadata.get('cse.cluster.id')).data;
  if (clusterId === undefined) throw notAdoptable(vApp, 'carries no cluster id that is a UUID');
  const origin = await directory.originOf(caller, vApp, signal);
  if (!origin) return undefined;
  signal.throwIfAborted();
  try {
    const record = await clusters.create(adoptedCluster({ clusterId, vApp, origin, now: clock() }));
    const from = vApp.metadata.get('cse.version') ?? 'unknown version';
    await noteEvent(dependencies, record, 'Adopted', `taken over from another server (${from})`);
    return record;
  } catch (error) {
    if (!(error instanceof StoreExists)) throw error;
    const record = await clusters.get(error.key);
    if (record?.status.vApp?.id === vApp.id) return record;
    throw notAdoptable(vApp, 'is a copy: it carries the id, or has the name, of another cluster');
  }
}

function notAdoptable({ name }: VisibleVApp, why: string): ApiError {
  return new ApiError(409, `Cluster ${name} is not looked after by this service: its vApp ${why}.`);
}
