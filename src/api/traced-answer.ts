import { resultOf } from './audited.ts';
import type { Caller } from './callers/caller.ts';
import type { WriteDependencies } from './dependencies.ts';
import { jsonResponse, type ApiResponse } from './request.ts';
import type { RequestTrace } from '#records/request-trace.ts';
import type { TraceStore } from '#store/record-store.ts';

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
 * Keeps what a request came to, in one commit with the end of its action in the audit, and gives the answer that says so.
 * It is done already, so a failure to keep it is only logged: the next delivery finds what the first one made where its
 * record is.
 */
export async function tracedAnswer(
  { traces, auditor, log }: Pick<WriteDependencies, 'traces' | 'auditor' | 'log'>,
  user: string,
  request: string,
  outcome: Outcome,
): Promise<ApiResponse> {
  const answer = answerOf(outcome);
  const kept = traces.put({ request, user, outcome }).catch((error: unknown) => {
    log.warn({ err: error, requestId: request }, 'could not keep what became of a request');
  });
  await Promise.all([kept, auditor.conclude(resultOf(answer))]);
  return answer;
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
