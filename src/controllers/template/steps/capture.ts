import { buildOf } from '#machines/template-guards.ts';
import { waiting } from '#runtime/outcome.ts';
import { VcdDuplicateName } from '#vcd/errors.ts';
import { isUsable } from '../find-items.ts';
import { placedBuild, type TemplateStep } from '../step.ts';
import { lookAgain } from './look-again.ts';

/**
 * A template that is to be replaced is no longer offered (the report sees to it), and whoever copies from it just now is
 * waited for: nothing of it is there any more when Cloud Director has put the new one in its place.
 */
export const withholdTemplate: TemplateStep = async (dependencies, situation) => {
  const copying = situation.observed.build?.copying ?? [];
  const message = copying.length > 0 ? `machines are being copied for ${copying.join(', ')}` : '';
  return lookAgain(dependencies, situation, 'TemplateInUse', message);
};

/** Asks for the capture, once it is written down what it replaces; then waits for what stands there next. */
export const captureTemplate: TemplateStep = async (dependencies, situation, signal) => {
  const { template, observed, items, now } = situation;
  const { place, vApp } = placedBuild(situation);
  const { catalogs } = dependencies.vcd;
  const context = { orgId: place.orgId };
  const intent = buildOf(template)?.capture;
  if (!intent) {
    const { state, vAppTemplateId } = observed.item;
    const replaces = state === 'usable' ? (vAppTemplateId ?? null) : null;
    return {
      outcome: waiting('CapturingTemplate', 0),
      learned: { capture: { requestedAt: now.toISOString(), replaces } },
    };
  }
  if (observed.build?.capture.state === 'running') {
    return lookAgain(dependencies, situation, 'CapturingTemplate', observed.build.capture.message);
  }
  if (!vApp) throw new TypeError('the temporary vApp was there a moment ago');
  // What an earlier attempt has left under the name, and nobody works on.
  const wreck = items.find((found) => found.template?.id !== intent.replaces && !isUsable(found));
  if (wreck) {
    await catalogs.deleteItem(wreck.item.id, context, signal);
    return lookAgain(dependencies, situation, 'CapturingTemplate');
  }
  const { catalogItem: name, description } = template.spec;
  const replaces = items.find((found) => found.template?.id === intent.replaces)?.item;
  try {
    const capture = { name, description, vAppId: vApp.id, replaces };
    const task = await catalogs.capture(place.catalog.id, capture, context, signal);
    return {
      outcome: waiting('CapturingTemplate', dependencies.pace.minMs),
      learned: { capture: { ...intent, taskId: task.id } },
    };
  } catch (error) {
    // An earlier request of ours, whose answer was lost, got through: the next look tells.
    if (!(error instanceof VcdDuplicateName)) throw error;
    return lookAgain(dependencies, situation, 'CapturingTemplate', error.message);
  }
};

/** Lets every organization read the catalog. */
export const shareCatalog: TemplateStep = async (dependencies, situation, signal) => {
  const { place } = placedBuild(situation);
  await dependencies.vcd.administration.publishCatalog(place.catalog.id, signal);
  return lookAgain(dependencies, situation, 'SharingCatalog');
};

/** The wish is fulfilled: from now on the template is only looked at. */
export const conclude: TemplateStep = async ({ images }, situation) => {
  await images.forget(placedBuild(situation).recipe.image);
  return { outcome: waiting('CapturingTemplate', 0), learned: { doneAt: situation.now.toISOString() } };
};
