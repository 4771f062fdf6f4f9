import { findCatalog } from './catalog.ts';
import type { Finding, Part, Site } from '../part.ts';

/** The templates of these names, as far as their catalog items show them. They are made by work of their own. */
export function templatesPart(site: Site, names: readonly string[]): Part {
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
      return { findings, settled: [] };
    },
  };
}

function itemFinding(item: string, catalog: string, isThere: boolean): Finding {
  if (isThere) return { grade: 'good', text: `Found template '${item}' in catalog '${catalog}'` };
  return {
    grade: 'bad',
    text: `Template '${item}' not found in catalog '${catalog}'`,
    remedy: 'cse install makes it',
  };
}
