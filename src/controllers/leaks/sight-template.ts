import type { Template } from '#records/template.ts';
import { isUnderWay } from '#vcd/task-state.ts';
import type { LeakDependencies } from './dependencies.ts';
import { seesToBuild } from './known-records.ts';
import {
  accounted,
  getVApp,
  isBusy,
  nothing,
  orNothing,
  type Found,
  type LineOf,
  type RecordReading,
} from './sighting.ts';

/** A catalog item of this status can be instantiated (vCloud API, vApp template status). */
const usableStatus = 8;

/** The temporary vApp of a build, by its name and the build in its description. */
export async function sightTemporaryVApp(
  dependencies: LeakDependencies,
  { thing }: LineOf<'temporaryVApp'>,
  records: RecordReading,
  signal: AbortSignal,
): Promise<Found> {
  const { vcd, marks } = dependencies;
  const { name, org, catalog: catalogName, vdc } = thing;
  const catalog = await vcd.catalogs.findCatalog({ org, catalog: catalogName }, signal);
  const orgId = catalog?.orgId ?? '';
  const named = catalog ? await vcd.findVApps({ name }, [marks.validatedKey], { orgId }, signal) : [];
  const record = named.find(({ vdcName }) => vdcName === vdc);
  const vApp = record && (await getVApp(dependencies, { id: record.id, orgId }, signal));
  const wishes = (await records()).templates.filter(
    ({ spec }) => spec.build?.id === thing.build || spec.recipe?.temporaryVApp.name === thing.name,
  );
  if (wishes.some(seesToBuild)) return accounted;
  if (!record || !vApp) return nothing();
  if (marks.buildIn(vApp.description) !== thing.build) return nothing('foreign');
  return {
    seen: {
      state: 'present',
      record: wishes.some(({ spec }) => spec.paused) ? 'paused' : 'none',
      wasReady: Boolean(record.metadata.get(marks.validatedKey)),
      proven: true,
      busy: isBusy(vApp),
    },
    target: { kind: 'vApp', orgId, vAppId: vApp.id },
  };
}

interface HalfMade {
  readonly itemId: string;
  readonly description: string;
  readonly taskIds: readonly string[];
}

/** A half-made item of a catalog: an image that says what it is, or what a capture of ours was to become. */
export async function sightItem(
  { vcd: { catalogs }, marks }: LeakDependencies,
  { thing }: LineOf<'catalogItem'>,
  records: RecordReading,
  signal: AbortSignal,
): Promise<Found> {
  const { org, catalog: catalogName, name, by } = thing;
  const catalog = await catalogs.findCatalog({ org, catalog: catalogName }, signal);
  const orgId = catalog?.orgId ?? '';
  const halfMade: HalfMade[] = [];
  for (const { id } of catalog?.items.filter((item) => item.name === name) ?? []) {
    const item = await orNothing(catalogs.getItem(id, { orgId }, signal));
    if (item?.vAppTemplateId === undefined) continue;
    const made = await orNothing(catalogs.getVAppTemplate(item.vAppTemplateId, { orgId }, signal));
    if (!made || made.status === usableStatus) continue;
    const taskIds = made.tasks.filter(isUnderWay).map((task) => task.id);
    halfMade.push({ itemId: item.id, description: item.description, taskIds });
  }
  const wishes = (await records()).templates.filter(concerns(thing));
  if (wishes.some(seesToBuild)) return accounted;
  const [found] = halfMade;
  if (!found) return nothing();
  if (by === 'upload' && !marks.isImage(found.description)) return nothing('foreign');
  return {
    seen: {
      state: 'present',
      record: wishes.some(({ spec }) => spec.paused) ? 'paused' : 'none',
      wasReady: false,
      // What is captured bears the description that tenants read, and nothing of ours.
      proven: by === 'upload',
      // An upload that nobody goes on with keeps its task for as long as it is there.
      busy: false,
    },
    target: { kind: 'catalogItem', orgId, itemId: found.itemId, taskIds: found.taskIds },
  };
}

/** Templates of that catalog that make, or were made with, an item of the name. */
function concerns({ org, catalog, name }: LineOf<'catalogItem'>['thing']): (template: Template) => boolean {
  return ({ spec }) =>
    spec.org === org &&
    spec.catalog === catalog &&
    (spec.catalogItem === name || spec.recipe?.image.name === name);
}
