import type { Caller } from './callers/caller.ts';
import { jsonResponse, type ApiResponse } from './request.ts';
import type { RequestTrace } from '#records/request-trace.ts';
import type { TraceStore } from '#store/record-store.ts';
import type { Logger } from '#telemetry/logger.ts';

type Outcome = RequestTrace['outcome'];

/** What a request is about, in the words of its outcome. */
type Subject =
  | Pick<Extract<Outcome, { kind: 'cluster' }>, 'kind' | 'operation' | 'clusterName'>
  | Pick<Extract<Outcome, { kind: 'vdc' }>, 'kind' | 'name'>
  | Pick<Extract<Outcome, { kind: 'service' }>, 'kind'>;

/**
 * The answer that a request got when it was delivered before; undefined when it was not. Ids of messages are vCD's and
 * unique; one that comes back with another user or subject is another request all the same.
 */
export async function answerOfBefore(
  { traces }: { readonly traces: TraceStore },
  caller: Caller,
  request: string,
  subject: Subject,
): Promise<ApiResponse | undefined> {
  const trace = await traces.get(request);
  if (trace?.user !== caller.userId) return undefined;
  const { outcome } = trace;
  const isSame = Object.entries(subject).every(([key, value]) => Reflect.get(outcome, key) === value);
  return isSame ? answerOf(outcome) : undefined;
}

/**
 * Keeps what a request came to, and gives the answer that says so. It is done already, so a failure to keep it is only
 * logged: the next delivery finds what the first one made where its record is.
 */
export async function tracedAnswer(
  { traces, log }: { readonly traces: TraceStore; readonly log: Logger },
  user: string,
  request: string,
  outcome: Outcome,
): Promise<ApiResponse> {
  try {
    await traces.put({ request, user, outcome });
  } catch (error) {
    log.warn({ err: error, requestId: request }, 'could not keep what became of a request');
  }
  return answerOf(outcome);
}

/** The bodies of the contract of CSE 1.2.7, sections 3.8 to 3.12. */
function answerOf(outcome: Outcome): ApiResponse {
  switch (outcome.kind) {
    case 'cluster': {
      const { operation, clusterId, clusterName, taskHref } = outcome;
      return operation === 'create_cluster'
        ? jsonResponse(202, { name: clusterName, cluster_id: clusterId, task_href: taskHref })
        : jsonResponse(202, { cluster_name: clusterName, task_href: taskHref });
    }
    case 'vdc':
      return jsonResponse(202, { ovdc_name: outcome.name, task_href: outcome.taskHref });
    case 'service':
      return jsonResponse(200, { message: outcome.message });
  }
}
