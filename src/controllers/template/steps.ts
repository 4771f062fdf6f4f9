import type { TemplatePhase } from '#machines/template.ts';
import type { TemplateStep } from './step.ts';
import { fetchImage, uploadImage } from './steps/bring-image.ts';
import { captureTemplate, conclude, shareCatalog, withholdTemplate } from './steps/capture.ts';
import {
  awaitGuest,
  configureGuest,
  leaveStanding,
  makeVApp,
  markVApp,
  powerOn,
  removeVApp,
  shutDown,
  wipeGuest,
} from './steps/customize.ts';
import {
  clearPlace,
  dismantle,
  giveUp,
  holdStill,
  keepFailed,
  release,
  removeFailedVApp,
  reportMissing,
  reportUnusable,
  rest,
} from './steps/settle.ts';

/** The one effect of each phase. */
export const templateSteps = {
  clearingPlace: clearPlace,
  fetchingImage: fetchImage,
  uploadingImage: uploadImage,
  makingVApp: makeVApp,
  configuringGuest: configureGuest,
  poweringOn: powerOn,
  customizing: awaitGuest,
  markingVApp: markVApp,
  standing: leaveStanding,
  shuttingDown: shutDown,
  wipingGuest: wipeGuest,
  withholding: withholdTemplate,
  capturing: captureTemplate,
  sharing: shareCatalog,
  removingVApp: removeVApp,
  concluding: conclude,
  givingUp: giveUp,
  removingFailedVApp: removeFailedVApp,
  failed: keepFailed,
  missing: reportMissing,
  resolving: reportUnusable,
  ready: rest,
  paused: holdStill,
  dismantling: dismantle,
  releasing: release,
} as const satisfies Record<TemplatePhase, TemplateStep>;
