import { Operation, recalledLabel, type Cluster } from '#records/cluster.ts';
import { vmIntent, type IntendedThing, type Intent, type Thing } from '#records/intent.ts';
import { recordKey, type RecordKey } from '#records/metadata.ts';
import type { Catalog } from '#vcd/catalogs.ts';
import type { OpenTask, VAppRecord } from '#vcd/model.ts';
import type { LeakDependencies } from './dependencies.ts';
import { isLeaving, seesToBuild, type KnownRecords } from './known-records.ts';
import { getVApp } from './sighting.ts';

/** A line for something that was seen and that nothing was written of. */
function lineOf(
  { id, thing }: IntendedThing,
  of: { readonly record: RecordKey; readonly uid: string },
  now: Date,
): Intent {
  return { id, thing, ...of, at: now.toISOString(), origin: 'look', deletedAt: null, foundAt: null };
}

/** The record that a vApp was made for; where only the id of its organization is known, that stands for the name. */
function keyOfLost(orgId: string, name: string): RecordKey {
  return recordKey('Cluster', orgId, name.replaceAll('/', '-') || '-');
}

/** vApps that are marked as clusters and that neither a record nor a line of the ledger knows. Most are an original server's. */
export function unknownVApps(
  vApps: Iterable<VAppRecord>,
  records: KnownRecords,
  lines: readonly Intent[],
  { marks, clock }: Pick<LeakDependencies, 'marks' | 'clock'>,
): readonly Intent[] {
  const found: Intent[] = [];
  for (const { id, name, orgId, vdcId, metadata } of vApps) {
    const uid = metadata.get(marks.clusterIdKey);
    if (!uid || orgId === undefined) continue;
    if (records.clusterOf(uid) || records.clusterWithVApp(id)) continue;
    const hasLine = lines.some(({ uid: known, thing }) => known === uid && mayBe(thing, { id, name, vdcId }));
    if (hasLine) continue;
    const thing = { kind: 'vApp' as const, name, orgId, vdcId, vAppId: id };
    found.push(lineOf({ id: `vApp/${id}`, thing }, { record: keyOfLost(orgId, name), uid }, clock()));
  }
  return found;
}

function mayBe(thing: Thing, vApp: Pick<VAppRecord, 'id' | 'name' | 'vdcId'>): boolean {
  if (thing.kind !== 'vApp') return false;
  if (thing.vAppId !== null) return thing.vAppId === vApp.id;
  return thing.name === vApp.name && thing.vdcId === vApp.vdcId;
}

/** VMs that are described as nodes of a cluster whose record does not know them. Only vApps with too many VMs are looked at. */
export async function unknownVms(
  vApps: Iterable<VAppRecord>,
  records: KnownRecords,
  dependencies: LeakDependencies,
  signal: AbortSignal,
): Promise<readonly Intent[]> {
  const { marks, clock } = dependencies;
  const found: Intent[] = [];
  for (const { id, numberOfVms, metadata } of vApps) {
    const cluster = records.clusterOf(metadata.get(marks.clusterIdKey) ?? '');
    if (!cluster || isLeaving(cluster) || cluster.status.vApp?.id !== id) continue;
    if (Number(numberOfVms) <= cluster.status.nodes.length) continue;
    const orgId = cluster.spec.org.id;
    const { uid, namespace, name } = cluster.metadata;
    const vApp = await getVApp(dependencies, { id, orgId }, signal);
    const known = new Set(cluster.status.nodes.map((node) => node.name));
    for (const vm of vApp?.vms ?? []) {
      if (known.has(vm.name) || !marks.isNodeOf(uid, vm)) continue;
      const intended = vmIntent(uid, { kind: 'vm', name: vm.name, orgId, vAppId: id });
      found.push(lineOf(intended, { record: recordKey('Cluster', namespace, name), uid }, clock()));
    }
  }
  return found;
}

/**
 * Running tasks of clusters that no record follows. An original server opens the same ones: ours are those of clusters
 * that were made here, and of those whose vApps or lines in the ledger (`ours`, by uid) show that they were.
 */
export function unknownTasks(
  tasks: readonly OpenTask[],
  records: KnownRecords,
  { ours, lines }: { readonly ours: ReadonlySet<string>; readonly lines: readonly Intent[] },
  { marks, clock }: Pick<LeakDependencies, 'marks' | 'clock'>,
): readonly Intent[] {
  const operations: readonly string[] = Operation.options;
  return tasks.flatMap(({ id, orgId, operationName, ownerHref, ownerName }) => {
    const uid = uuidAtEnd(ownerHref);
    if (uid === undefined || marks.taskOwner(uid) !== ownerHref || !operations.includes(operationName))
      return [];
    const cluster = records.clusterOf(uid);
    if (cluster ? !isMadeHere(cluster) || mayFollow(cluster, id) : !ours.has(uid)) return [];
    const hasLine = lines.some(
      ({ uid: known, thing }) => known === uid && isOrMayBe(thing, id, operationName),
    );
    if (hasLine) return [];
    const thing = { kind: 'task' as const, name: operationName, orgId, taskId: id };
    const record = cluster
      ? recordKey('Cluster', cluster.metadata.namespace, cluster.metadata.name)
      : keyOfLost(orgId, ownerName ?? uid);
    return [lineOf({ id: `task/${id}`, thing }, { record, uid }, clock())];
  });
}

function isOrMayBe(thing: Thing, taskId: string, operation: string): boolean {
  return (
    thing.kind === 'task' && (thing.taskId === null ? thing.name === operation : thing.taskId === taskId)
  );
}

function uuidAtEnd(href: string | undefined): string | undefined {
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.exec(href ?? '')?.[0].toLowerCase();
}

/** Of an adopted cluster another server may be at work. */
function isMadeHere({ metadata, spec }: Cluster): boolean {
  if (metadata.labels[recalledLabel] !== undefined) return true;
  return spec.requests.some(({ operation }) => operation === 'create_cluster');
}

function mayFollow({ spec, status }: Cluster, taskId: string): boolean {
  const noted = new Set(status.tasks.map(({ request }) => request));
  return status.tasks.some(({ id }) => id === taskId) || spec.requests.some(({ id }) => !noted.has(id));
}

/** What stands where templates are made, though nobody makes them now: after a database was lost, say. */
export async function unknownBuilds(
  { templates }: KnownRecords,
  { vcd, marks, clock }: LeakDependencies,
  signal: AbortSignal,
): Promise<readonly Intent[]> {
  const found: Intent[] = [];
  const catalogs = new Map<string, Catalog | undefined>();
  for (const template of templates) {
    const { spec, metadata } = template;
    if (!spec.recipe || seesToBuild(template)) continue;
    const { org, catalog: catalogName } = spec;
    // Templates share catalogs: each is read once.
    const place = JSON.stringify([org, catalogName]);
    if (!catalogs.has(place))
      catalogs.set(place, await vcd.catalogs.findCatalog({ org, catalog: catalogName }, signal));
    const catalog = catalogs.get(place);
    if (!catalog) continue;
    const of = { record: recordKey('Template', metadata.namespace, metadata.name), uid: metadata.uid };
    const { name: image } = spec.recipe.image;
    if (catalog.items.some(({ name }) => name === image)) {
      const item = {
        kind: 'catalogItem',
        name: image,
        org,
        catalog: catalogName,
        by: 'upload',
        build: null,
      } as const;
      found.push(lineOf({ id: `image/${catalogName}/${image}`, thing: item }, of, clock()));
    }
    const { name, vdc } = spec.recipe.temporaryVApp;
    const context = { orgId: catalog.orgId };
    for (const { id } of await vcd.findVApps({ name }, [marks.validatedKey], context, signal)) {
      const vApp = await getVApp({ vcd }, { id, orgId: catalog.orgId }, signal);
      const build = marks.buildIn(vApp?.description);
      if (build === undefined) continue;
      const thing = { kind: 'temporaryVApp', name, org, catalog: catalogName, vdc, build } as const;
      found.push(lineOf({ id: `temporaryVApp/${build}`, thing }, of, clock()));
    }
  }
  return found;
}
