import type { Remains, Simulator } from 'vcdsim';
import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';

/** A simulated world in which nothing is under way, and what the service remembers of it. */
export interface RestingWorld {
  readonly sim: Pick<Simulator, 'inventory' | 'remains'>;
  readonly clusters: readonly Cluster[];
  readonly templates: readonly Template[];
  /** What was there before the service did anything. */
  readonly before: Remains;
  /** vApps that people made by hand since then, by id. */
  readonly byHand?: ReadonlySet<string>;
  /** How often the service was started: it may not have ended the session of a life that was cut off. */
  readonly lives: number;
  /** The account that it works with. */
  readonly serviceUser: string;
}

/**
 * Everything that is wrong with such a world, in sentences; none when nothing is. No vApp, VM, address, catalog item,
 * session or running task that no record knows, nothing twice, and no record that knows what is not so.
 */
export function wrongs(world: RestingWorld): readonly string[] {
  const remains = world.sim.remains();
  return [
    ...wrongVApps(world, remains),
    ...wrongVms(world, remains),
    ...wrongAddresses(world),
    ...wrongTasks(world, remains),
    ...wrongSessions(world, remains),
    ...wrongItems(world, remains),
  ];
}

/** What is there now and was not before, in sentences: after everything was deleted there is nothing. */
export function leftBehind({ sim, before }: Pick<RestingWorld, 'sim' | 'before'>): readonly string[] {
  const now = sim.remains();
  const isOld = (things: readonly { readonly id: string }[]) => {
    const ids = new Set(things.map(({ id }) => id));
    return ({ id }: { readonly id: string }) => ids.has(id);
  };
  const itemsOf = ({ catalogs }: Remains) => catalogs.flatMap(({ items }) => items);
  const addressesOf = ({ usedAddresses }: Remains) => Object.values(usedAddresses).flat();
  const used = new Set(addressesOf(before));
  const fresh = <T extends { readonly id: string }>(then: readonly T[], things: readonly T[]) =>
    things.filter((thing) => !isOld(then)(thing));
  return [
    ...fresh(before.vApps, now.vApps).map(({ name }) => `vApp ${name} is left`),
    ...fresh(before.vms, now.vms).map(({ name }) => `VM ${name} is left`),
    ...fresh(itemsOf(before), itemsOf(now)).map(({ name }) => `catalog item ${name} is left`),
    ...fresh(before.runningTasks, now.runningTasks).map(({ operation }) => `task "${operation}" is left`),
    ...addressesOf(now)
      .filter((address) => !used.has(address))
      .map((address) => `address ${address} is left`),
  ];
}

type VApp = Remains['vApps'][number];

function clusterOf({ clusters }: RestingWorld, vApp: VApp): Cluster | undefined {
  return clusters.find(({ metadata, status }) =>
    status.vApp?.id === undefined
      ? metadata.name === vApp.name && metadata.namespace === vApp.org
      : status.vApp.id === vApp.id,
  );
}

function templateOf({ templates }: RestingWorld, { name, org }: VApp): Template | undefined {
  return templates.find(({ spec }) => spec.org === org && spec.recipe?.temporaryVApp.name === name);
}

function wrongVApps(world: RestingWorld, { vApps }: Remains): readonly string[] {
  const known = new Set([...world.before.vApps.map(({ id }) => id), ...(world.byHand ?? [])]);
  const unknown = vApps
    .filter((vApp) => !known.has(vApp.id) && !clusterOf(world, vApp) && !templateOf(world, vApp))
    .map(({ name, org }) => `vApp ${name} of ${org} is known to no record`);
  const tagged = vApps.flatMap(({ metadata, name }) => {
    const clusterId = metadata['cse.cluster.id'];
    return typeof clusterId === 'string' ? [{ clusterId, name }] : [];
  });
  const twice = [...Map.groupBy(tagged, ({ clusterId }) => clusterId).values()]
    .filter(({ length }) => length > 1)
    .map((same) => `${same.map(({ name }) => name).join(' and ')} are one cluster in two vApps`);
  return [...unknown, ...twice];
}

function wrongVms(world: RestingWorld, { vms, vApps }: Remains): readonly string[] {
  return vApps.flatMap((vApp) => {
    const cluster = clusterOf(world, vApp);
    if (!cluster || world.byHand?.has(vApp.id)) return [];
    const own = vms.filter(({ vAppId }) => vAppId === vApp.id);
    const nodes = new Map(cluster.status.nodes.map((node) => [node.name, node]));
    return [
      ...repeated(own.map(({ name }) => name)).map((name) => `there are two VMs ${name} in ${vApp.name}`),
      ...own
        .filter(({ name }) => !nodes.has(name))
        .map(({ name }) => `VM ${name} of ${vApp.name} is no node of its record`),
      ...own
        .filter(({ id, name }) => ![undefined, id].includes(nodes.get(name)?.vmId))
        .map(({ name }) => `the record of ${vApp.name} knows another VM as ${name}`),
    ];
  });
}

/** An address belongs to a VM that is there and that has it. */
function wrongAddresses({ sim }: RestingWorld): readonly string[] {
  const { vms, networks } = sim.inventory;
  return [...networks.values()].flatMap((network) =>
    [...network.allocated].flatMap(([address, holder]) => {
      const vm = vms.get(holder);
      if (!vm)
        return /^[0-9a-f-]{36}$/.test(holder) ? [`address ${address} belongs to a VM that is gone`] : [];
      const has = vm.hardware.nics.some(({ ipAddress }) => ipAddress === address);
      return has ? [] : [`address ${address} is kept for ${vm.name}, which has another`];
    }),
  );
}

/** What vCD runs by itself has ended; what we show runs as long as its record says so, and no longer. */
function wrongTasks({ clusters, before }: RestingWorld, { runningTasks }: Remains): readonly string[] {
  const tasks = clusters.flatMap(({ status }) => status.tasks);
  const awaited = new Set(tasks.filter(({ state }) => state === 'running').map(({ id }) => id));
  const old = new Set(before.runningTasks.map(({ id }) => id));
  const running = new Set(runningTasks.map(({ id }) => id));
  return [
    ...runningTasks
      .filter(({ id }) => !old.has(id) && !awaited.has(id))
      .map(({ operation, kind }) => `task "${operation}" (${kind}) runs and no record knows why`),
    ...[...awaited]
      .filter((id) => !running.has(id))
      .map((id) => `a record waits for task ${id}, which has ended`),
    ...repeated(tasks.map(({ request }) => request)).map((request) => `request ${request} has two tasks`),
  ];
}

function wrongSessions({ lives, serviceUser, before }: RestingWorld, now: Remains): readonly string[] {
  const count = ({ sessions }: Remains) => sessions.filter(({ user }) => user === serviceUser).length;
  const own = count(now) - count(before);
  return own > lives ? [`${serviceUser} has ${own} sessions after ${lives} starts`] : [];
}

function wrongItems({ templates, before, sim }: RestingWorld, now: Remains): readonly string[] {
  const old = new Set(before.catalogs.flatMap(({ items }) => items.map(({ id }) => id)));
  const wanted = new Set(
    templates.flatMap(({ spec }) =>
      [spec.catalogItem, ...(spec.recipe ? [spec.recipe.image.name] : [])].map((name) =>
        [spec.org, spec.catalog, name].join('/'),
      ),
    ),
  );
  const { catalogItems, templates: vAppTemplates } = sim.inventory;
  const offered = new Set([...catalogItems.values()].map(({ templateId }) => templateId));
  return [
    ...now.catalogs.flatMap(({ org, name, items }) => [
      ...items
        .filter((item) => !old.has(item.id) && !wanted.has([org, name, item.name].join('/')))
        .map((item) => `item ${item.name} of catalog ${name} is known to no record`),
      ...items
        .filter(({ status }) => status !== 8)
        .map((item) => `item ${item.name} of catalog ${name} is half made`),
      ...repeated(items.map((item) => item.name ?? '')).map(
        (item) => `there are two items ${item} in catalog ${name}`,
      ),
    ]),
    ...[...vAppTemplates.values()]
      .filter(({ id }) => !offered.has(id))
      .map(({ name }) => `vApp template ${name} belongs to no item`),
  ];
}

function repeated(names: readonly string[]): readonly string[] {
  return [...Map.groupBy(names, (name) => name)].filter(([, same]) => same.length > 1).map(([name]) => name);
}
