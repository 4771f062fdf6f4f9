import type { Reason } from '#records/reasons.ts';
import { waiting } from '#runtime/outcome.ts';
import { nextLookMs } from '../../pace.ts';
import type { TemplateDependencies } from '../dependencies.ts';
import type { TemplateSituation, TemplateStepResult } from '../step.ts';

/** Something is under way: look again after a part of the time that it has taken so far. */
export function lookAgain(
  { pace }: Pick<TemplateDependencies, 'pace'>,
  { template, now }: Pick<TemplateSituation, 'template' | 'now'>,
  reason: Reason,
  message = '',
): TemplateStepResult {
  return { outcome: waiting(reason, nextLookMs(template.status.phaseSince, now, pace), message) };
}
