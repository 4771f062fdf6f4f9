import type { Template, TemplateBuild, TemplateRecipe } from '#records/template.ts';
import { buildOf } from '#machines/template-guards.ts';
import type { Refusal } from '#machines/cluster-refusal.ts';
import type { BuildObservation, GuestObservation } from '#machines/template-observation.ts';
import type { GuestReport } from '#guest/guest-backend.ts';
import type { ImageState } from '#images/image.ts';
import type { Catalog } from '#vcd/catalogs.ts';
import { VcdForbidden } from '#vcd/errors.ts';
import type { Named, Task, VApp, Vdc, Vm } from '#vcd/model.ts';
import { isUnderWay } from '#vcd/task-state.ts';
import { templatePlanHash } from '#workload/template-plan.ts';
import { copyingClusters } from './copying-clusters.ts';
import type { TemplateDependencies } from './dependencies.ts';
import { findItems, isUsable, type FoundItem } from './find-items.ts';
import { placeOf } from './guest-place.ts';
import { buildIn, isImage, validatedKey } from './marks.ts';

/** The place where a template is made, by what vCD calls it. */
export interface BuildPlace {
  readonly orgId: string;
  readonly catalog: Catalog;
  readonly vdc: Vdc;
  readonly network: Named | undefined;
  /** Undefined is any. */
  readonly storageProfile: Named | undefined;
}

/** What was found of a build, for the machine and for the steps. */
export interface BuildSight {
  readonly observed: BuildObservation;
  readonly recipe: TemplateRecipe;
  /** Undefined during a removal for which nobody ever asked to build. */
  readonly wish: TemplateBuild | undefined;
  readonly place: BuildPlace | undefined;
  readonly source: FoundItem | undefined;
  readonly vApp: VApp | undefined;
  readonly vm: Vm | undefined;
  readonly image: ImageState;
}

interface Seen {
  readonly template: Template;
  readonly catalog: Catalog | undefined;
  readonly items: readonly FoundItem[];
}

/** Throws when anything could not be read. */
export async function observeBuild(
  dependencies: TemplateDependencies,
  seen: Seen,
  signal: AbortSignal,
): Promise<BuildSight> {
  const { template, catalog } = seen;
  const { recipe } = template.spec;
  if (!recipe) throw new TypeError('a template without a recipe is not made');
  const wish = template.spec.build ?? undefined;
  const image = dependencies.images.look(recipe.image);
  const unplaced = {
    recipe,
    wish,
    image,
    place: undefined,
    source: undefined,
    vApp: undefined,
    vm: undefined,
  };
  if (!catalog) return { ...unplaced, observed: nowhere(image, noCatalog(template)) };
  const [source] = await findItems(dependencies, catalog, recipe.image.name, signal);
  const vdc = await dependencies.vcd.administration.findVdc(catalog.orgId, recipe.temporaryVApp.vdc, signal);
  if (!vdc) {
    const observed = { ...nowhere(image, noVdc(template, recipe)), source: sourceState(template, source) };
    return { ...unplaced, source, observed };
  }

  const place = placeIn(catalog, vdc, recipe);
  const [located, clusters] = await Promise.all([
    locate(dependencies, place, recipe, signal),
    dependencies.clusters.list(),
  ]);
  const vApp = vAppState(located?.vApp, wish);
  const vm = located?.vApp.vms[0];
  const guest =
    vm && wish && located && vApp === 'present'
      ? await guestObservation(dependencies, { template, wish, place, vApp: located.vApp, vm }, signal)
      : undefined;
  const tasks = [...(located?.vApp.tasks ?? []), ...(vm?.tasks ?? [])];
  const observed: BuildObservation = {
    refusal: placeRefusal(place, recipe) ?? sourceRefusal(template, source) ?? vAppRefusal(vApp, recipe),
    image: imageObservation(image),
    source: sourceState(template, source),
    vApp,
    guest,
    validated: vApp === 'present' && located?.validated === wish?.id,
    capture: await captureState(dependencies, seen, signal),
    copying: copyingClusters(template, clusters.items),
    lastTaskError: tasks.findLast(({ error }) => error)?.error?.message,
  };
  return { observed, recipe, wish, place, source, vApp: located?.vApp, vm, image };
}

function placeIn(catalog: Catalog, vdc: Vdc, { temporaryVApp }: TemplateRecipe): BuildPlace {
  return {
    orgId: catalog.orgId,
    catalog,
    vdc,
    network: vdc.networks.find(({ name }) => name === temporaryVApp.network),
    storageProfile: vdc.storageProfiles.find(({ name }) => name === temporaryVApp.storageProfile),
  };
}

/** The vApp under the name, whoever made it, with the build that found it good. */
async function locate(
  { vcd }: TemplateDependencies,
  { orgId, vdc }: BuildPlace,
  { temporaryVApp }: TemplateRecipe,
  signal: AbortSignal,
): Promise<{ readonly vApp: VApp; readonly validated: string | undefined } | undefined> {
  const where = { vdcId: vdc.id, name: temporaryVApp.name };
  const [record] = await vcd.findVApps(where, [validatedKey], { orgId }, signal);
  if (!record) return undefined;
  const vApp = await vcd.getVApp(record.id, { orgId }, signal);
  return { vApp, validated: record.metadata.get(validatedKey) };
}

function vAppState(vApp: VApp | undefined, wish: TemplateBuild | undefined): BuildObservation['vApp'] {
  if (!vApp) return 'absent';
  const build = buildIn(vApp.description);
  // Without a mark it is none of ours; `--update` has always meant that it goes (contract of CSE 1.2.7, section 9.5).
  if (build === undefined && !wish?.replace) return 'foreign';
  if (build === undefined || build !== wish?.id) return 'stale';
  if (vApp.status === -1) return 'broken';
  return vApp.status === 0 || vApp.vms.length === 0 ? 'making' : 'present';
}

async function guestObservation(
  { guests, secrets }: TemplateDependencies,
  machine: {
    readonly template: Template;
    readonly wish: TemplateBuild;
    readonly place: BuildPlace;
    readonly vApp: VApp;
    readonly vm: Vm;
  },
  signal: AbortSignal,
): Promise<GuestObservation> {
  const { template, wish, place, vApp, vm } = machine;
  const guest = guests[template.spec.guestBackend];
  const configured = guest.prepared(vm, templatePlanHash({ build: wish.id, vmId: vm.id }));
  const power = vm.status === 4 ? 'on' : 'off';
  const isAskedFor = configured && power === 'on';
  const report: GuestReport = isAskedFor
    ? await guest.report(vm, placeOf(secrets, template, { vAppId: vApp.id, orgId: place.orgId }), signal)
    : { state: 'silent' };
  return {
    power,
    // Power is the vApp's business, and its tasks are not told with the VM.
    busy: [...vApp.tasks, ...vm.tasks].some(isUnderWay),
    configured,
    state: report.state,
    message: wordsOf(report),
    wiped: guest.wiped(vm),
  };
}

function wordsOf(report: GuestReport): string {
  switch (report.state) {
    case 'silent':
    case 'failed':
      return report.message ?? '';
    case 'running':
      return report.phase;
    case 'waiting':
    case 'succeeded':
      return '';
  }
}

/** What became of the capture: by its task, or by what stands under the name when nobody can tell of the task. */
async function captureState(
  { vcd }: TemplateDependencies,
  { template, items }: Seen,
  signal: AbortSignal,
): Promise<BuildObservation['capture']> {
  const capture = buildOf(template)?.capture;
  if (!capture) return { state: 'none', message: '' };
  const unfinished = items.find((found) => found.template?.id !== capture.replaces && !isUsable(found));
  const shown = unfinished?.template?.tasks ?? [];
  const asked = capture.taskId === undefined ? undefined : await taskOrNothing(vcd, capture.taskId, signal);
  const task = asked ?? shown.at(-1);
  if (!task) return { state: 'none', message: '' };
  const error = task.error?.message ?? '';
  if (task.state === 'error' || task.state === 'aborted' || task.state === 'canceled') {
    return { state: 'failed', message: error || `its task was ${task.state}` };
  }
  return { state: 'running', message: `${task.progress ?? 0} %` };
}

/** vCD keeps no task for ever, and says "forbidden" of one that it has no more. */
async function taskOrNothing(
  vcd: TemplateDependencies['vcd'],
  id: string,
  signal: AbortSignal,
): Promise<Task | undefined> {
  try {
    return await vcd.getTask(id, signal);
  } catch (error) {
    if (error instanceof VcdForbidden) return undefined;
    throw error;
  }
}

function imageObservation(image: ImageState): BuildObservation['image'] {
  switch (image.kind) {
    case 'absent':
    case 'fetched':
      return { state: image.kind, message: '' };
    case 'fetching':
      return { state: 'fetching', message: image.trouble };
    case 'refused':
      return { state: 'refused', message: image.message };
  }
}

function sourceState(template: Template, source: FoundItem | undefined): BuildObservation['source'] {
  if (!source?.template) return 'absent';
  const { recipe, build } = template.spec;
  const wanted = recipe && isImage(recipe.image, source.item.description);
  if (wanted === false || (wanted === undefined && build?.replace === true)) return 'stale';
  if (isUsable(source)) return 'usable';
  return isUnfinished(source.template.status) ? 'unfinished' : 'stale';
}

/** Being uploaded or imported (vCloud API, vApp template status). */
function isUnfinished(status: number): boolean {
  return status === 0 || (status >= 11 && status <= 13);
}

/** vCD could make nothing of what this very build has uploaded: another upload would end the same way. */
function sourceRefusal(template: Template, source: FoundItem | undefined): Refusal | undefined {
  const name = template.spec.recipe?.image.name;
  if (source && !source.template) {
    const message = `'${name}' in catalog '${template.spec.catalog}' is a medium and no machine image: give the image another source_ova_name`;
    return { reason: 'NameTaken', message };
  }
  if (source?.template?.status !== -1 || !buildOf(template)?.uploaded) return undefined;
  const cause = source.template.tasks.findLast(({ error }) => error)?.error?.message ?? 'it does not say why';
  return { reason: 'TemplateFailed', message: `Cloud Director could not import image '${name}': ${cause}` };
}

function placeRefusal(place: BuildPlace, { temporaryVApp }: TemplateRecipe): Refusal | undefined {
  const { network, storageProfile } = temporaryVApp;
  if (!place.network) {
    const message = `VDC '${place.vdc.name}' has no network '${network}' (broker.network)`;
    return { reason: 'NetworkNotFound', message };
  }
  if (!place.storageProfile && storageProfile !== '*') {
    const message = `VDC '${place.vdc.name}' has no storage profile '${storageProfile}' (broker.storage_profile)`;
    return { reason: 'StorageProfileNotFound', message };
  }
  return undefined;
}

function vAppRefusal(
  vApp: BuildObservation['vApp'],
  { temporaryVApp: { name, vdc } }: TemplateRecipe,
): Refusal | undefined {
  if (vApp !== 'foreign') return undefined;
  const message = `VDC '${vdc}' has a vApp '${name}' that this service did not make: remove it, give temp_vapp another name, or ask for an update, which removes it`;
  return { reason: 'NameTaken', message };
}

function noCatalog({ spec }: Template): Refusal {
  const message = `organization '${spec.org}' has no catalog '${spec.catalog}' (broker.catalog)`;
  return { reason: 'CatalogNotFound', message };
}

function noVdc({ spec }: Template, { temporaryVApp }: TemplateRecipe): Refusal {
  const message = `organization '${spec.org}' has no VDC '${temporaryVApp.vdc}' (broker.vdc)`;
  return { reason: 'VdcNotFound', message };
}

function nowhere(image: ImageState, refusal: Refusal): BuildObservation {
  return {
    refusal,
    image: imageObservation(image),
    source: 'absent',
    vApp: 'absent',
    guest: undefined,
    validated: false,
    capture: { state: 'none', message: '' },
    copying: [],
    lastTaskError: undefined,
  };
}
