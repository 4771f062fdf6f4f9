import { ApiError } from '../errors.ts';
import { assertNewClusterName } from '../clusters/cluster-name.ts';
import { clusterIdFor } from '../clusters/cluster-id.ts';
import { identifyDeployer } from '../callers/deployer.ts';
import { newCluster } from '../clusters/new-cluster.ts';
import { noteRequest } from '../clusters/request-event.ts';
import { offeredTemplates } from '../clusters/offered-templates.ts';
import { parseCreateRequest } from '../bodies/create-request.ts';
import { answerOfBefore, tracedAnswer } from '../traced-answer.ts';
import type { Caller } from '../callers/caller.ts';
import type { OpenTask } from '../ports.ts';
import type { ApiRequest } from '../request.ts';
import type { Operation } from '../operation.ts';
import type { WriteDependencies } from '../dependencies.ts';
import type { Cluster, TenantRequest } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import type { NewRecord, RecordStore } from '#store/record-store.ts';
import { StoreExists } from '#store/errors.ts';

/**
 * `POST /api/cse`: keeps the wish and opens its task. What vCD might not have (VDC, network, template) is answered
 * through the task, as is a name that is taken (contract of CSE 1.2.7, section 3.8).
 */
export function createCluster(dependencies: WriteDependencies): Operation {
  const { clusters, directory } = dependencies;
  return async function createCluster({ request }, signal) {
    const caller = await identifyDeployer(dependencies, request.headers, signal);
    assertTenant(caller);
    const wish = parseCreateRequest(request.body);
    const { name } = wish;
    assertNewClusterName(name);
    const subject = { kind: 'cluster', operation: 'create_cluster', clusterName: name } as const;
    const earlier = await answerOfBefore(dependencies, caller, request.id, subject);
    if (earlier) return earlier;
    const uid = clusterIdFor({ requestId: request.id, orgId: caller.orgId, name });

    const [template, placement, namesakes] = await Promise.all([
      wish.template ?? defaultTemplate(dependencies),
      directory.place(
        caller,
        { vdc: wish.vdc, network: wish.network, storageProfile: wish.storage_profile },
        signal,
      ),
      directory.visibleVApps(caller, name, signal),
    ]);
    const taken = namesakes.some((vApp) => vApp.name === name && vApp.metadata.get('cse.cluster.id') !== uid);

    // From here on the wish is durable: a sender who has stopped waiting must not get a cluster unasked.
    signal.throwIfAborted();
    const wanted = newCluster({ uid, requestId: request.id, caller, wish, template, placement });
    const kept = taken ? undefined : await createOrFind(clusters, wanted);
    const answer = (taskHref: string) =>
      tracedAnswer(dependencies, caller.userId, request.id, { ...subject, clusterId: uid, taskHref });
    if (!kept)
      return answer(await refuse(dependencies, { caller, name, uid, fresh: !request.redelivered }, signal));
    const { href, noted } = await accept(dependencies, kept, request, signal);
    const [answered] = await Promise.all([answer(href), noted]);
    return answered;
  };
}

/** Clusters live in the VDC of an organization, and System has none that a cluster could go to (section 4.2). */
function assertTenant(caller: Caller): void {
  if (!caller.systemAdministrator) return;
  throw new ApiError(
    403,
    'A system administrator cannot create a cluster. Log in to the organization that it is for.',
  );
}

async function defaultTemplate({ templates }: Pick<WriteDependencies, 'templates'>): Promise<string> {
  const offered = await offeredTemplates(templates);
  const chosen = offered.find((template) => template.spec.isDefault);
  if (!chosen) throw new ApiError(409, "No default template is offered: name one in 'template'.");
  return chosen.metadata.name;
}

interface KeptCluster {
  readonly record: Cluster;
  /** False when an earlier delivery of the same request made it. */
  readonly made: boolean;
}

/**
 * The new record, the one that this very request made before, or undefined when another has the name. One that was taken
 * back, because its sender got no task for it, has it no longer than its removal takes.
 */
async function createOrFind(
  clusters: RecordStore<Cluster>,
  wanted: NewRecord<Cluster>,
): Promise<KeptCluster | undefined> {
  try {
    return { record: await clusters.create(wanted), made: true };
  } catch (error) {
    if (!(error instanceof StoreExists)) throw error;
    const record = await clusters.get(error.key);
    if (record?.metadata.uid === wanted.metadata.uid) return { record, made: false };
    if (record && isTakenBack(record))
      throw new ApiError(
        503,
        `An earlier request for cluster ${record.metadata.name}, which was refused, is being cleared away. Try again later.`,
      );
    return undefined;
  }
}

function isTakenBack({ metadata, status }: Cluster): boolean {
  return metadata.deletionTimestamp !== undefined && status.tasks.length === 0;
}

async function accept(
  dependencies: WriteDependencies,
  { record, made }: KeptCluster,
  { id, redelivered }: ApiRequest,
  signal: AbortSignal,
): Promise<OpenTask> {
  const request: TenantRequest = { id, operation: 'create_cluster', user: record.spec.owner };
  const [task] = await Promise.all([
    openTask(dependencies, record, request, made && !redelivered, signal),
    noteRequest(dependencies, record, request),
  ]);
  return task;
}

/**
 * Without a task the sender has nothing to follow, so the wish is taken back and refused. One whose task is known has
 * been answered before, and stays.
 */
async function openTask(
  { clusters, tasks }: WriteDependencies,
  record: Cluster,
  request: TenantRequest,
  fresh: boolean,
  signal: AbortSignal,
): Promise<OpenTask> {
  try {
    return await tasks.open(record, request, { fresh }, signal);
  } catch (error) {
    if (record.status.tasks.some((task) => task.request === request.id)) throw error;
    await clusters.remove(keyOf(record));
    throw new ApiError(
      503,
      'Cloud Director did not open a task for the request, so the cluster is not created. Try again later.',
      { cause: error },
    );
  }
}

/** A name that is taken is told through a task that has failed, because scripts rely on the 202 (section 3.8). */
function refuse(
  { tasks }: WriteDependencies,
  { caller, name, uid, fresh }: { caller: Caller; name: string; uid: string; fresh: boolean },
  signal: AbortSignal,
): Promise<string> {
  return tasks.refuse(
    {
      orgId: caller.orgId,
      clusterId: uid,
      clusterName: name,
      operation: 'create_cluster',
      user: { id: caller.userId, name: caller.userName },
      text: 'create cluster',
      message: `Cluster ${name} already exists.`,
      fresh,
    },
    signal,
  );
}
