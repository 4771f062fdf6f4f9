import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exchange, ModelInput } from 'vcdsim';
import { stringify } from 'yaml';
import type { Ova } from './small-ova.ts';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { eventually } from '../support/simulated-cloud.ts';
import { clientMissing, type Shell } from './original-client.ts';
import { ownSubnet, withNetworks, withSubnet } from '../support/simulated-model.ts';

/** Where the original server finds what it works with. */
export interface ServerPlaces {
  readonly vcdUrl: string;
  readonly amqpUrl: string;
  /** Also the routing key and the queue: servers of other tests share the broker. */
  readonly exchange: string;
  /** Names of vCenters. */
  readonly vCenters: readonly string[];
  readonly ova: { readonly url: string; readonly sha256: string };
}

/** Writes a configuration of CSE 1.2.7 with one template, photon-v2, into the home of a shell. */
export async function writeOriginalConfig(shell: Shell, places: ServerPlaces): Promise<void> {
  const broker = new URL(places.amqpUrl);
  const vcd = new URL(places.vcdUrl);
  const config = {
    amqp: {
      host: broker.hostname,
      port: Number(broker.port),
      prefix: 'vcd',
      username: decodeURIComponent(broker.username),
      password: decodeURIComponent(broker.password),
      exchange: places.exchange,
      routing_key: places.exchange,
      ssl: false,
      ssl_accept_all: false,
      vhost: '/',
    },
    vcd: {
      host: places.vcdUrl,
      port: Number(vcd.port),
      username: 'administrator',
      password: 'secret',
      // The version of the sample configuration.
      api_version: '29.0',
      verify: true,
      log: true,
    },
    vcs: places.vCenters.map((name) => ({
      name,
      username: 'administrator@vsphere.local',
      password: 'secret',
      verify: false,
    })),
    service: { listeners: 2, enforce_authorization: false },
    broker: {
      type: 'default',
      org: 'provider',
      vdc: 'provider-vdc',
      catalog: 'cse',
      network: 'provider-net',
      ip_allocation_mode: 'pool',
      storage_profile: '*',
      default_template: 'photon-v2',
      cse_msg_dir: '/tmp/cse',
      templates: [
        {
          name: 'photon-v2',
          catalog_item: 'photon-k8s',
          source_ova_name: 'photon.ova',
          source_ova: places.ova.url,
          sha256_ova: places.ova.sha256,
          temp_vapp: 'photon2-temp',
          cleanup: true,
          cpu: 2,
          mem: 2048,
          admin_password: 'guest_os_admin_password',
          description: 'PhotonOS v2',
        },
      ],
    },
    pks_config: null,
  };
  await writeFile(join(shell.home, 'config.yaml'), stringify(config), { mode: 0o600 });
}

/** The same configuration with what only this server knows, for one that runs beside others; its path. */
export async function addOwnSections(shell: Shell): Promise<string> {
  const original = await readFile(join(shell.home, 'config.yaml'), 'utf8');
  const own = {
    store: { path: 'cse.db', secret_key_file: 'cse.key' },
    telemetry: { listen: '127.0.0.1:0' },
    // What is simulated takes seconds where the field takes minutes.
    // What the other server changes is to be seen at once.
    limits: { poll_min_ms: 100, poll_max_ms: 1_000, visible_seconds: 0 },
  };
  const path = join(shell.home, 'own.yaml');
  await writeFile(path, `${original}${stringify(own)}`, { mode: 0o600 });
  return path;
}

/** Serves one file at an address of its own. */
export async function serveFile(ova: Ova): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((_request, response) => {
    response.end(ova.bytes);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on a port, so its address is no pipe.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${ova.name}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Why the original server cannot run here; false where it can. */
export async function originalUnusable(): Promise<string | false> {
  return (
    clientMissing('1.2.7') ||
    (!bubblewrapUsable() && 'bubblewrap cannot make sandboxes here') ||
    (!(await mayListenOn443()) && 'port 443 may not be used, and the original knows no other for vCenter')
  );
}

/** Addresses that no other test hands out at the same time. */
export function ownSubnets(model: ModelInput, vCenterHost: string): ModelInput {
  return {
    ...withNetworks(model, (network) => withSubnet(network, ownSubnet())),
    vCenters: [{ name: 'vc1', listen: { host: vCenterHost, port: 443 } }],
  };
}

/** What the server asked of vCD in these exchanges; the tenant's client asks for nothing but its own task. */
export function callsIn(made: readonly Exchange[]): { readonly calls: number; readonly polls: number } {
  const forwarded = ({ path }: Exchange) => path.startsWith('/api/cse');
  const isPoll = ({ pattern, method }: Exchange) => `${method} ${pattern}` === 'GET /api/task/{id}';
  const ofClient = ({ responseBody }: Exchange) => responseBody.includes('serviceNamespace="vcloud.cse"');
  return {
    calls: made.filter((one) => !forwarded(one) && !isPoll(one)).length,
    polls: made.filter((one) => isPoll(one) && !ofClient(one)).length,
  };
}

/** Whether this process may serve a vCenter where the original looks for it: its library leaves the port out. */
export async function mayListenOn443(): Promise<boolean> {
  const probe = createTcpServer().listen(443, '127.255.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}

/** The original server, taking requests. */
export interface RunningOriginal extends AsyncDisposable {
  /** Everything that it has printed. */
  readonly printed: () => string;
}

/**
 * `cse run`; resolves when it serves requests: it says that it waits for them a while before it stops to refuse them, and
 * only its log tells when that is. Throws with what it printed when it ends before.
 */
export async function runOriginal(
  shell: Shell,
  pauses?: { readonly timesFaster: number },
): Promise<RunningOriginal> {
  const log = join(shell.home, 'cse-logs', 'cse-server-info.log');
  const starts = async () =>
    (await readFile(log, 'utf8').catch(() => '')).split('num of threads started').length;
  const before = await starts();
  const child = shell.startCse('run -c config.yaml', pauses);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => void (output += text));
  }
  const exited = once(child, 'exit');
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`cse run ended:\n${output}`);
    return (await starts()) > before || undefined;
  }, 'the original serves requests');
  return {
    printed: () => output,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGINT');
      // It waits for its threads, of which some never end.
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(timer);
    },
  };
}
