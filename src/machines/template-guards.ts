import type { BuildStatus, Template } from '#records/template.ts';
import type {
  BuildObservation,
  GuestObservation,
  TemplateQuestion,
  TemplateTimedPhase,
} from './template-observation.ts';

interface Asked {
  readonly context: TemplateQuestion;
}

/** Named questions about a template and its world; all of them are pure. */
export const templateGuards = {
  deletionRequested: ({ context: { template } }: Asked) => template.metadata.deletionTimestamp !== undefined,
  paused: ({ context: { template } }: Asked) => template.spec.paused,
  itemFound: ({ context: { observed } }: Asked) => observed.item.state !== 'absent',
  itemUsable: ({ context: { observed } }: Asked) => observed.item.state === 'usable',

  buildFailed: ({ context: { template } }: Asked) => buildOf(template)?.failure !== undefined,
  buildWanted: ({ context: { template } }: Asked) => isBuildOpen(template),

  captured: ({ context }: Asked) => isCaptured(context),
  placeRefused: of(({ refusal }) => refusal !== undefined),
  placeClear: of(({ vApp, source }) => vApp !== 'stale' && source !== 'stale'),
  vAppBegun: of(({ vApp }) => isOfThisBuild(vApp)),
  sourceUsable: of(({ source }) => source === 'usable'),
  imageRefused: of(({ image }) => image.state === 'refused'),
  imageFetched: of(({ image }) => image.state === 'fetched'),

  vAppBroken: of(({ vApp }) => vApp === 'broken'),
  vAppMade: of(({ vApp }) => vApp === 'present'),
  validated: of(({ validated }) => validated),
  guestConfigured: ofGuest((guest) => guest.configured && (!guest.busy || guest.power === 'on')),
  poweredOn: ofGuest((guest) => guest.power === 'on'),
  guestFailed: ofGuest((guest) => guest.state === 'failed'),
  guestSucceeded: ofGuest((guest) => guest.state === 'succeeded'),

  captureUnwanted: ({ context: { template } }: Asked) => template.spec.build?.capture === false,
  poweredOff: ofGuest((guest) => guest.power === 'off' && !guest.busy),
  guestWiped: ofGuest((guest) => guest.wiped && !guest.busy),
  captureBegun: ({ context: { template } }: Asked) => buildOf(template)?.capture !== undefined,
  nothingReplaced: ({ context: { observed } }: Asked) => observed.item.state !== 'usable',
  replacedIsFree: ({ context: { template, observed } }: Asked) =>
    template.status.source === undefined && observed.build?.copying.length === 0,
  captureFailed: of(({ capture }) => capture.state === 'failed'),
  overdue: ({ context }: Asked, { phase }: { phase: TemplateTimedPhase }) => isOverdue(context, phase),

  shared: ({ context: { observed } }: Asked) => observed.shared,
  // What nobody wants captured was made to look inside of it, most of all when it failed.
  vAppKept: ({ context: { template } }: Asked) =>
    template.spec.recipe?.temporaryVApp.cleanup === false || template.spec.build?.capture === false,
  vAppGone: of(({ vApp }) => !isOfThisBuild(vApp)),
  nothingLeft: ({ context: { template, observed } }: Asked) => isNothingLeft(template, observed),
};

/** How far the wish has come that the record holds now; what is noted of an earlier wish does not count. */
export function buildOf({ spec, status }: Template): BuildStatus | undefined {
  return status.build?.id === spec.build?.id ? status.build : undefined;
}

/** There is a wish to make it, neither fulfilled nor given up. */
export function isBuildOpen(template: Template): boolean {
  const build = buildOf(template);
  if (!template.spec.build || !template.spec.recipe) return false;
  return build?.doneAt === undefined && build?.failure === undefined;
}

/** Another template than the one that stood there when the capture was asked for: it is the one that was captured. */
function isCaptured({ template, observed: { item } }: TemplateQuestion): boolean {
  const build = buildOf(template);
  if (build?.vAppTemplateId !== undefined) return true;
  return (
    build?.capture !== undefined &&
    item.state === 'usable' &&
    item.vAppTemplateId !== (build.capture.replaces ?? undefined)
  );
}

function isOfThisBuild(vApp: BuildObservation['vApp']): boolean {
  return vApp === 'making' || vApp === 'broken' || vApp === 'present';
}

function of(holds: (build: BuildObservation) => boolean) {
  return ({ context: { observed } }: Asked): boolean => observed.build !== undefined && holds(observed.build);
}

function ofGuest(holds: (guest: GuestObservation) => boolean) {
  return of(({ guest }) => guest !== undefined && holds(guest));
}

function isOverdue({ template, deadlines, now }: TemplateQuestion, phase: TemplateTimedPhase): boolean {
  const { phase: before, phaseSince } = template.status;
  return (
    before === phase && phaseSince !== undefined && now.getTime() - Date.parse(phaseSince) > deadlines[phase]
  );
}

function isNothingLeft(template: Template, { item, build }: TemplateQuestion['observed']): boolean {
  if (!build) return true;
  const cleanUp = template.spec.removeItems === true || template.spec.recipe?.temporaryVApp.cleanup === true;
  if (cleanUp && build.vApp !== 'absent' && build.vApp !== 'foreign') return false;
  return template.spec.removeItems !== true || (item.state === 'absent' && build.source === 'absent');
}
