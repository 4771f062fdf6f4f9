import { z } from 'zod';
import { Reason } from './reasons.ts';

export const ConditionStatus = z.enum(['True', 'False', 'Unknown']);
export type ConditionStatus = z.output<typeof ConditionStatus>;

/** One yes-no-unknown fact about a record. */
export const Condition = z.object({
  type: z.string(),
  status: ConditionStatus,
  reason: Reason,
  /** For people; empty when the reason says it all. */
  message: z.string(),
  /** When `status` last changed; a new reason or message leaves it alone. */
  lastTransitionTime: z.iso.datetime(),
});
export type Condition = z.output<typeof Condition>;

/** `conditions` with `next` put in place of the one of its type; the transition time moves only with the status. */
export function withCondition(
  conditions: readonly Condition[],
  next: Omit<Condition, 'lastTransitionTime'>,
  now: Date,
): Condition[] {
  const before = conditions.find((condition) => condition.type === next.type);
  const lastTransitionTime = before?.status === next.status ? before.lastTransitionTime : now.toISOString();
  const others = conditions.filter((condition) => condition.type !== next.type);
  return [...others, { ...next, lastTransitionTime }].sort((a, b) => a.type.localeCompare(b.type));
}

export function findCondition(conditions: readonly Condition[], type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}
