import type { Intent } from '#records/intent.ts';

/** What was seen of a thing just now, and what the records say of it. */
export interface Sighting {
  /** `foreign`: something is there under the name, and it does not bear our mark. */
  readonly state: 'absent' | 'foreign' | 'present';
  /**
   * `accounts`: a record knows the thing, or sees to it itself. `paused`: a person has stopped the work on its record.
   * `unreadable`: no record that can be read knows it, and there are some that cannot.
   */
  readonly record: 'none' | 'accounts' | 'paused' | 'unreadable';
  /** Its cluster was ready once, or its template found good: there may be somebody's work in it. */
  readonly wasReady: boolean;
  /** Only the ledger or a mark that nothing else bears shows that it was us who made just this. */
  readonly proven: boolean;
  /** Cloud Director works on it. */
  readonly busy: boolean;
}

/** What may be done about what is left behind; all times in milliseconds. */
export interface LeakPolicy {
  /** False: it is only reported. */
  readonly remove: boolean;
  /** From the first sight to the removal. */
  readonly graceMs: number;
  /** A request whose answer was lost may still take effect for this long. */
  readonly lostAnswerMs: number;
}

/** Why a thing is left for a person to remove. */
export type KeptBecause = 'wasReady' | 'unproven' | 'paused' | 'unreadable' | 'notAllowed';

/** What is to be done about a line of the ledger or a thing of vCD. */
export type Judgement =
  /** The line of the ledger has done its service. */
  | { readonly kind: 'over' }
  /** Nothing is left behind so far; undefined: its record's own controller sees to it. */
  | { readonly kind: 'open'; readonly againInMs: number | undefined }
  | { readonly kind: 'kept'; readonly because: KeptBecause }
  | { readonly kind: 'due'; readonly inMs: number }
  | { readonly kind: 'remove' };

/** Cloud Director is done with most things within this time. */
const busyMs = 60_000;

/**
 * What is to become of a thing that a line of the ledger names. Nothing is removed that a record accounts for, that does not
 * bear our mark, or that was ever ready, unless the ledger itself shows that we had it deleted: after a database was
 * lost every cluster looks unwanted.
 */
export function judge(question: {
  readonly intent: Intent;
  readonly seen: Sighting;
  readonly policy: LeakPolicy;
  readonly now: Date;
}): Judgement {
  const { intent, seen, policy, now } = question;
  if (seen.record === 'accounts') {
    const isItsOwn = intent.origin === 'record' && intent.deletedAt === null;
    return isItsOwn ? { kind: 'open', againInMs: undefined } : { kind: 'over' };
  }
  if (seen.state !== 'present') {
    if (seen.record === 'unreadable') return { kind: 'open', againInMs: undefined };
    const inMs = intent.origin === 'look' ? 0 : lostAnswersEnd(intent, policy) - now.getTime();
    return inMs > 0 ? { kind: 'open', againInMs: inMs } : { kind: 'over' };
  }
  const because = keptBecause(question);
  if (because) return { kind: 'kept', because };
  const inMs = dueAt(question) - now.getTime();
  if (inMs > 0) return { kind: 'due', inMs };
  return seen.busy ? { kind: 'due', inMs: busyMs } : { kind: 'remove' };
}

/** Why an operator cannot have it removed, either; undefined where it can be. */
export function refusalToRemove(seen: Sighting): string | undefined {
  if (seen.record === 'accounts') return 'a record knows it: delete that';
  if (seen.record === 'paused') return 'its record is paused: resume that first';
  if (seen.record === 'unreadable')
    return 'a record that cannot be read may know it: mend that first (CseDamagedRecords in the runbook)';
  if (seen.state !== 'present') return 'it is not there any more, or does not bear our mark';
  return seen.busy ? 'Cloud Director works on it: try again when that has ended' : undefined;
}

function keptBecause({
  intent,
  seen,
  policy,
}: {
  readonly intent: Intent;
  readonly seen: Sighting;
  readonly policy: LeakPolicy;
}): KeptBecause | undefined {
  if (seen.record === 'paused' || seen.record === 'unreadable') return seen.record;
  if (seen.wasReady && intent.deletedAt === null) return 'wasReady';
  if (!seen.proven) return 'unproven';
  // To end a task of ours destroys nothing, and somebody waits for it.
  if (!policy.remove && !isOwnTask(intent)) return 'notAllowed';
  return undefined;
}

/** What we had deleted once, and a task that nobody else will end, wait no longer than an answer may be lost. */
function dueAt({
  intent,
  policy,
  now,
}: {
  readonly intent: Intent;
  readonly policy: LeakPolicy;
  readonly now: Date;
}): number {
  if (intent.deletedAt !== null || isOwnTask(intent)) return lostAnswersEnd(intent, policy);
  const found = intent.foundAt === null ? now.getTime() : Date.parse(intent.foundAt);
  return found + policy.graceMs;
}

function isOwnTask({ thing, origin }: Intent): boolean {
  return thing.kind === 'task' && origin === 'record';
}

function lostAnswersEnd({ deletedAt, at }: Intent, { lostAnswerMs }: LeakPolicy): number {
  return Date.parse(deletedAt ?? at) + lostAnswerMs;
}
