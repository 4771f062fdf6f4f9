import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  emptyModel,
  startVcdsim,
  type GuestDriver,
  type ModelInput,
  type Simulator,
  type SimulatorOptions,
} from 'vcdsim';
import { parse, stringify } from 'yaml';
import type { World } from '#cli/world.ts';
import { openSite } from '#wiring/open-site.ts';
import { writeServerConfig } from '../../scripts/simulated/server-config.ts';
import { provideServiceAccount } from '../../scripts/simulated/service-account.ts';
import { cliWorld, type CliRun } from './cli-world.ts';
import { startImageServer, type ImageAnswer, type ImageServer } from './image-server.ts';
import { amqpUrl, quickGuests } from './simulated-cloud.ts';
import { simulatedModel } from './simulated-model.ts';
import { writeOva } from './small-ova.ts';
import { wireCheck, type WireCheck } from './wire-check.ts';

/** A Cloud Director where nobody has installed the service yet, a real broker, and the command line that works on both. */
export interface EmptyCloud extends AsyncDisposable {
  readonly sim: Simulator;
  readonly wire: WireCheck;
  readonly exchange: string;
  readonly directory: string;
  readonly configPath: string;
  /** Runs `cse` in this process, with `-c` after the command's name. */
  cse(...words: string[]): Promise<CliRun>;
  /** The same with another world: a terminal, a moment. */
  cseIn(world: Partial<World>, ...words: string[]): Promise<CliRun>;
  /** Offers one template, `noble`, whose script does little and whose image is small unless `image` says otherwise. */
  offerSmallTemplate(changes?: Readonly<Record<string, unknown>>, image?: OfferedImage): Promise<ImageServer>;
  /** Offers one template, `noble`, whose image is small and made by the scripts of a definition. */
  offerTemplateOf(definition: string, changes?: Readonly<Record<string, unknown>>): Promise<ImageServer>;
  /** Changes the configuration file. */
  edit(change: (config: ConfigDocument) => void): Promise<void>;
}

/** The image of an offered template, and how the server behaves that has it. */
export interface OfferedImage {
  readonly diskBytes?: number;
  readonly answer?: (nth: number) => ImageAnswer;
}

/** The sections of a configuration as plain data. */
export type ConfigDocument = Record<string, Record<string, unknown>>;

/** As quick as the machine is. */
const limits = { poll_min_ms: 10, poll_max_ms: 100, vcd_concurrency: 16, vcd_rate_per_second: 2000 };

/** What a machine needs to be a node, where somebody looks; what has no packages leaves it be. */
const smallScript = `#!/bin/bash
set -eu
if command -v systemctl; then
  systemctl disable --now nfs-server nfs-kernel-server
fi
`;

const nobleTemplate = {
  name: 'noble',
  catalog_item: 'noble-k8s',
  source_ova_name: 'noble.ova',
  temp_vapp: 'noble-temp',
  cleanup: true,
  cpu: 2,
  mem: 2048,
  admin_password: 'guest_os_admin_password',
  description: 'Noble\nKubernetes 1.36',
};

/** Resolves when both are there; `model` may change what vCD holds. */
export async function startEmptyCloud(
  options: {
    readonly model?: (model: ModelInput) => ModelInput;
    readonly broker?: string;
    /** Serves the vCenter, too, and has all nodes made by way of it. */
    readonly vCenter?: boolean;
    /** Default: instant guests. */
    readonly guests?: GuestDriver;
    readonly onExchange?: NonNullable<SimulatorOptions['onExchange']>;
    /** How long vCD waits for an answer, where a test has it wait in vain. */
    readonly extensionTimeoutMs?: number;
  } = {},
): Promise<EmptyCloud> {
  const brokerUrl = options.broker ?? amqpUrl;
  if (brokerUrl === undefined) throw new Error('no broker');
  await using starting = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'cse-empty-'));
  starting.defer(() => rm(directory, { recursive: true, force: true }));
  const exchange = `cse-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  const wire = wireCheck();
  const model = withProviderVdc({ ...simulatedModel(exchange), ...emptyOf(exchange) });
  const sim = starting.use(
    await startVcdsim({
      amqpUrl: brokerUrl,
      ...(options.vCenter && { vCenter: { port: 0 } }),
      guests: options.guests ?? starting.use(quickGuests()),
      model: options.model?.(model) ?? model,
      onExchange: (seen) => {
        wire.note(seen);
        options.onExchange?.(seen);
      },
      ...(options.extensionTimeoutMs !== undefined && { extensionTimeoutMs: options.extensionTimeoutMs }),
    }),
  );
  await provideServiceAccount(sim.url, ({ run, install }) => Object.keys({ ...run, ...install }));
  const configPath = await writeServerConfig({
    directory,
    vcdUrl: sim.url,
    amqpUrl: brokerUrl,
    exchange,
    limits,
    ...(options.vCenter && { guestBackend: 'guest-operations' as const }),
  });
  async function edit(change: (config: ConfigDocument) => void): Promise<void> {
    // Written by `writeServerConfig`.
    const config = parse(await readFile(configPath, 'utf8')) as ConfigDocument;
    change(config);
    await writeFile(configPath, stringify(config), { mode: 0o600 });
  }
  const cseIn: EmptyCloud['cseIn'] = (world, ...words) => {
    const [command = '', ...rest] = words;
    return cliWorld({
      workingDirectory: directory,
      openSite: async (config, { log }) => openSite(config, { log }),
      ...world,
    }).run(command, '-c', configPath, ...rest);
  };
  async function offer(
    changes: Readonly<Record<string, unknown>>,
    { diskBytes = 3_000_000, answer }: OfferedImage = {},
  ): Promise<ImageServer> {
    const ova = await writeOva(join(directory, 'source.ova'), diskBytes);
    const images = running.use(await startImageServer(() => ova.path, answer));
    await edit((config) => {
      const template = { ...nobleTemplate, source_ova: images.url, sha256_ova: ova.sha256, ...changes };
      Object.assign(config['broker'] ?? {}, { default_template: 'noble', templates: [template] });
      config['templates'] = { scripts: 'scripts' };
    });
    return images;
  }
  const running = starting.move();
  return {
    sim,
    wire,
    exchange,
    directory,
    configPath,
    cseIn,
    cse: (...words) => cseIn({}, ...words),
    edit,
    async offerSmallTemplate(changes = {}, image = {}) {
      await mkdir(join(directory, 'scripts'));
      await writeFile(join(directory, 'scripts', 'cust-noble.sh'), smallScript);
      // What the simulated tools say that they are.
      return offer({ kubernetes_version: 'v1.36.1', ...changes }, image);
    },
    offerTemplateOf: (definition, changes = {}) => offer({ definition, ...changes }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function emptyOf(exchange: string): Pick<ModelInput, 'orgs' | 'services'> {
  const { orgs = [] } = simulatedModel(exchange);
  return { services: emptyModel.services ?? [], orgs: orgs.map((org) => ({ ...org, catalogs: [] })) };
}

/** Templates are made in a VDC of the provider's own organization. */
function withProviderVdc(model: ModelInput): ModelInput {
  const network = {
    name: 'provider-net',
    gateway: '127.19.0.1',
    ranges: [{ start: '127.19.0.10', end: '127.19.0.250' }],
  };
  return {
    ...model,
    orgs: (model.orgs ?? []).map((org) =>
      org.name === 'provider' && !org.vdcs?.length
        ? { ...org, vdcs: [{ name: 'provider-vdc', networks: [network] }] }
        : org,
    ),
  };
}
