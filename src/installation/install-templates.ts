import type { TemplateConfig } from '#config/config.ts';
import { InstallationProblem } from './installation-problem.ts';
import type { InstallResult } from './install.ts';
import type { Narrator } from './narrator.ts';
import type { Site } from './part.ts';
import { findCatalog } from './parts/catalog.ts';
import type { TemplateChoice, TemplateResult } from './template-works.ts';

/**
 * Makes the chosen templates that the catalog lacks, or all of them anew (contract of CSE 1.2.7, section 9.5). Throws
 * `InstallationProblem` when one could not be made, after the others are.
 */
export async function installTemplates(
  site: Site,
  choice: TemplateChoice,
  narrator: Narrator,
  signal: AbortSignal,
): Promise<InstallResult> {
  const { catalog } = site.config.broker;
  const wanted = await templatesToMake(site, choice, signal);
  for (const { name, catalogItem } of templatesOf(site, choice.names)) {
    if (!wanted.includes(name))
      narrator.say(`Found template '${catalogItem}' in catalog '${catalog}'`, 'good');
  }
  if (wanted.length === 0) return { changed: 0 };

  if (choice.update) {
    narrator.say(
      '--update flag set. Templates are made anew beside those that are there, which go when the new ones can be used',
      'notice',
    );
  }
  for (const { catalogItem } of templatesOf(site, wanted))
    narrator.say(`Creating template '${catalogItem}' in catalog '${catalog}'`, 'notice');
  const results = await site.templates.build({ ...choice, names: wanted }, narrator.progress, signal);
  for (const result of results) tell(result, site, narrator);
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) throw notAllMade(failed);
  return { changed: results.filter(({ outcome }) => outcome !== 'found').length };
}

/** Says what would be made. */
export async function planTemplates(
  site: Site,
  choice: TemplateChoice,
  narrator: Pick<Narrator, 'say'>,
  signal: AbortSignal,
): Promise<InstallResult> {
  const wanted = templatesOf(site, await templatesToMake(site, choice, signal));
  for (const { name, catalogItem, sourceOva } of wanted)
    narrator.say(`Would make template '${name}' from ${sourceOva} as catalog item '${catalogItem}'`);
  return { changed: wanted.length };
}

async function templatesToMake(
  site: Site,
  { names, update }: TemplateChoice,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (update) return names;
  const { found } = await findCatalog(site, signal);
  const items = new Set(found?.items);
  return templatesOf(site, names)
    .filter(({ catalogItem }) => !items.has(catalogItem))
    .map(({ name }) => name);
}

function templatesOf({ config }: Site, names: readonly string[]): readonly TemplateConfig[] {
  return config.broker.templates.filter(({ name }) => names.includes(name));
}

function tell({ template, outcome, message }: TemplateResult, site: Site, narrator: Narrator): void {
  const [config] = templatesOf(site, [template]);
  const { catalog } = site.config.broker;
  const item = config?.catalogItem ?? template;
  const vApp = config?.tempVApp ?? '';
  switch (outcome) {
    case 'found':
      return narrator.say(`Found template '${item}' in catalog '${catalog}'`, 'good');
    case 'made':
      return narrator.say(`Created template '${item}' from vApp '${vApp}'`, 'good');
    case 'updated':
      return narrator.say(
        `Created template '${item}' from vApp '${vApp}' in place of the one before`,
        'good',
      );
    case 'kept':
      return narrator.say(`'--no-capture' flag set. Not capturing vApp '${vApp}' as a template`, 'notice');
    case 'removed':
      return narrator.say(`Deleted template '${item}'`, 'good');
    case 'failed':
      return narrator.say(`Template '${template}' could not be made: ${message}`, 'bad');
  }
}

function notAllMade(failed: readonly TemplateResult[]): InstallationProblem {
  const names = failed.map(({ template }) => `'${template}'`).join(', ');
  return new InstallationProblem({
    message: `${failed.length === 1 ? 'template' : 'templates'} ${names} could not be made`,
    remedy: 'mend what is said above and run cse install again: it goes on from where it was',
  });
}
