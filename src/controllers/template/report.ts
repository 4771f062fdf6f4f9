import type { Template, TemplateStatus } from '#records/template.ts';
import { withCondition } from '#records/condition.ts';
import type { Reason } from '#records/reasons.ts';
import type { TemplatePhase } from '#machines/template.ts';
import type { Outcome } from '#runtime/outcome.ts';
import type { TemplateSource } from '#vcd/model.ts';

/** The template with what was seen of its catalog item. */
export function withTemplateReport(
  template: Template,
  phase: TemplatePhase,
  source: TemplateSource | undefined,
  outcome: Outcome,
  now: Date,
): Template {
  const before = template.status;
  const ready = phase === 'ready';
  const reason: Reason = outcome.kind === 'done' ? 'Ready' : outcome.reason;
  const message = outcome.kind === 'done' ? '' : outcome.message;
  const status: TemplateStatus = {
    observedGeneration: template.metadata.generation,
    phase,
    phaseSince:
      before.phase === phase && before.phaseSince !== undefined ? before.phaseSince : now.toISOString(),
    conditions: withCondition(
      before.conditions,
      { type: 'Ready', status: ready ? 'True' : 'False', reason, message },
      now,
    ),
    ...(ready && source && { source: sourceOf(source) }),
  };
  return { ...template, status };
}

function sourceOf({ status: _usable, nicAdapter, ...source }: TemplateSource): TemplateStatus['source'] {
  return { ...source, ...(nicAdapter !== undefined && { nicAdapter }) };
}
