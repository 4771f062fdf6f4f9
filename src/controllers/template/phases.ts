import type { TemplatePhase } from '#machines/template.ts';

/** The phases in which a template is being made: a refusal there ends the build. */
export const buildPhases = [
  'clearingPlace',
  'fetchingImage',
  'uploadingImage',
  'makingVApp',
  'configuringGuest',
  'poweringOn',
  'customizing',
  'markingVApp',
  'shuttingDown',
  'wipingGuest',
  'withholding',
  'capturing',
  'sharing',
  'removingVApp',
  'concluding',
  'givingUp',
] as const satisfies readonly TemplatePhase[];

/** The phases that come only when vCD has captured the template. */
export const capturedPhases = [
  'sharing',
  'removingVApp',
  'concluding',
] as const satisfies readonly TemplatePhase[];

/** The phases in which nothing new may be copied from the template that stands. */
export const withheldPhases = ['withholding', 'capturing'] as const satisfies readonly TemplatePhase[];

/** Whether a phase is in a list of some. */
export function isOneOf(phases: readonly TemplatePhase[], phase: TemplatePhase): boolean {
  return phases.includes(phase);
}
