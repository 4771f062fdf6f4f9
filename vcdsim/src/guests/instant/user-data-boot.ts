import { cleanUp, hostNameOf, readBootData } from '../boot-data.ts';
import type { BootData } from '../boot-data.ts';
import type { GuestMachine } from '../guest-driver.ts';
import { behaviourOf, simulatedFailure } from '../guest-options.ts';
import { installJobAgent } from '../jobs/installed-agent.ts';
import { runKubeadm } from '../kubeadm/command-line.ts';
import { readConfiguration } from '../kubeadm/configuration.ts';
import { KubeadmFailure } from '../kubeadm/kubeadm-host.ts';
import { kubeadmRole } from '../kubeadm-role.ts';
import type { KubeadmRole } from '../kubeadm-role.ts';
import { isExports, memoryFiles } from '../memory-files.ts';
import type { MemoryFiles } from '../memory-files.ts';
import { statusReporter } from '../status-keys.ts';
import type { PhaseName, StatusReporter } from '../status-keys.ts';
import { kubeadmHost, servesApi } from './instant-world.ts';
import type { FileServer, InstalledRole, InstantWorld } from './instant-world.ts';

/** How often a joining machine looks whether its control plane is up; often, since boots may be scaled down in time. */
const lookMs = 100;

/** What a machine has while it is up. */
interface Boot {
  readonly write: (key: string, value: string) => void;
  readonly power: AbortSignal;
}

/** Becomes what the user data say, or again what an earlier boot had made of the machine. */
export async function bootUserData(
  world: InstantWorld,
  machine: GuestMachine,
  { write, power }: Boot,
): Promise<void> {
  const { options, clusters, installed } = world;
  const report = statusReporter({ write, now: () => options.clock.now() });
  const earlier = installed.get(machine.id);
  if (earlier) {
    await clusters.resume(machine.id);
    comeUp(world, machine, earlier);
    world.census.resume(machine.id);
    // What guests said is lost with their power: say it again.
    await report.phase('networkconfiguration', async () => {});
    await report.phase(phaseOf(earlier), async () => {});
    return;
  }
  const data = readBootData((key) => machine.readInfo(key));
  if (typeof data === 'string') {
    // What guest operations had set up comes back too.
    await clusters.resume(machine.id);
    options.log?.(`${machine.name}: ${data}`);
    return;
  }
  cleanUp(data.metadata, write);
  const files = new Map(data.config.files.map(({ path, content }) => [path, content.toString()]));
  const agent = installJobAgent(diskOf(world, machine, files));
  if (agent) world.agents.set(machine.id, agent);
  const failing = behaviourOf(options, machine) === 'failing';
  try {
    await bootstrap({ world, machine, data, files, report, power, failing });
  } finally {
    world.disks.puts(machine.id, files);
  }
}

function phaseOf(role: InstalledRole): PhaseName {
  return role.kind === 'init' ? 'kubeinit' : 'kubeadm.node.join';
}

function comeUp({ installed, up }: InstantWorld, machine: GuestMachine, role: InstalledRole): void {
  installed.set(machine.id, role);
  if (role.kind !== 'init') return;
  for (const endpoint of role.endpoints) up.set(endpoint, machine.id);
}

/** Where no API is served, a node that has just joined its cluster, or founded it, is known all the same. */
function enlist({ world, machine, data }: FirstBoot, role: KubeadmRole): void {
  if (world.options.workloadApi !== 'nodes') return;
  const endpoint = role.endpoints.find((each) => world.up.has(each)) ?? '';
  const controlPlane = world.up.get(endpoint) ?? machine.id;
  world.census.join(machine.id, hostNameOf(data, machine.name), controlPlane);
}

interface FirstBoot {
  readonly world: InstantWorld;
  readonly machine: GuestMachine;
  readonly data: BootData;
  /** Of the user data, and what the boot adds to them. */
  readonly files: Map<string, string>;
  readonly report: StatusReporter;
  readonly power: AbortSignal;
  readonly failing: boolean;
}

/** The bootstrap failed; the message is what kubeadm or the guest said. */
class BootstrapFailure extends Error {
  override readonly name = 'BootstrapFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

async function bootstrap(boot: FirstBoot): Promise<void> {
  const { world, machine, files, report, power } = boot;
  const output: string[] = [];
  try {
    await report.phase('networkconfiguration', async () => {
      if (machine.ipAddress === undefined) throw new BootstrapFailure('no address on the primary NIC', 1);
    });
    if (isTemplate(files)) return await customize(boot);
    const role = kubeadmRole(files, machine.ipAddress ?? '') ?? fileServer(files);
    if (!role) return;
    await report.phase(phaseOf(role), async () => {
      if (boot.failing) throw new BootstrapFailure(simulatedFailure, 1);
      if (role.kind === 'serve') return comeUp(world, machine, role);
      checkConfiguration(files.get(role.configPath) ?? '');
      if (role.kind === 'join') await controlPlane(boot, role);
      if (servesApi(world, machine)) await runInGuest(boot, role, output);
      power.throwIfAborted();
      comeUp(world, machine, role);
      enlist(boot, role);
    });
  } catch (error) {
    if (!(error instanceof BootstrapFailure)) throw error;
    report.failed(error.exitCode, error.message, [...output, `error: ${error.message}`]);
  }
}

/** Whether the user data bring the scripts that make a template of the machine. */
function isTemplate(files: ReadonlyMap<string, string>): boolean {
  const names = new Set([...files.keys()].map((path) => path.slice(path.lastIndexOf('/') + 1)));
  return names.has('customize.sh') && names.has('validate.sh');
}

/** As a script that ends with exit status 3, where the machine is to fail. */
async function customize({ report, failing }: FirstBoot): Promise<void> {
  await report.phase('template.customization', async () => {
    if (failing) throw new BootstrapFailure('the customization script ended with exit status 3', 3);
  });
  await report.phase('template.validation', async () => {});
}

/** What the machine's files say now. */
function diskOf({ options }: InstantWorld, machine: GuestMachine, files: Map<string, string>): MemoryFiles {
  const disk = memoryFiles(files);
  const path = '/etc/exports';
  return {
    ...disk,
    paths: () => [...new Set([...disk.paths(), path])],
    read: (each) => (each === path && options.exportsFile?.(machine.name)) || disk.read(each),
  };
}

/** What a machine with a list of exports and no Kubernetes becomes. */
function fileServer(files: ReadonlyMap<string, string>): FileServer | undefined {
  return [...files.keys()].some(isExports) ? { kind: 'serve' } : undefined;
}

async function runInGuest(boot: FirstBoot, role: KubeadmRole, output: string[]): Promise<void> {
  const complaints: string[] = [];
  const { world, machine, data, files, power } = boot;
  const host = kubeadmHost(world, {
    machine,
    hostName: hostNameOf(data, machine.name),
    files: memoryFiles(files),
    power,
    print: (line) => {
      output.push(line);
    },
  });
  const argv = [role.kind, '--config', role.configPath];
  const exitCode = await runKubeadm(argv, host, (line) => complaints.push(line));
  boot.power.throwIfAborted();
  if (exitCode === 0) return;
  output.push(...complaints);
  throw new BootstrapFailure(`kubeadm ${role.kind}: ${complaints[0] ?? ''}`, exitCode);
}

/** Waits, as scripts in the field do, until the cluster to join has a control plane. */
async function controlPlane({ world, power }: FirstBoot, role: KubeadmRole): Promise<void> {
  if (role.endpoints.length === 0) {
    throw new BootstrapFailure('kubeadm join: the discovery names no API server', 1);
  }
  while (!role.endpoints.some((endpoint) => world.up.has(endpoint))) {
    await world.options.clock.sleep(lookMs, power);
  }
}

function checkConfiguration(text: string): void {
  try {
    readConfiguration(text);
  } catch (error) {
    if (!(error instanceof KubeadmFailure)) throw error;
    throw new BootstrapFailure(`kubeadm: error: ${error.message}`, error.exitCode);
  }
}
