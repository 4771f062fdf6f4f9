import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

const name = z.string().min(1).max(128);

/** Addresses that a network hands out, lowest first; both ends belong to the range. */
const IpRange = z.strictObject({ start: z.ipv4(), end: z.ipv4() });

const NetworkModel = z.strictObject({
  name,
  gateway: z.ipv4(),
  netmask: z.ipv4().default('255.255.255.0'),
  dns1: z.ipv4().optional(),
  dnsSuffix: z.string().optional(),
  ranges: z.array(IpRange).min(1),
});

const StorageProfileModel = z.strictObject({
  name,
  limitMb: z.int().nonnegative().default(0),
  default: z.boolean().default(false),
});

const VdcModel = z.strictObject({
  name,
  /** How many VMs may exist; 0 is no limit. */
  vmQuota: z.int().nonnegative().default(0),
  cpuMhz: z.int().nonnegative().default(0),
  memoryMb: z.int().nonnegative().default(0),
  storageProfiles: z
    .array(StorageProfileModel)
    .min(1)
    .default([{ name: '*', limitMb: 0, default: true }]),
  networks: z.array(NetworkModel).default([]),
  /** Name of the vCenter that its VMs lie in; the first one when absent. */
  vCenter: name.optional(),
});

const TemplateModel = z.strictObject({
  /** Name of the catalog item and of its vApp template. */
  name,
  description: z.string().default(''),
  vm: z.strictObject({
    name: name.default('node'),
    os: z.string().default('Ubuntu Linux (64-bit)'),
    cpus: z.int().positive().default(2),
    memoryMb: z.int().positive().default(2048),
    diskMb: z.int().positive().default(20480),
    nicAdapter: z.string().default('VMXNET3'),
    /** CSE logs into new guests with the template's administrator password. */
    adminPassword: z.string().default('simulated'),
  }),
});

const CatalogModel = z.strictObject({
  name,
  description: z.string().default(''),
  /** Seen by every organization. */
  shared: z.boolean().default(false),
  templates: z.array(TemplateModel).default([]),
});

const UserModel = z.strictObject({
  name,
  password: z.string().min(1),
  role: name.default('vApp Author'),
  fullName: z.string().optional(),
  enabled: z.boolean().default(true),
});

const RoleModel = z.strictObject({ name, rights: z.array(z.string()).default([]) });

/** How long vApps of an organization may run and, stopped, be kept; 0 is for ever. */
const LeasesModel = z.strictObject({
  deploymentSeconds: z.int().nonnegative().default(0),
  storageSeconds: z.int().nonnegative().default(0),
  /** What happens to the VMs at the end of the first. */
  stopBy: z.enum(['suspend', 'powerOff']).default('suspend'),
  /** At the end of the second the vApp is deleted; otherwise it is marked as expired. */
  deleteExpired: z.boolean().default(false),
});

const OrgModel = z.strictObject({
  name,
  fullName: z.string().optional(),
  description: z.string().default(''),
  leases: LeasesModel.prefault({}),
  users: z.array(UserModel).default([]),
  vdcs: z.array(VdcModel).default([]),
  catalogs: z.array(CatalogModel).default([]),
});

const ServiceModel = z.strictObject({
  name,
  namespace: name,
  exchange: z.string().min(1),
  routingKey: z.string().min(1),
  enabled: z.boolean().default(true),
  priority: z.int().min(0).max(100).default(50),
  vendor: z.string().default(''),
  apiFilters: z.array(z.string()).min(1),
  rights: z
    .array(
      z.strictObject({
        name,
        description: z.string().default(''),
        category: z.string(),
        bundleKey: z.string().default(''),
      }),
    )
    .default([]),
});

const SessionLimits = z.strictObject({
  idleMinutes: z.number().positive().default(30),
  absoluteMinutes: z.number().positive().default(1440),
});

/** A vCenter that vCD knows; one with an address to listen on is simulated too. */
const VCenterModel = z.strictObject({
  name,
  /** What vCD tells of one that is not simulated. */
  url: z.url().default('https://127.0.0.1:443'),
  user: z.string().default('administrator@vsphere.local'),
  password: z.string().min(1).default('secret'),
  /** Where it is served; port 0 takes a free one. Old clients know no other port than 443. */
  listen: z
    .strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65535) })
    .optional(),
  tls: z
    .union([
      z.enum(['self-signed', 'off']),
      z.strictObject({ certificateFile: z.string(), keyFile: z.string() }),
    ])
    .default('self-signed'),
  /** Host in the URLs that files are sent to: its own, or `*`, which clients replace by the one they called. */
  transferHost: z.enum(['own', '*']).default('own'),
  /** Sessions end after being idle for so long. */
  sessionMinutes: z.number().positive().default(30),
});

/** The simulated Cloud Director as it is when it starts. */
export const Model = z.strictObject({
  /** What `GET /api/admin` says the product is. */
  product: z.string().default('10.6.0.24072642 Fri Jun 21 12:00:00 UTC 2024'),
  /** Users of the organization System. */
  administrators: z.array(UserModel).min(1),
  roles: z.array(RoleModel).default([]),
  orgs: z.array(OrgModel).default([]),
  services: z.array(ServiceModel).default([]),
  amqp: z
    .strictObject({
      /** Declares the exchanges of the services (direct, durable), as `cse install` would. */
      declareExchange: z.boolean().default(true),
      replyExchange: z.string().default('vcd.replyExchange'),
    })
    .prefault({}),
  sessions: SessionLimits.prefault({}),
  /** After this long without a byte an upload is given up. */
  uploads: z.strictObject({ timeoutMinutes: z.number().positive().default(60) }).prefault({}),
  /** Operations that may run at a time; 0 is no limit. */
  operationLimits: z
    .strictObject({
      perUser: z.int().nonnegative().default(0),
      perOrg: z.int().nonnegative().default(0),
    })
    .prefault({}),
  vCenters: z.array(VCenterModel).default([]),
});

export type Model = z.output<typeof Model>;
/** A model as people write it: what is left out has defaults. */
export type ModelInput = z.input<typeof Model>;

/** Reads and checks a model file (YAML or JSON). Throws with the path of the first wrong value. */
export async function readModelFile(path: string): Promise<Model> {
  return parseModel(parse(await readFile(path, 'utf8')), path);
}

/** Checks a model; throws with the path of the first wrong value. */
export function parseModel(input: unknown, origin = 'model'): Model {
  const result = Model.safeParse(input);
  if (!result.success) throw new Error(`${origin}: ${z.prettifyError(result.error)}`);
  return result.data;
}
