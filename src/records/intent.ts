import { z } from 'zod';
import type { Cluster } from './cluster.ts';
import type { RecordKey } from './metadata.ts';
import type { Template } from './template.ts';

/** A thing that was asked of Cloud Director, as far as it can be named before it is there. Ids are bare UUIDs. */
export const Thing = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('vApp'),
    name: z.string(),
    orgId: z.guid(),
    vdcId: z.guid().nullable(),
    /** Null until Cloud Director has told it. */
    vAppId: z.guid().nullable(),
  }),
  /** A VM that was added to the vApp of a cluster that stood. */
  z.strictObject({ kind: z.literal('vm'), name: z.string(), orgId: z.guid(), vAppId: z.guid().nullable() }),
  /** A task of ours; its name is the operation that tenants see. */
  z.strictObject({ kind: z.literal('task'), name: z.string(), orgId: z.guid(), taskId: z.guid().nullable() }),
  /** The machine that a template is made with; `build` is in its description. */
  z.strictObject({
    kind: z.literal('temporaryVApp'),
    name: z.string(),
    org: z.string(),
    /** Of the template; it tells where the organization is. */
    catalog: z.string(),
    vdc: z.string(),
    build: z.uuid(),
  }),
  /** An image that is uploaded, or a template that is captured. */
  z.strictObject({
    kind: z.literal('catalogItem'),
    name: z.string(),
    org: z.string(),
    catalog: z.string(),
    by: z.enum(['upload', 'capture']),
    /** Null where it is not known: the image of a template bears no build. */
    build: z.uuid().nullable(),
  }),
]);
export type Thing = z.output<typeof Thing>;
/** The things of one kind. */
export type ThingOf<Kind extends Thing['kind']> = Extract<Thing, { kind: Kind }>;

/** The kinds of things that a line of the ledger can be about. */
export const thingKinds = Thing.options.map(({ shape }) => shape.kind.value);

/**
 * One line of the ledger of what was asked of Cloud Director: it is written before the thing is asked for and ended when
 * the record knows the thing, or knows that there is none. It outlives its record, so what a record left behind is found.
 */
export const Intent = z.strictObject({
  /** One for each thing: `vApp/…`, `vm/…`, `task/…`, … */
  id: z.string(),
  /** The record that wanted it, which may be gone, and the mark that the thing bears: the record's uid. */
  record: z.string().transform((text) => text as RecordKey),
  uid: z.guid(),
  thing: Thing,
  /** When it was first written down. */
  at: z.iso.datetime(),
  /** `record`: a record asked for it; `look`: it was found in Cloud Director and nothing was written of it. */
  origin: z.enum(['record', 'look']),
  /** When we had it deleted, and took it for gone. */
  deletedAt: z.iso.datetime().nullable(),
  /** When it was first seen to be there although no record knows it. */
  foundAt: z.iso.datetime().nullable(),
});
export type Intent = z.output<typeof Intent>;

/** What a record wants written down of itself. */
export interface IntendedThing {
  readonly id: string;
  readonly thing: Thing;
}

/**
 * What the record of a cluster has asked for, or may be about to ask for, and cannot account for yet. A vApp is accounted
 * for when its cluster is ready: from then on its metadata tell whose it is.
 */
export function clusterIntents({ metadata, spec, status }: Cluster): readonly IntendedThing[] {
  const { name, uid } = metadata;
  const orgId = spec.org.id;
  const vAppId = status.vApp?.id ?? null;
  const intents: IntendedThing[] = [];
  if (status.vApp && status.readyAt === undefined)
    intents.push({ id: `vApp/${uid}`, thing: { kind: 'vApp', name, orgId, vdcId: spec.vdc.id, vAppId } });
  if (status.readyAt !== undefined) {
    for (const node of status.nodes) {
      const isKnown = node.vmId !== undefined || node.state === 'joined';
      if (!isKnown) intents.push(vmIntent(uid, { kind: 'vm', name: node.name, orgId, vAppId }));
    }
  }
  for (const { id, operation } of spec.requests) {
    const task = status.tasks.find(({ request }) => request === id);
    if (task && task.state !== 'running') continue;
    const taskId = task?.id ?? null;
    intents.push({ id: `task/${id}`, thing: { kind: 'task', name: operation, orgId, taskId } });
  }
  return intents;
}

/** A VM of the cluster with that uid. */
export function vmIntent(uid: string, thing: ThingOf<'vm'>): IntendedThing {
  return { id: `vm/${uid}/${thing.name}`, thing };
}

/** What the making of a template may have left anywhere, from the wish on until it is done or cleaned up. */
export function templateIntents({ spec, status }: Template): readonly IntendedThing[] {
  const { build, recipe, org, catalog, catalogItem } = spec;
  if (!build || !recipe) return [];
  const report = status.build?.id === build.id ? status.build : undefined;
  const isOver = report?.doneAt !== undefined || (report?.failure && status.phase === 'failed');
  if (isOver || status.phase === 'standing') return [];
  const { name, vdc } = recipe.temporaryVApp;
  const item = (name: string, by: 'upload' | 'capture') =>
    ({ kind: 'catalogItem', name, org, catalog, by, build: build.id }) as const;
  return [
    {
      id: `temporaryVApp/${build.id}`,
      thing: { kind: 'temporaryVApp', name, org, catalog, vdc, build: build.id },
    },
    { id: `image/${build.id}`, thing: item(recipe.image.name, 'upload') },
    ...(build.capture ? [{ id: `capture/${build.id}`, thing: item(catalogItem, 'capture') }] : []),
  ];
}
