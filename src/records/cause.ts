import type { Cluster } from './cluster.ts';
import { findCondition } from './condition.ts';
import { reasons, type Reason } from './reasons.ts';
import { remedies } from './remedies.ts';
import type { Template } from './template.ts';

/** Why something is not further than it is. */
export interface Cause {
  /** For a line of a list; empty when all is well. */
  readonly brief: string;
  /** What it means and what happened, in whole sentences. */
  readonly full: string;
  /** What a person can do about it; empty where waiting is all. */
  readonly remedy: string;
}

/** Failures first, then what was unexpected, then what is waited for. */
export function causeOf(record: Cluster | Template): Cause {
  const { status } = record;
  const { lastError, waiting, conditions } = status;
  const failure =
    'failure' in status ? status.failure : 'build' in status ? status.build?.failure : undefined;
  const stalled = findCondition(conditions, 'Stalled');
  if (failure) return cause(failure.reason, failure.message, record);
  if (lastError) return cause('Retrying', lastError.message, record);
  if (waiting) return cause(waiting.reason, waiting.message, record);
  if (stalled?.status === 'True') return cause(stalled.reason, stalled.message, record);
  const ready = findCondition(conditions, 'Ready');
  if (!ready || ready.status === 'True') return { brief: '', full: '', remedy: '' };
  return cause(ready.reason, ready.message, record);
}

function cause(reason: Reason, message: string, record: Cluster | Template): Cause {
  const meaning = reasons[reason];
  return {
    brief: message || meaning,
    full: message ? `${meaning.replace(/\.$/, '')}: ${message}` : meaning,
    remedy: (remedies[reason] ?? '').replace('AGAIN', again(record)),
  };
}

function again({ kind, metadata, spec }: Cluster | Template): string {
  if ('rollback' in spec && spec.rollback) return 'then ask for it again: what was made is taken back.';
  const what = kind.toLowerCase();
  return `then: cse retry ${what} ${metadata.name}, or delete the ${what} and ask for it again.`;
}
