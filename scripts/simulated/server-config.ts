import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { serviceAccount } from './service-account.ts';

export interface SimulatedServerConfig {
  /** Where file, database and key are put. */
  readonly directory: string;
  readonly vcdUrl: string;
  readonly amqpUrl: string;
  /** Also the routing key and the queue; apart for servers that share a broker. */
  readonly exchange?: string;
  /** Default false, as the original has it. */
  readonly durableQueue?: boolean;
  /** Default false: refusals in the form of CSE 1.2.7. */
  readonly flatErrors?: boolean;
  /** `host:port`; port 0 takes a free one. */
  readonly telemetry?: string;
  /** Default `debug`. */
  readonly logLevel?: string;
  /** How data gets into the VMs of all templates. */
  readonly guestBackend?: 'guestinfo' | 'guest-operations';
  /** What the entry of the one vCenter says otherwise than that its certificate is not looked at. */
  readonly vCenter?: Readonly<Record<string, string | boolean>>;
  readonly deadlines?: Readonly<Record<string, number>>;
  readonly limits?: Readonly<Record<string, number>>;
  readonly repair?: Readonly<Record<string, number | string>>;
  readonly leaks?: Readonly<Record<string, number | boolean>>;
}

/** Whom vcdsim's vCenter knows. */
const vCenterAccount = { username: 'administrator@vsphere.local', password: 'secret' };

/** Writes the configuration of a server that works against vcdsim's built-in model, as `serviceAccount`; its path. */
export async function writeServerConfig(options: SimulatedServerConfig): Promise<string> {
  const { directory, vcdUrl, amqpUrl, exchange = 'cse-ext' } = options;
  const broker = new URL(amqpUrl);
  const document = {
    amqp: {
      host: broker.hostname,
      port: Number(broker.port),
      prefix: 'vcd',
      username: broker.username,
      password: broker.password,
      exchange,
      routing_key: exchange === 'cse-ext' ? 'cse' : exchange,
      ssl: false,
      ssl_accept_all: false,
      vhost: '/',
      ...(options.durableQueue && { durable_queue: true }),
    },
    vcd: {
      host: vcdUrl,
      port: Number(new URL(vcdUrl).port),
      ...serviceAccount,
      api_version: '31.0',
      verify: true,
      log: true,
    },
    vcs: [{ name: 'vc1', ...vCenterAccount, verify: false, ...options.vCenter }],
    service: {
      listeners: 3,
      enforce_authorization: false,
      ...(options.flatErrors && { flat_errors: true }),
    },
    broker: {
      type: 'default',
      org: 'provider',
      vdc: 'provider-vdc',
      catalog: 'cse',
      network: 'provider-net',
      ip_allocation_mode: 'pool',
      storage_profile: '*',
      default_template: 'ubuntu-24.04',
      templates: [
        template('ubuntu-24.04', 'ubuntu-24.04-k8s-1.36', 'Ubuntu 24.04\nKubernetes 1.36', options),
        template('photon-5', 'photon-5-k8s-1.36', 'Photon 5\nKubernetes 1.36', options),
        template('not-built', 'no-such-item', 'offered, but its catalog item is missing', options),
      ],
      cse_msg_dir: '/tmp/cse',
    },
    pks_config: null,
    store: { path: 'cse.db', secret_key_file: 'cse.key' },
    telemetry: { listen: options.telemetry ?? '127.0.0.1:0', log_level: options.logLevel ?? 'debug' },
    ...(options.deadlines && { deadlines: options.deadlines }),
    ...(options.repair && { repair: options.repair }),
    ...(options.leaks && { leaks: options.leaks }),
    // Where a test may put scripts of its own; what lies where it was started is none of its business.
    templates: { scripts: 'scripts' },
    // What is simulated takes seconds where the field takes minutes.
    limits: { poll_min_ms: 100, poll_max_ms: 1_000, ...options.limits },
  };
  const path = join(directory, 'config.yaml');
  await writeFile(path, stringify(document), { mode: 0o600 });
  return path;
}

function template(
  name: string,
  catalogItem: string,
  description: string,
  { guestBackend }: Pick<SimulatedServerConfig, 'guestBackend'>,
): object {
  return {
    name,
    catalog_item: catalogItem,
    source_ova_name: `${catalogItem}.ova`,
    source_ova: `https://images.example/${catalogItem}.ova`,
    sha256_ova: '0'.repeat(64),
    temp_vapp: `${name}-temp`,
    cleanup: true,
    cpu: 2,
    mem: 2048,
    admin_password: 'secret',
    description,
    ...(guestBackend !== undefined && { guest_backend: guestBackend }),
  };
}
