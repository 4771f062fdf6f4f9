import type { Config } from '#config/config.ts';
import { templateReconciler } from '#controllers/template/reconcile.ts';
import type { TemplateDependencies } from '#controllers/template/dependencies.ts';
import type { ControllerPlan } from '#runtime/manager.ts';
import { sourcesOf } from './controller-sources.ts';
import { templateScripts } from './template-scripts.ts';

const recheckMs = 30_000;
const uploadSliceMs = 5_000;

/** What the template controller is given by whoever runs it: the server, or an installation. */
export type TemplateSurroundings = Pick<
  TemplateDependencies,
  | 'templates'
  | 'clusters'
  | 'secrets'
  | 'events'
  | 'intents'
  | 'vcd'
  | 'guests'
  | 'sharedPasswords'
  | 'images'
  | 'clock'
>;

/** The template controller as the configuration has it. */
export function templateController(config: Config, surroundings: TemplateSurroundings): ControllerPlan {
  const { templates } = surroundings;
  const reconcile = templateReconciler({
    ...surroundings,
    scriptsOf: templateScripts(config),
    deadlines: config.deadlines.templates,
    pace: config.limits.pace,
    recheckMs,
    uploadSliceMs,
  });
  return {
    name: 'Template',
    reconcile,
    workers: config.limits.workers,
    timeoutMs: config.deadlines.reconcileMs,
    ...sourcesOf(templates),
  };
}
