import type { Catalog } from '#vcd/administration/vcd-administration.ts';
import type { Named } from '#vcd/model.ts';
import { InstallationProblem } from '../installation-problem.ts';
import type { Part, Removal, Site } from '../part.ts';

/** How the original describes the catalog that it makes (contract of CSE 1.2.7, section 9.4). */
const description = 'CSE templates';

/** The catalog of templates in its organization: the original's check looked for it in System. */
export function catalogPart(site: Site): Part {
  const { config, administration } = site;
  const { org, catalog } = config.broker;
  const settled = `Found catalog '${catalog}'`;

  function removalOf({ id, items }: Catalog): Removal | undefined {
    const ours = new Set(
      config.broker.templates.flatMap(({ catalogItem, sourceOvaName }) => [catalogItem, sourceOvaName]),
    );
    // What others have put in is not ours to take away, nor then what it lies in.
    if (items.some((item) => !ours.has(item))) return undefined;
    return {
      plan: `catalog '${catalog}' of organization '${org}'`,
      ofTemplates: true,
      async apply(signal) {
        await administration.removeCatalog(id, signal);
        return [`Deleted catalog '${catalog}'`];
      },
    };
  }

  return {
    async observe(signal) {
      const { place, found } = await findCatalog(site, signal);
      if (found) {
        const removal = removalOf(found);
        return {
          findings: [{ grade: 'good', text: settled }],
          settled: [settled],
          ...(removal && { removal }),
        };
      }
      // Of an organization that is not there something else tells.
      if (!place) return { findings: [], settled: [] };
      return {
        findings: [{ grade: 'bad', text: `Catalog '${catalog}' not found`, remedy: 'cse install makes it' }],
        settled: [],
        change: {
          plan: `make catalog '${catalog}' in organization '${org}'`,
          announcement: `Creating catalog '${catalog}'`,
          async apply(signal) {
            await administration.createCatalog(place.id, { name: catalog, description }, signal);
            return [`Created catalog '${catalog}'`];
          },
        },
      };
    },
  };
}

/** Lets every organization read the catalog (contract of CSE 1.2.7, section 9.4, step 7). */
export function catalogSharingPart(site: Site): Part {
  const { config, administration } = site;
  const { catalog } = config.broker;
  const shared = `Catalog '${catalog}' is shared with all organizations`;
  return {
    async observe(signal) {
      const { found } = await findCatalog(site, signal);
      if (found?.published) return { findings: [{ grade: 'good', text: shared }], settled: [shared] };
      return {
        findings: found
          ? [
              {
                grade: 'bad',
                text: `Catalog '${catalog}' is not shared with all organizations`,
                remedy: 'cse install shares it',
              },
            ]
          : [],
        settled: [],
        change: {
          plan: `share catalog '${catalog}' with all organizations`,
          async apply(signal) {
            const { found } = await findCatalog(site, signal);
            if (!found) throw new InstallationProblem({ message: `Catalog '${catalog}' not found` });
            await administration.publishCatalog(found.id, signal);
            return [shared];
          },
        },
      };
    },
  };
}

/** The catalog, and the organization in which it is or would be. */
export async function findCatalog(
  { config, administration }: Site,
  signal: AbortSignal,
): Promise<{ readonly place: Named | undefined; readonly found: Catalog | undefined }> {
  const { org, catalog } = config.broker;
  const place = await administration.findOrg(org, signal);
  return { place, found: place && (await administration.findCatalog(place.id, catalog, signal)) };
}
