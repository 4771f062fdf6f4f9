import type { Cluster } from './cluster.ts';
import { findCondition } from './condition.ts';
import { reasons } from './reasons.ts';
import type { Template } from './template.ts';

/** Why a cluster is not further than it is, in one sentence for people; empty when all is well. */
export function clusterCause({ status }: Cluster): string {
  const { failure, lastError, waiting, conditions } = status;
  if (failure) return failure.message;
  if (lastError) return lastError.message;
  if (waiting) return waiting.message || reasons[waiting.reason];
  return findCondition(conditions, 'Stalled')?.message ?? '';
}

/** The same of a template. */
export function templateCause({ status }: Template): string {
  return status.lastError?.message ?? findCondition(status.conditions, 'Ready')?.message ?? '';
}
