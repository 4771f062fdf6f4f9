import { z } from 'zod';
import { Reason } from './reasons.ts';

/** Every condition type with what it says when it is true; the reference page is generated from here. */
export const conditionTypes = {
  ControlPlaneReady: 'The control plane node runs and has initialized the cluster.',
  Deleting: 'Everything that belongs to the record is being removed.',
  InfrastructureReady: 'The vApp and all VMs are there and powered on.',
  KubeconfigPublished: 'The kubeconfig can be fetched and the endpoint is recorded on the vApp.',
  LeaseExpires:
    'A lease of Cloud Director is going to stop the vApp, or to remove it: the message says when.',
  NodesJoined: 'Every node that was asked for has joined the cluster.',
  Ready: 'All is as it was asked for; the summary of the others.',
  Reconciling: 'Work is under way or waited for: the reason says for what.',
  Stalled: 'Nothing more happens until a person acts: the message says what is wrong.',
} as const;

/** The names that conditions have. */
export type ConditionType = keyof typeof conditionTypes;
export const ConditionType = z.enum(Object.keys(conditionTypes) as [ConditionType, ...ConditionType[]]); // never empty

/** What is known of a condition. */
export const ConditionStatus = z.enum(['True', 'False', 'Unknown']);
export type ConditionStatus = z.output<typeof ConditionStatus>;

/** One yes-no-unknown fact about a record. */
export const Condition = z.object({
  type: ConditionType,
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

/** Undefined when the record does not say. */
export function findCondition(conditions: readonly Condition[], type: ConditionType): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}
