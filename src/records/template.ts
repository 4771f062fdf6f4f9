import { z } from 'zod';
import { Condition } from './condition.ts';
import { Metadata } from './metadata.ts';

/** How the controller gets data into the VMs of a template. */
export const GuestBackendKind = z.enum(['guestinfo']);
export type GuestBackendKind = z.output<typeof GuestBackendKind>;

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
});
export type TemplateSpec = z.output<typeof TemplateSpec>;

export const TemplateStatus = z.object({
  observedGeneration: z.int().optional(),
  phase: z.string().optional(),
  phaseSince: z.iso.datetime().optional(),
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
  lastError: z.object({ message: z.string(), at: z.iso.datetime(), attempts: z.int() }).optional(),
});
export type TemplateStatus = z.output<typeof TemplateStatus>;

export const Template = z.object({
  kind: z.literal('Template'),
  metadata: Metadata,
  spec: TemplateSpec,
  status: TemplateStatus,
});
export type Template = z.output<typeof Template>;

export const emptyTemplateStatus: TemplateStatus = { conditions: [] };
