import type { Template } from '#records/template.ts';
import { buildOf, isBuildOpen } from '#machines/template-guards.ts';
import type { ItemObservation, TemplateObservation } from '#machines/template-observation.ts';
import type { Catalog } from '#vcd/catalogs.ts';
import type { TemplateSource } from '#vcd/model.ts';
import type { TemplateDependencies } from './dependencies.ts';
import { findItems, isUsable, type FoundItem } from './find-items.ts';
import { observeBuild, type BuildSight } from './observe-build.ts';

/** What one look at the world found: plain data for the machine, and vCD's own documents for the step. */
export interface TemplateSight {
  readonly observed: TemplateObservation;
  readonly catalog: Catalog | undefined;
  /** Under the template's name; more than one while one takes the place of another. */
  readonly items: readonly FoundItem[];
  /** What nodes can be copied from. */
  readonly source: TemplateSource | undefined;
  readonly build: BuildSight | undefined;
}

/** Looks at everything that belongs to the template. Throws when anything could not be read: unknown is not absent. */
export async function observeTemplate(
  dependencies: TemplateDependencies,
  template: Template,
  signal: AbortSignal,
): Promise<TemplateSight> {
  const { catalogs } = dependencies.vcd;
  const { org, catalog: catalogName, catalogItem } = template.spec;
  const catalog = await catalogs.findCatalog({ org, catalog: catalogName }, signal);
  const items = catalog ? await findItems(dependencies, catalog, catalogItem, signal) : [];
  const chosen = choose(template, items);
  const build = isBuildLookedAt(template)
    ? await observeBuild(dependencies, { template, catalog, items }, signal)
    : undefined;
  const item = itemObservation(chosen);
  return {
    observed: { item, shared: catalog?.published ?? false, build: build?.observed },
    catalog,
    items,
    source: item.state === 'usable' ? chosen?.template?.source : undefined,
    build,
  };
}

/** The new one, when both are there: what was captured goes before what it replaces. */
function choose(template: Template, items: readonly FoundItem[]): FoundItem | undefined {
  const replaced = buildOf(template)?.capture?.replaces;
  const usable = items.filter(isUsable);
  return usable.find((found) => found.template?.id !== replaced) ?? usable[0] ?? items[0];
}

function itemObservation(found: FoundItem | undefined): ItemObservation {
  if (!found) return { state: 'absent', vAppTemplateId: undefined };
  return { state: isUsable(found) ? 'usable' : 'unusable', vAppTemplateId: found.template?.id };
}

function isBuildLookedAt(template: Template): boolean {
  const { spec, metadata } = template;
  if (!spec.recipe) return false;
  if (metadata.deletionTimestamp !== undefined) return spec.removeItems === true || Boolean(spec.build);
  return isBuildOpen(template) || buildOf(template)?.failure !== undefined;
}
