import { z } from 'zod';
import { Condition } from './condition.ts';
import { Metadata } from './metadata-schema.ts';
import { Reason } from './reasons.ts';

/** How the controller gets data into the VMs of a template. */
export const GuestBackendKind = z.enum(['guestinfo', 'guest-operations']);
export type GuestBackendKind = z.output<typeof GuestBackendKind>;

/** What the image of a template is made from, and where it is made. */
export const TemplateRecipe = z.strictObject({
  /** The machine image that it starts from: an OVA, and its name in the catalog. */
  image: z.strictObject({
    name: z.string(),
    url: z.string(),
    checksum: z.strictObject({ algorithm: z.enum(['sha256', 'sha1']), value: z.string() }),
  }),
  /** The machine that is customized and captured; everything by name, in the organization of the catalog. */
  temporaryVApp: z.strictObject({
    name: z.string(),
    vdc: z.string(),
    network: z.string(),
    ipAllocation: z.enum(['pool', 'dhcp']),
    /** `*` is any. */
    storageProfile: z.string(),
    /** Removed when the template is there. */
    cleanup: z.boolean(),
  }),
});
export type TemplateRecipe = z.output<typeof TemplateRecipe>;

/** The wish that the template be made; another `id` is another wish. */
export const TemplateBuild = z.strictObject({
  id: z.uuid(),
  /** Make it although it is there: the new one takes the place of the old when it is finished. */
  replace: z.boolean(),
  /** False leaves the customized vApp standing and makes no template of it. */
  capture: z.boolean(),
  /** Public keys for the root of the vApp, and so of everything that is copied from it. */
  sshKey: z.string().nullable(),
});
export type TemplateBuild = z.output<typeof TemplateBuild>;

/** What is offered under a name, and how it is made where that is wanted. */
export const TemplateSpec = z.strictObject({
  /** The organization that owns the catalog. */
  org: z.string(),
  catalog: z.string(),
  catalogItem: z.string(),
  description: z.string(),
  /** Offered first and taken when a request names none. */
  isDefault: z.boolean(),
  /** Place in the operator's list; templates are listed in this order. */
  position: z.int().min(0),
  cpu: z.int().positive(),
  memoryMb: z.int().positive(),
  guestBackend: GuestBackendKind,
  /** `v1.36.3`; what kubeadm is told to install. */
  kubernetesVersion: z.string(),
  /** Name of a manifest in `templates/addons`, without its ending. */
  cni: z.string(),
  paused: z.boolean(),
  recipe: TemplateRecipe.nullish(),
  /** Absent: the template is offered, and nobody asked to have it made. */
  build: TemplateBuild.nullish(),
  /** When the record goes, so does what it made in the catalog: the template and the image. */
  removeItems: z.boolean().optional(),
});
export type TemplateSpec = z.output<typeof TemplateSpec>;

/** How far a part of the work has come, in bytes; `total` is 0 as long as it is not known. */
const Progress = z.object({ done: z.int(), total: z.int() });
export type Progress = z.output<typeof Progress>;

/** How far the build has come that `spec.build` asks for. Ids are bare UUIDs. */
export const BuildStatus = z.object({
  /** Of which wish this is the report. */
  id: z.uuid(),
  fetched: Progress.optional(),
  uploaded: Progress.optional(),
  /**
   * The intent to capture, written before Cloud Director is asked: `replaces` is the vApp template that stood under the
   * name then, so that any other that stands there later is the one that was asked for.
   */
  capture: z
    .object({
      requestedAt: z.iso.datetime(),
      replaces: z.guid().nullable(),
      /** Of the task that captures, once Cloud Director has given one. */
      taskId: z.guid().optional(),
    })
    .optional(),
  /** The vApp template that came of it. */
  vAppTemplateId: z.guid().optional(),
  /** The template is there, shared, and what it was made with is cleaned up: nothing is left of this wish. */
  doneAt: z.iso.datetime().optional(),
  /** Why the build was given up; once set, nothing more is made for this wish. */
  failure: z.object({ reason: Reason, message: z.string(), at: z.iso.datetime() }).optional(),
});
export type BuildStatus = z.output<typeof BuildStatus>;

/** What the controller has seen and done last. */
export const TemplateStatus = z.object({
  observedGeneration: z.int().optional(),
  phase: z.string().optional(),
  phaseSince: z.iso.datetime().optional(),
  phaseDeadline: z.iso.datetime().optional(),
  conditions: z.array(Condition),
  /** The VM inside the catalog item that nodes are copied from; ids are bare UUIDs. */
  source: z
    .object({
      vAppTemplateId: z.guid(),
      vmId: z.guid(),
      vmName: z.string(),
      /** `PrimaryNetworkConnectionIndex` of that VM. */
      primaryNicIndex: z.int(),
      /** `VMXNET3`, `E1000`, …; absent when the template does not say. */
      nicAdapter: z.string().optional(),
    })
    .optional(),
  build: BuildStatus.optional(),
  waiting: z.object({ reason: Reason, message: z.string(), until: z.iso.datetime() }).optional(),
  lastError: z.object({ message: z.string(), at: z.iso.datetime(), attempts: z.int() }).optional(),
});
export type TemplateStatus = z.output<typeof TemplateStatus>;

/** A catalog item that clusters can be made from, or that shall become one. */
export const Template = z.object({
  kind: z.literal('Template'),
  metadata: Metadata,
  spec: TemplateSpec,
  status: TemplateStatus,
});
export type Template = z.output<typeof Template>;

/** Of a template that nobody has looked at yet. */
export const emptyTemplateStatus: TemplateStatus = { conditions: [] };
