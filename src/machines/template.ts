import { initialTransition, setup, type StateValueFrom } from 'xstate';
import { templateGuards } from './template-guards.ts';
import type { TemplateQuestion } from './template-observation.ts';

/**
 * Each state is work that is missing; its first guard is the postcondition of that work. A template that nobody asked to
 * have made is only looked for; one that is wished for is made up to the first thing that is missing.
 */
export const templateMachine = setup({
  types: { input: {} as TemplateQuestion, context: {} as TemplateQuestion },
  guards: templateGuards,
}).createMachine({
  id: 'template',
  context: ({ input }) => input,
  initial: 'requested',
  states: {
    requested: {
      always: [
        { guard: 'paused', target: 'paused' },
        { guard: 'deletionRequested', target: 'dismantling' },
        { guard: 'buildFailed', target: 'settlingFailure' },
        { guard: 'buildWanted', target: 'building' },
        { target: 'missing' },
      ],
    },

    building: { always: [{ guard: 'captured', target: 'sharing' }, { target: 'clearingPlace' }] },
    clearingPlace: {
      always: [
        { guard: 'placeRefused', target: 'givingUp' },
        { guard: 'placeClear', target: 'fetchingImage' },
      ],
    },
    fetchingImage: {
      always: [
        { guard: 'vAppBegun', target: 'makingVApp' },
        { guard: 'sourceUsable', target: 'makingVApp' },
        { guard: 'imageRefused', target: 'givingUp' },
        { guard: 'imageFetched', target: 'uploadingImage' },
      ],
    },
    uploadingImage: { always: { guard: 'sourceUsable', target: 'makingVApp' } },
    makingVApp: {
      always: [
        { guard: 'vAppBroken', target: 'givingUp' },
        { guard: 'vAppMade', target: 'configuringGuest' },
        { guard: { type: 'overdue', params: { phase: 'makingVApp' } }, target: 'givingUp' },
      ],
    },
    configuringGuest: {
      always: [
        { guard: 'validated', target: 'lookingAtWish' },
        { guard: 'guestConfigured', target: 'poweringOn' },
        { guard: { type: 'overdue', params: { phase: 'configuringGuest' } }, target: 'givingUp' },
      ],
    },
    poweringOn: {
      always: [
        { guard: 'poweredOn', target: 'customizing' },
        { guard: { type: 'overdue', params: { phase: 'poweringOn' } }, target: 'givingUp' },
      ],
    },
    customizing: {
      always: [
        { guard: 'guestFailed', target: 'givingUp' },
        { guard: 'guestSucceeded', target: 'markingVApp' },
        { guard: { type: 'overdue', params: { phase: 'customizing' } }, target: 'givingUp' },
      ],
    },
    markingVApp: { always: { guard: 'validated', target: 'lookingAtWish' } },
    lookingAtWish: {
      always: [{ guard: 'captureUnwanted', target: 'standing' }, { target: 'shuttingDown' }],
    },
    standing: {},
    shuttingDown: {
      always: [
        { guard: 'poweredOff', target: 'wipingGuest' },
        { guard: { type: 'overdue', params: { phase: 'shuttingDown' } }, target: 'givingUp' },
      ],
    },
    wipingGuest: { always: { guard: 'guestWiped', target: 'withholding' } },
    withholding: {
      always: [
        { guard: 'captureBegun', target: 'capturing' },
        { guard: 'nothingReplaced', target: 'capturing' },
        { guard: 'replacedIsFree', target: 'capturing' },
      ],
    },
    capturing: {
      always: [
        { guard: 'captureFailed', target: 'givingUp' },
        { guard: { type: 'overdue', params: { phase: 'capturing' } }, target: 'givingUp' },
      ],
    },
    sharing: { always: { guard: 'shared', target: 'removingVApp' } },
    removingVApp: {
      always: [
        { guard: 'vAppKept', target: 'concluding' },
        { guard: 'vAppGone', target: 'concluding' },
      ],
    },
    concluding: {},

    givingUp: {},
    settlingFailure: {
      always: [
        { guard: 'vAppKept', target: 'failed' },
        { guard: 'vAppGone', target: 'failed' },
        { target: 'removingFailedVApp' },
      ],
    },
    removingFailedVApp: {},
    failed: {},

    missing: { always: { guard: 'itemFound', target: 'resolving' } },
    resolving: { always: { guard: 'itemUsable', target: 'ready' } },
    ready: {},
    paused: {},

    dismantling: { always: { guard: 'nothingLeft', target: 'releasing' } },
    releasing: {},
  },
});

/** States that the walk only passes through; it rests in the others. */
export const templatePassages = ['requested', 'building', 'lookingAtWish', 'settlingFailure'] as const;
type Passage = (typeof templatePassages)[number];
/** The states of the chart in which a walk can rest. */
export type TemplatePhase = Exclude<StateValueFrom<typeof templateMachine>, Passage>;

/** The first work that is missing. */
export function templatePhase(question: TemplateQuestion): TemplatePhase {
  const [snapshot] = initialTransition(templateMachine, question);
  const phase = snapshot.value;
  if (isPassage(phase)) throw new TypeError(`the walk may not rest in ${phase}`);
  return phase;
}

function isPassage(state: StateValueFrom<typeof templateMachine>): state is Passage {
  return templatePassages.some((passage) => passage === state);
}
