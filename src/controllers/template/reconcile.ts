import { isDeepStrictEqual } from 'node:util';
import { keyOf } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { templatePhase, type TemplatePhase } from '#machines/template.ts';
import { done, stalled, waiting } from '#runtime/outcome.ts';
import type { Reconcile } from '#runtime/reconcile.ts';
import { StoreConflict } from '#store/errors.ts';
import { VcdError } from '#vcd/errors.ts';
import { dispositionOf } from '../disposition.ts';
import type { TemplateDependencies } from './dependencies.ts';
import { noteEvents } from './note-events.ts';
import { observeTemplate } from './observe.ts';
import { withFailedAttempt, withTemplateReport } from './report.ts';
import { questionOf, type TemplateSituation, type TemplateStepResult } from './step.ts';
import { templateSteps } from './steps.ts';

/** One look at a template and the one step that its phase calls for. */
export function templateReconciler(dependencies: TemplateDependencies): Reconcile {
  const { templates, events, clock, deadlines } = dependencies;

  return async function reconcileTemplate(key, { signal, log }) {
    const template = await templates.get(key);
    if (!template) return done;
    try {
      const sight = await observeTemplate(dependencies, template, signal);
      const situation: TemplateSituation = { ...sight, template, now: clock() };
      const phase = templatePhase(questionOf(dependencies, situation));
      log.debug({ phase }, 'decided');

      const result = await act(dependencies, phase, situation, signal);
      const after = withTemplateReport(template, { phase, sight, result }, deadlines, clock());
      await noteEvents(events, template, after);
      // At rest nothing is new at any look.
      if (!isDeepStrictEqual(after.status, template.status)) await templates.updateStatus(after);
      // What was given up is cleaned up at the next look.
      return after.status.build?.failure && !template.status.build?.failure
        ? waiting(after.status.build.failure.reason, 0)
        : result.outcome;
    } catch (error) {
      if (!signal.aborted && !(error instanceof StoreConflict)) {
        await reportFailedAttempt(dependencies, template, error);
      }
      throw error;
    }
  };
}

async function act(
  dependencies: TemplateDependencies,
  phase: TemplatePhase,
  situation: TemplateSituation,
  signal: AbortSignal,
): Promise<TemplateStepResult> {
  try {
    return await templateSteps[phase](dependencies, situation, signal);
  } catch (error) {
    const outcome = dispositionOf(error);
    if (!outcome) throw error;
    if (outcome.kind !== 'stalled' || !(error instanceof VcdError)) return { outcome };
    const message = `Cloud Director refused ${error.answer.operation}: ${error.message}`;
    return { outcome: stalled(outcome.reason === 'VAppFailed' ? 'TemplateFailed' : outcome.reason, message) };
  }
}

/** Best effort: the error that is being reported matters more than that its report could not be written. */
async function reportFailedAttempt(
  { templates, clock }: TemplateDependencies,
  template: Template,
  error: unknown,
): Promise<void> {
  const current = await templates.get(keyOf(template));
  if (current)
    await templates.updateStatus(withFailedAttempt(current, error, clock())).catch(() => undefined);
}
