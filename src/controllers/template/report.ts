import type { BuildStatus, Template, TemplateStatus } from '#records/template.ts';
import { withCondition, type ConditionType } from '#records/condition.ts';
import type { Reason } from '#records/reasons.ts';
import type { TemplatePhase } from '#machines/template.ts';
import { buildOf } from '#machines/template-guards.ts';
import type { TemplateDeadlines } from '#machines/template-observation.ts';
import type { TemplateSource } from '#vcd/model.ts';
import type { TemplateSight } from './observe.ts';
import { buildPhases, capturedPhases, isOneOf, withheldPhases } from './phases.ts';
import type { TemplateStepResult } from './step.ts';

/** What one reconcile adds to the record; the only place that writes conditions. */
export interface TemplateReport {
  readonly phase: TemplatePhase;
  readonly sight: Pick<TemplateSight, 'observed' | 'source'>;
  readonly result: TemplateStepResult;
}

/** The template with what was seen of it and what came of the step. */
export function withTemplateReport(
  template: Template,
  report: TemplateReport,
  deadlines: TemplateDeadlines,
  now: Date,
): Template {
  const { phase, sight, result } = report;
  const before = template.status;
  const since =
    before.phase === phase && before.phaseSince !== undefined ? before.phaseSince : now.toISOString();
  const phaseDeadline = deadlineOf(phase, since, deadlines);
  const build = buildReport(template, report, now);
  const isOffered = sight.source && !isOneOf(withheldPhases, phase);
  const status: TemplateStatus = {
    observedGeneration: template.metadata.generation,
    phase,
    phaseSince: since,
    ...(phaseDeadline !== undefined && { phaseDeadline }),
    conditions: conditionsOf(template, report, now),
    ...(isOffered && { source: sourceOf(sight.source) }),
    ...(build && { build }),
    ...waitingOf(result, now),
  };
  return { ...template, status };
}

/** A thrown error is reported too: what it was, and that it is tried again. */
export function withFailedAttempt(template: Template, error: unknown, now: Date): Template {
  const attempts = (template.status.lastError?.attempts ?? 0) + 1;
  const message = error instanceof Error ? error.message : String(error);
  const conditions = withCondition(
    template.status.conditions,
    { type: 'Reconciling', status: 'True', reason: 'Retrying', message },
    now,
  );
  const lastError = { message, at: now.toISOString(), attempts };
  return { ...template, status: { ...template.status, conditions, lastError } };
}

function buildReport(
  template: Template,
  { phase, sight, result }: TemplateReport,
  now: Date,
): BuildStatus | undefined {
  const wish = template.spec.build;
  if (!wish) return undefined;
  const before: BuildStatus = buildOf(template) ?? { id: wish.id };
  const { outcome } = result;
  const captured = isOneOf(capturedPhases, phase) ? sight.observed.item.vAppTemplateId : undefined;
  const vAppTemplateId = before.vAppTemplateId ?? captured;
  const gaveUp = outcome.kind === 'stalled' && isOneOf(buildPhases, phase);
  return {
    ...before,
    ...result.learned,
    ...(vAppTemplateId !== undefined && { vAppTemplateId }),
    ...(gaveUp && {
      failure: { reason: outcome.reason, message: outcome.message, at: now.toISOString() },
    }),
  };
}

function conditionsOf(
  template: Template,
  { phase, result: { outcome } }: TemplateReport,
  now: Date,
): TemplateStatus['conditions'] {
  let conditions = template.status.conditions;
  const why: Reason = outcome.kind === 'done' ? 'Ready' : outcome.reason;
  const words = outcome.kind === 'done' ? '' : outcome.message;
  const set = (type: ConditionType, holds: boolean, reason: Reason, message: string) => {
    conditions = withCondition(conditions, { type, status: holds ? 'True' : 'False', reason, message }, now);
  };
  set('Ready', phase === 'ready', why, words);
  const waits = outcome.kind === 'waiting';
  set('Reconciling', waits, waits ? why : 'Ready', waits ? words : '');
  const stalled = outcome.kind === 'stalled';
  set('Stalled', stalled, stalled ? why : 'Ready', stalled ? words : '');
  return conditions;
}

function deadlineOf(phase: TemplatePhase, since: string, deadlines: TemplateDeadlines): string | undefined {
  const limits: Partial<Record<TemplatePhase, number>> = deadlines;
  const limitMs = limits[phase];
  return limitMs === undefined ? undefined : new Date(Date.parse(since) + limitMs).toISOString();
}

function waitingOf({ outcome }: TemplateStepResult, now: Date): Pick<TemplateStatus, 'waiting'> {
  if (outcome.kind !== 'waiting') return {};
  const until = new Date(now.getTime() + outcome.requeueAfterMs).toISOString();
  return { waiting: { reason: outcome.reason, message: outcome.message, until } };
}

function sourceOf({ status: _usable, nicAdapter, ...source }: TemplateSource): TemplateStatus['source'] {
  return { ...source, ...(nicAdapter !== undefined && { nicAdapter }) };
}
