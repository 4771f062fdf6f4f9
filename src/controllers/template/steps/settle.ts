import { cleanupFinalizer, keyOf } from '#records/metadata.ts';
import { buildFailure } from '#machines/template-refusal.ts';
import { buildOf } from '#machines/template-guards.ts';
import { done, stalled, waiting } from '#runtime/outcome.ts';
import { questionOf, type TemplateStep } from '../step.ts';
import { deleteVApp } from './customize.ts';
import { lookAgain } from './look-again.ts';
import { removeItem } from './remove-item.ts';

/** Status of a template that vCD gave up (vCloud API, vApp template status). */
const importFailed = -1;

/** Takes away what stands where the template is to be made: a vApp of an earlier build, another image. */
export const clearPlace: TemplateStep = async (dependencies, situation, signal) => {
  const { build, observed } = situation;
  if (observed.build?.vApp === 'stale') await deleteVApp(dependencies, situation, signal);
  if (observed.build?.source === 'stale' && build?.source && build.place) {
    await removeItem(dependencies, build.source, { orgId: build.place.orgId }, signal);
  }
  return lookAgain(dependencies, situation, 'RemovingTemporaryVApp', 'what is left of an earlier build goes');
};

/** Says why the template cannot be made; the report sets it down for good. An image that vCD could not import goes. */
export const giveUp: TemplateStep = async (dependencies, situation, signal) => {
  const { template, build } = situation;
  const { recipe } = template.spec;
  if (recipe) await dependencies.images.forget(recipe.image);
  if (build?.place && build.source?.template?.status === importFailed)
    await removeItem(dependencies, build.source, { orgId: build.place.orgId }, signal);
  const { reason, message } = buildFailure(questionOf(dependencies, situation));
  return { outcome: stalled(reason, message) };
};

/** Deletes the temporary vApp of a build that has failed. */
export const removeFailedVApp: TemplateStep = async (dependencies, situation, signal) => {
  await deleteVApp(dependencies, situation, signal);
  return lookAgain(dependencies, situation, 'RemovingTemporaryVApp', 'the build has failed');
};

/** Leaves what a failed build has left, for a person to look at. */
export const keepFailed: TemplateStep = async (_dependencies, { template }) => {
  const failure = buildOf(template)?.failure;
  if (!failure) throw new TypeError('a build that has failed has a failure');
  return { outcome: stalled(failure.reason, failure.message) };
};

/** There is nothing to do. */
export const rest: TemplateStep = async () => ({ outcome: done });

/** Does nothing as long as the template is paused. */
export const holdStill: TemplateStep = async (_tools, { template }) => ({
  outcome: stalled('Paused', `cse resume template ${template.metadata.name} goes on.`),
});

/** Looks again from time to time whether somebody has brought the catalog item. */
export const reportMissing: TemplateStep = async ({ recheckMs }, { template }) => ({
  outcome: waiting('TemplateNotFound', recheckMs, `there is no ${placeText(template.spec)}`),
});

/** Looks again from time to time whether vCD has finished the catalog item. */
export const reportUnusable: TemplateStep = async ({ recheckMs }, { template }) => ({
  outcome: waiting('TemplateNotReady', recheckMs, `${placeText(template.spec)} is not finished`),
});

/** The record is going: so does what was made for it, as far as it was asked for. */
export const dismantle: TemplateStep = async (dependencies, situation, signal) => {
  const { template, observed, build, catalog, items } = situation;
  const { recipe, removeItems } = template.spec;
  if (observed.build?.vApp !== 'foreign') await deleteVApp(dependencies, situation, signal);
  if (removeItems && catalog) {
    const context = { orgId: catalog.orgId };
    for (const found of [...items, ...(build?.source ? [build.source] : [])]) {
      await removeItem(dependencies, found, context, signal);
    }
    if (recipe) await dependencies.images.remove(recipe.image);
  }
  return lookAgain(dependencies, situation, 'Deleting');
};

/** Lets the record go. */
export const release: TemplateStep = async ({ templates, intents }, { template }) => {
  await Promise.all([
    intents.settle(template.metadata.uid, []),
    templates.release(keyOf(template), cleanupFinalizer),
  ]);
  return { outcome: done };
};

function placeText({ catalogItem, catalog, org }: Parameters<TemplateStep>[1]['template']['spec']): string {
  return `catalog item '${catalogItem}' in catalog '${catalog}' of '${org}'`;
}
