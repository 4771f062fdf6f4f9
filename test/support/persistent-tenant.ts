import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Tenant } from '../../scripts/simulated/tenant.ts';

/** A task in Cloud Director as its query shows it to a tenant. */
export interface QueriedTask {
  readonly href: string;
  readonly operation: string;
  readonly status: string;
  readonly clusterName: string;
  /** `urn:cse:cluster:ID`. */
  readonly cluster: string;
}

/** How a request ended at last. */
export type Insistence =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly attempts: number }
  | { readonly kind: 'seenDone' };

/** A tenant who tries again for as long as nobody answers. */
export interface PersistentTenant {
  /** Requests that were answered, and those that were sent without. */
  readonly answered: number;
  readonly unanswered: number;
  /**
   * Sends a request until it is answered. What became of one that was not, nobody knows: before it is sent again `isDone`
   * looks whether it was done, and ends the trying.
   */
  insist(send: () => Promise<Answer>, isDone: () => Promise<boolean>): Promise<Insistence>;
  /** All tasks of clusters as they are a moment after the question; who asks at the same time shares the answer. */
  tasks(): Promise<readonly QueriedTask[]>;
}

/** `served` is waited for before anything is sent. */
export function persistentTenant(tenant: Tenant, served: () => Promise<void>): PersistentTenant {
  let [answered, unanswered] = [0, 0];
  let next: Promise<readonly QueriedTask[]> | undefined;
  return {
    get answered() {
      return answered;
    },
    get unanswered() {
      return unanswered;
    },
    async insist(send, isDone) {
      for (let attempts = 1; ; attempts += 1) {
        await served();
        const answer = await send();
        if (isAnswer(answer)) {
          answered += 1;
          return { kind: 'answered', answer, attempts };
        }
        unanswered += 1;
        // Whoever asks again at once, and all at the same time, keeps a service busy with what nobody waits for any more.
        await delay(Math.min(attempts, 6) * 500);
        if (await isDone()) return { kind: 'seenDone' };
      }
    },
    tasks() {
      next ??= delay(200).then(() => {
        next = undefined;
        return queryTasks(tenant);
      });
      return next;
    },
  };
}

async function queryTasks(tenant: Tenant): Promise<readonly QueriedTask[]> {
  const tasks: QueriedTask[] = [];
  for (let page = 1, more = true; more; page += 1) {
    const path = `/api/query?type=task&format=records&pageSize=100&page=${page}`;
    const { body, status, text } = await tenant.call('GET', path);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    // vCD's query in its JSON form.
    const { record, total } = body as { record: Record<string, string>[]; total: number };
    tasks.push(...record.map(taskOf).filter(({ cluster }) => cluster.startsWith('urn:cse:cluster:')));
    more = page * 100 < total;
  }
  return tasks;
}

/** Nothing came from the service: vCD waited in vain, could not send, or the service gave up in time and says so. */
function isAnswer({ status, text }: Answer): boolean {
  return status !== 504 && status !== 503 && !text.includes('Cannot send message to service');
}

function taskOf(record: Record<string, string>): QueriedTask {
  const { href = '', name = '', status = '', objectName = '', object = '' } = record;
  return { href, operation: name, status, clusterName: objectName, cluster: object };
}
