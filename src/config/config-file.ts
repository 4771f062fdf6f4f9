import { z } from 'zod';
import { GuestBackendKind } from '#records/template.ts';

/**
 * The file as people write it. The first part is that of CSE 1.2.7 (its contract, section 8): every key is required
 * and no other is allowed. Our own sections and keys are optional. Type and range are apart, so that a wrong type is
 * named as the original names it.
 */
const text = z.string();
const flag = z.boolean();
/** In the original's language a boolean is an integer too, and passes for one. */
const integer = z.preprocess((value) => (typeof value === 'boolean' ? Number(value) : value), z.int());
const within = (least: number, most: number) =>
  integer.pipe(z.int().min(least, range(least, most)).max(most, range(least, most)));
const range = (least: number, most: number) => `must be from ${least} to ${most}`;
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  text.pipe(z.enum(values, { error: `must be ${values.map((value) => `'${value}'`).join(' or ')}` }));
const required = text.min(1, 'must not be empty');

const port = within(1, 65_535);
const seconds = within(1, 7 * 24 * 3600);
const days = within(1, 3650);
const cidr = text.pipe(z.cidrv4({ error: "must be an IPv4 network, as '10.244.0.0/16'" }));
const kubernetesVersion = text
  .regex(/^v?1\.\d+\.\d+(-[\w.]+)?$/, "must be a full version, as 'v1.36.3'")
  .transform((version) => (version.startsWith('v') ? version : `v${version}`));
/** Names end up in record keys, whose parts are separated by slashes. */
const recordName = required
  .max(253, 'must not be longer than 253 characters')
  .regex(/^[^/]*$/, "must not contain '/'");

const Amqp = z.strictObject({
  host: required,
  port,
  prefix: text,
  username: text,
  password: text,
  exchange: required,
  routing_key: required,
  ssl: flag,
  ssl_accept_all: flag,
  vhost: text,
  durable_queue: flag.default(false),
});

const Vcd = z.strictObject({
  host: required,
  port,
  username: required,
  password: text,
  api_version: required.regex(/^\d+\.\d+$/, "must be a version of the vCloud API, as '29.0'"),
  verify: flag,
  log: flag,
});

/** By what a vCenter's certificate is believed, if not by the system's authorities. */
const believed = {
  ca_file: required.optional(),
  thumbprint: text
    .regex(/^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i, 'must be a SHA-256 thumbprint, 32 pairs of hex digits')
    .optional(),
};

const VCenter = z.strictObject({
  name: required,
  username: required,
  password: text,
  verify: flag,
  ...believed,
});

/** CSE 0.3.0 knew one vCenter. */
const OnlyVCenter = z.strictObject({
  host: required,
  port,
  username: required,
  password: text,
  verify: flag,
  ...believed,
});

const Service = z.strictObject({
  listeners: within(1, 1000),
  enforce_authorization: flag.optional(),
  flat_errors: flag.default(false),
});

const Template = z.strictObject({
  name: recordName,
  catalog_item: required,
  source_ova_name: text,
  source_ova: text,
  sha256_ova: text.optional(),
  sha1_ova: text.optional(),
  temp_vapp: text,
  cleanup: flag,
  cpu: within(1, 1024),
  mem: within(1, 16 * 1024 * 1024),
  admin_password: text,
  shared_admin_password: flag.optional(),
  description: text,
  kubernetes_version: kubernetesVersion.optional(),
  guest_backend: oneOf(GuestBackendKind.options as [GuestBackendKind, ...GuestBackendKind[]]).optional(), // never empty
  cni: required.optional(),
  definition: required.optional(),
});

const Broker = z.strictObject({
  type: oneOf(['default']),
  org: recordName,
  vdc: text,
  catalog: required,
  network: text,
  ip_allocation_mode: oneOf(['pool', 'dhcp']),
  storage_profile: text,
  default_template: text,
  templates: z.array(Template),
  cse_msg_dir: text,
});

const Store = z
  .strictObject({
    path: required.default('cse.db'),
    secret_key_file: required.default('cse.key'),
    /** Images on their way to the catalog, which are large; named as CSE 1.2.7 names it. */
    cache_dir: required.default('cse_cache'),
  })
  .prefault({});

const listenText = text.regex(/^(\[[0-9a-f:.]+\]|[^:]*):\d{1,5}$/i, "must be 'host:port' or ':port'");

const Telemetry = z
  .strictObject({
    listen: listenText.default('127.0.0.1:9464'),
    log_level: oneOf(['debug', 'info', 'warn', 'error']).default('info'),
    log_file: required.optional(),
  })
  .prefault({});

const Operator = z
  .strictObject({
    /** Where the status commands reach the server; only the service's own user may. */
    socket: required.default('cse.sock'),
    /** The web page and the same interface by HTTP; absent: neither. */
    listen: listenText.optional(),
    /** A file whose one line opens the port to who sends it. */
    token_file: required.optional(),
  })
  .prefault({});

const Deadlines = z
  .strictObject({
    /** Copies every disk of the cluster, possibly from another datastore. */
    composing_vapp: seconds.default(3600),
    awaiting_addresses: seconds.default(600),
    tagging_vapp: seconds.default(600),
    configuring_guests: seconds.default(1200),
    powering_on: seconds.default(1200),
    initializing_control_plane: seconds.default(1800),
    joining_workers: seconds.default(1800),
    publishing_kubeconfig: seconds.default(600),
    /** Of a template: what its scripts install comes from the network. */
    customizing_template: seconds.default(7200),
    shutting_down_template: seconds.default(600),
    capturing_template: seconds.default(7200),
    /** Of one node that is to go; after it the VM is removed all the same. */
    draining: seconds.default(300),
    deregistering: seconds.default(60),
    deleting_nodes: seconds.default(1200),
    lost_answer: seconds.default(300),
    reconcile: seconds.default(120),
    stop: seconds.default(15),
  })
  .prefault({});

const Limits = z
  .strictObject({
    vcd_concurrency: within(1, 1000).default(8),
    vcd_rate_per_second: within(1, 10_000).default(20),
    workers: within(1, 1000).default(8),
    resync_seconds: seconds.default(600),
    /** Slow work is looked at after a fifth of the time that it has taken so far, within these bounds. */
    poll_min_ms: within(1, 60_000).default(1_000),
    poll_max_ms: within(1, 600_000).default(5_000),
  })
  .prefault({});

const Workload = z
  .strictObject({
    /** In the shared address space of RFC 6598, because tenants' own networks are usually in 10.0.0.0/8. */
    pod_cidr: cidr.default('100.96.0.0/11'),
    service_cidr: cidr.default('100.64.0.0/13'),
    cni: required.default('flannel-v0.28.4'),
    kubernetes_version: kubernetesVersion.default('v1.36.3'),
    kubeconfig_validity_days: days.default(365),
  })
  .prefault({});

const Templates = z.strictObject({ scripts: required.optional() }).prefault({});

const address = text.regex(/^https?:\/\/\S+$/, "must be an address, as 'https://mirror.example.com/'");
const Mirrors = z
  .strictObject({
    urls: z.record(address, address).default({}),
    registries: z
      .record(
        text.regex(/^[\w.-]+(:\d+)?$/, "must be the host name of a registry, as 'registry.k8s.io'"),
        address,
      )
      .default({}),
  })
  .prefault({});

const sections = {
  amqp: Amqp,
  vcd: Vcd,
  service: Service,
  broker: Broker,
  pks_config: text.nullable().optional(),
  store: Store,
  telemetry: Telemetry,
  operator: Operator,
  deadlines: Deadlines,
  limits: Limits,
  workload: Workload,
  templates: Templates,
  mirrors: Mirrors,
};

/** With a list of vCenters, as CSE writes it since 0.4.0. */
export const ConfigFile = z.strictObject({ ...sections, vcs: z.array(VCenter) });
export type ConfigFile = z.output<typeof ConfigFile>;

/** With one vCenter, as CSE 0.3.0 wrote it. */
export const OldConfigFile = z.strictObject({ ...sections, vcs: OnlyVCenter });
export type OldConfigFile = z.output<typeof OldConfigFile>;

/** The second file, which `pks_config` names (contract of CSE 1.2.7, section 8.3); nothing uses what is in it. */
export const PksFile = z.strictObject({
  orgs: z.array(z.unknown()),
  pks_accounts: z.array(z.unknown()),
  pvdcs: z.array(z.unknown()),
});
