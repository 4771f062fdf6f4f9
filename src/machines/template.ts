import { initialTransition, setup, type StateValueFrom } from 'xstate';
import type { Template } from '#records/template.ts';

export interface TemplateObservation {
  /** The catalog item as vCD shows it to the service account. */
  readonly item: 'absent' | 'unusable' | 'usable';
}

export interface TemplateQuestion {
  readonly template: Template;
  readonly observed: TemplateObservation;
}

/** Each state is work that is missing, its guard the postcondition of that work. */
export const templateMachine = setup({
  types: { input: {} as TemplateQuestion, context: {} as TemplateQuestion },
  guards: {
    deletionRequested: ({ context: { template } }) => template.metadata.deletionTimestamp !== undefined,
    paused: ({ context: { template } }) => template.spec.paused,
    itemFound: ({ context: { observed } }) => observed.item !== 'absent',
    itemUsable: ({ context: { observed } }) => observed.item === 'usable',
  },
}).createMachine({
  id: 'template',
  context: ({ input }) => input,
  initial: 'requested',
  states: {
    requested: {
      always: [
        { guard: 'paused', target: 'paused' },
        { guard: 'deletionRequested', target: 'releasing' },
        { target: 'missing' },
      ],
    },
    missing: { always: { guard: 'itemFound', target: 'resolving' } },
    resolving: { always: { guard: 'itemUsable', target: 'ready' } },
    ready: {},
    paused: {},
    releasing: {},
  },
});

export type TemplatePhase = Exclude<StateValueFrom<typeof templateMachine>, 'requested'>;

/** The first work that is missing. */
export function templatePhase(question: TemplateQuestion): TemplatePhase {
  const [snapshot] = initialTransition(templateMachine, question);
  const phase = snapshot.value;
  if (phase === 'requested') throw new TypeError('the walk may not rest in requested');
  return phase;
}
