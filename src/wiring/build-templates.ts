import { randomUUID } from 'node:crypto';
import { findItems, isUsable } from '#controllers/template/find-items.ts';
import { buildOf, isBuildOpen } from '#machines/template-guards.ts';
import { recordKey } from '#records/metadata.ts';
import type { Template, TemplateBuild } from '#records/template.ts';
import { updateSpec, wishForTemplates } from './template-wishes.ts';
import { chosenTemplates, untilSettled, type TemplateWorkshop } from './template-workshop.ts';

/** What became of one template. */
export interface TemplateBuildResult {
  readonly template: string;
  /** `kept`: customized and left standing, not captured, as it was asked for. */
  readonly outcome: 'found' | 'made' | 'updated' | 'kept' | 'failed';
  /** One sentence for a person. */
  readonly message: string;
}

/** Which templates are made, and how. */
export interface BuildChoice {
  /** Names of templates in the configuration. */
  readonly select: readonly string[] | 'all';
  /** Make those anew that are there. */
  readonly update: boolean;
  readonly capture: boolean;
  /** Public keys, a line each, for the root of what is made. */
  readonly sshKey: string | undefined;
}

/** Unexpected errors in a row after which an installation says so instead of trying on; the wish stays. */
const mostAttempts = 5;

/**
 * Makes the chosen templates of the configuration, as far as they are not there, and resolves when each is made, found
 * or given up; in the order of the configuration. What a process that died has begun is gone on with. Throws a
 * `TypeError` for a name that no template has.
 */
export async function buildTemplates(
  workshop: TemplateWorkshop,
  choice: BuildChoice,
  signal: AbortSignal,
): Promise<readonly TemplateBuildResult[]> {
  const { config, store } = workshop;
  const names = chosenTemplates(config, choice.select);
  await finishRemovals(workshop, names, signal);
  await wishForTemplates(store.templates, config.broker);
  const asked = new Set<string>();
  for (const name of names) {
    const template = await store.templates.get(recordKey('Template', config.broker.org, name));
    if (!template) throw new TypeError(`template '${name}' was wished for a moment ago`);
    const build = await wishedBuild(workshop, template, choice, signal);
    if (build) {
      asked.add(name);
      await updateSpec(store.templates, template, { ...template.spec, build });
    }
  }
  const settled = await untilSettled(workshop, names, (template) => verdict(template, asked), signal);
  return names.flatMap((name) => {
    const result = settled.get(name);
    return result ? [{ template: name, ...result }] : [];
  });
}

/** What an uninstallation has begun to take away goes first: a record that is going takes no other wish. */
async function finishRemovals(
  workshop: TemplateWorkshop,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { items } = await workshop.store.templates.list({ namespace: workshop.config.broker.org });
  const going = items.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const meant = going.map(({ metadata }) => metadata.name).filter((name) => names.includes(name));
  await untilSettled(workshop, meant, (template) => (template ? undefined : 'gone'), signal);
}

/** What to wish for; undefined where nothing is to be made. A wish that is open and the same is gone on with. */
async function wishedBuild(
  { vcd }: TemplateWorkshop,
  template: Template,
  { update, capture, sshKey: key }: BuildChoice,
  signal: AbortSignal,
): Promise<TemplateBuild | undefined> {
  const { build, org, catalog: catalogName, catalogItem } = template.spec;
  const sshKey = key ?? null;
  if (build && isBuildOpen(template) && build.capture === capture && build.sshKey === sshKey) return build;
  const catalog = await vcd.catalogs.findCatalog({ org, catalog: catalogName }, signal);
  const items = catalog ? await findItems({ vcd }, catalog, catalogItem, signal) : [];
  if (items.some(isUsable) && !update) return undefined;
  return { id: randomUUID(), replace: update, capture, sshKey };
}

type Verdict = Omit<TemplateBuildResult, 'template'>;

/** What has become of a template; undefined as long as it is worked on. */
function verdict(template: Template | undefined, asked: ReadonlySet<string>): Verdict | undefined {
  if (!template || template.metadata.deletionTimestamp !== undefined) {
    return { outcome: 'failed', message: 'the template was taken out of the configuration' };
  }
  const { metadata, spec, status } = template;
  const build = buildOf(template);
  const item = `'${spec.catalogItem}' in catalog '${spec.catalog}'`;
  if (status.lastError && status.lastError.attempts >= mostAttempts) {
    const message = `${status.lastError.message} (tried ${status.lastError.attempts} times; run it again to go on from here)`;
    return { outcome: 'failed', message };
  }
  if (status.observedGeneration !== metadata.generation) return undefined;
  switch (status.phase) {
    case 'ready':
      if (!asked.has(metadata.name)) return { outcome: 'found', message: `found ${item}` };
      return build?.capture?.replaces
        ? { outcome: 'updated', message: `${item} is replaced by a new version` }
        : { outcome: 'made', message: `made ${item}` };
    case 'failed':
      return { outcome: 'failed', message: build?.failure?.message ?? 'it failed' };
    case 'standing':
      return { outcome: 'kept', message: messageOf(template) };
    case 'paused':
      return { outcome: 'failed', message: 'the template is paused (spec.paused)' };
    case 'missing':
      return { outcome: 'failed', message: messageOf(template) };
    case undefined:
    default:
      return undefined;
  }
}

function messageOf({ status }: Template): string {
  return status.conditions.find(({ type }) => type === 'Ready')?.message ?? '';
}
