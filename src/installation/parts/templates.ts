import { InstallationProblem } from '../installation-problem.ts';
import type { Narrator } from '../narrator.ts';
import type { Finding, Part, Removal, Site } from '../part.ts';
import { findCatalog } from './catalog.ts';

/** The templates of these names. They are made by work of their own, which takes its time. */
export function templatesPart(
  site: Site,
  names: readonly string[],
  narrator: Pick<Narrator, 'progress'>,
): Part {
  const { catalog, templates } = site.config.broker;
  const chosen = templates.filter(({ name }) => names.includes(name));
  return {
    async observe(signal) {
      const { found } = await findCatalog(site, signal);
      const items = new Set(found?.items);
      // Of a catalog that is not there something else tells.
      const findings = found
        ? chosen.map(({ catalogItem }): Finding => itemFinding(catalogItem, catalog, items.has(catalogItem)))
        : [];
      const traces = await site.templates.traces(names, signal);
      return { findings, settled: [], ...(traces.length > 0 && { removal: removalOf(traces) }) };
    },
  };

  function removalOf(traces: readonly string[]): Removal {
    return {
      plan: traces.join(', '),
      ofTemplates: true,
      async apply(signal) {
        const results = await site.templates.remove(names, narrator.progress, signal);
        const failed = results.filter(({ outcome }) => outcome === 'failed');
        if (failed.length === 0) return results.map(({ template }) => `Deleted template '${template}'`);
        throw new InstallationProblem({
          message: failed.map(({ template, message }) => `template '${template}': ${message}`).join('; '),
          remedy: 'mend it and run cse uninstall again: it goes on from where it was',
        });
      },
    };
  }
}

function itemFinding(item: string, catalog: string, isThere: boolean): Finding {
  if (isThere) return { grade: 'good', text: `Found template '${item}' in catalog '${catalog}'` };
  return {
    grade: 'bad',
    text: `Template '${item}' not found in catalog '${catalog}'`,
    remedy: 'cse install makes it',
  };
}
