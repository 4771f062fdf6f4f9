import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parse } from 'yaml';
import type { FaultRule } from './faults/fault-rule.ts';
import { FaultRules, readFaultOption } from './faults/fault-rule.ts';
import { defaultModel, emptyModel } from './model/default-model.ts';
import { readModelFile } from './model/model-file.ts';
import { z } from 'zod';
import type { GuestKind } from './open-guests.ts';
import { defaultBootMs, guestKinds } from './open-guests.ts';
import type { SimulatorOptions } from './simulator.ts';
import { startVcdsim } from './simulator.ts';
import { briskLatency, readLatencyFile } from './tasks/latency.ts';

interface Options {
  readonly listen: { readonly host: string; readonly port: number };
  readonly amqp?: string;
  readonly model?: string;
  readonly empty?: true;
  readonly guests: GuestKind;
  readonly bootMs: number;
  readonly latencyMs?: number;
  readonly latencyFile?: string;
  readonly seed?: number;
  readonly tls?: true;
  readonly vcenter?: { readonly host: string; readonly port: number };
  readonly extensionTimeoutS: number;
  readonly publicUrl?: string;
  readonly faults?: string;
  readonly fault: readonly FaultRule[];
}

/** The command `vcdsim`; it runs until `stop` aborts. */
export function vcdsimCommand(stop: AbortSignal): Command {
  return new Command('vcdsim')
    .description('Simulates VMware Cloud Director: its API, its tasks, its AMQP extensions and its guests.')
    .addOption(
      new Option('--listen <host:port>', 'address to serve; port 0 takes a free one')
        .default({ host: '127.0.0.1', port: 8443 }, '127.0.0.1:8443')
        .argParser(parseAddress),
    )
    .option('--amqp <url>', 'broker that calls of extensions go through')
    .option('--model <file>', 'organizations, users, networks and templates (YAML); see --print-model')
    .addOption(new Option('--empty', 'the built-in model without extensions and catalogs').conflicts('model'))
    .addOption(
      new Option('--guests <kind>', 'what runs inside the VMs').choices([...guestKinds]).default('none'),
    )
    .addOption(
      new Option('--boot-ms <n>', 'how long an instant guest takes to boot')
        .default(defaultBootMs)
        .argParser(parseNumber),
    )
    .addOption(new Option('--latency-ms <n>', 'time of every task').argParser(parseNumber))
    .option('--latency-file <file>', 'time of tasks by operation (YAML)')
    .addOption(
      new Option('--seed <n>', 'the same seed gives the same ids and chances').argParser(parseNumber),
    )
    .option('--tls', 'serve HTTPS with a certificate of its own')
    .addOption(
      new Option('--vcenter <host:port>', 'serve the vSphere API of the first vCenter').argParser(
        parseAddress,
      ),
    )
    .addOption(
      new Option('--extension-timeout-s <n>', 'how long an extension may take to answer')
        .default(10)
        .argParser(parseNumber),
    )
    .option('--public-url <url>', 'base of all hrefs; default: the host that the client used')
    .option('--faults <file>', 'fault rules from the start (YAML or JSON)')
    .addOption(
      new Option('--fault <key=value,…>', 'one fault rule; may be given again')
        .default([], 'none')
        .argParser(addFault),
    )
    .option('--print-model', 'print the built-in model and exit')
    .helpOption('-h, --help', 'this text')
    .action(async (options: Options & { readonly printModel?: true }) => {
      if (options.printModel) {
        const { stringify } = await import('yaml');
        process.stdout.write(stringify(options.empty ? emptyModel : defaultModel));
        return;
      }
      await run(options, stop);
    });
}

async function run(options: Options, stop: AbortSignal): Promise<void> {
  await using simulator = await startVcdsim(await simulatorOptions(options));
  const { url, caCertificate } = simulator;
  const vCenters = simulator.vCenters.map(({ name, url, certificate }) => ({ name, url, certificate }));
  const ready = { ready: true, url, pid: process.pid, caCertificate, vCenters };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  if (stop.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  stop.addEventListener('abort', () => {
    resolve();
  });
  await promise;
}

async function simulatorOptions(options: Options): Promise<SimulatorOptions> {
  const { listen, amqp, model, empty, guests, bootMs, seed, tls, vcenter, publicUrl } = options;
  return {
    listen,
    guests,
    bootMs,
    latency: await latencyOf(options),
    faults: [...(await faultsOf(options.faults)), ...options.fault],
    extensionTimeoutMs: options.extensionTimeoutS * 1000,
    ...(amqp === undefined ? {} : { amqpUrl: amqp }),
    ...(model === undefined ? {} : { model: await readModelFile(model) }),
    ...(empty === undefined ? {} : { model: emptyModel }),
    ...(seed === undefined ? {} : { seed }),
    ...(tls === undefined ? {} : { tls }),
    ...(vcenter === undefined ? {} : { vCenter: vcenter }),
    ...(publicUrl === undefined ? {} : { publicUrl: publicUrl.replace(/\/$/, '') }),
  };
}

async function latencyOf({
  latencyMs,
  latencyFile,
}: Options): Promise<NonNullable<SimulatorOptions['latency']>> {
  if (latencyFile !== undefined) return readLatencyFile(latencyFile);
  return latencyMs ?? briskLatency;
}

async function faultsOf(file: string | undefined): Promise<readonly FaultRule[]> {
  if (file === undefined) return [];
  const text = await readFile(file, 'utf8');
  try {
    return FaultRules.parse(parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${file}: ${why}`, { cause: error });
  }
}

function addFault(text: string, before: readonly FaultRule[]): readonly FaultRule[] {
  try {
    return [...before, readFaultOption(text)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function parseAddress(text: string): { readonly host: string; readonly port: number } {
  const found = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text);
  if (!found) throw new InvalidArgumentError('expected HOST:PORT');
  return { host: found[1] ?? found[2] ?? '', port: Number(found[3]) };
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('expected a number');
  return value;
}
