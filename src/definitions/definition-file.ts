import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'must be made of lower-case letters, digits, dots and dashes');
const address = z.url({ protocol: /^https?$/ });
/** What scripts see in their environment. */
const settings = z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must be a name in capitals'), z.string());

/**
 * A `template.yaml`: what the images of one operating system have in common, and the templates that are made from it.
 * `guestBackend` is checked where the value is used, because the kinds are the records' to name.
 */
export const DefinitionFile = z.strictObject({
  description: z.string().min(1),
  image: z.strictObject({
    /** Of the OVA in the catalog. */
    name: z.string().min(1),
    url: address,
    /** Absent where the publisher replaces the file under the same address: then the operator says it. */
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    /** Where the publisher says what the checksum is now. */
    checksums: address.optional(),
  }),
  guestBackend: z.string(),
  containerRuntime: z.enum(['containerd', 'docker']),
  cpu: z.int().positive(),
  memoryMb: z.int().positive(),
  settings,
  templates: z
    .array(
      z.strictObject({
        name,
        catalogItem: z.string().min(1),
        temporaryVApp: z.string().min(1),
        kubernetesVersion: z.string().regex(/^v1\.\d+\.\d+$/),
        /** Name of a manifest in `templates/addons`; absent where the template's own script applies one. */
        cni: z.string().optional(),
        /** Over those of the whole file. */
        settings: settings.default({}),
      }),
    )
    .min(1),
});
export type DefinitionFile = z.output<typeof DefinitionFile>;
