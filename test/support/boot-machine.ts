import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { standInMachine } from './stand-in-machine.ts';

const script = fileURLToPath(new URL('../../src/workload/scripts/bootstrap.sh', import.meta.url));

/** Programs that a node has and this machine should not be touched with. `$CSE_ROOT` is the machine's root. */
const standIns: Readonly<Record<string, string>> = {
  vmtoolsd: 'printf "%s\\n" "$2" >> "$CSE_ROOT/told"',
  ip: 'echo "2: ens192    inet 10.150.0.11/24 brd 10.150.0.255 scope global ens192"',
  containerd: 'printf "version = 3\\n            SystemdCgroup = false\\n"',
  kubeadm: ':',
  kubectl: ':',
  systemctl: ':',
  modprobe: ':',
  sysctl: ':',
  swapoff: ':',
  iptables: ':',
  exportfs: ':',
};

export interface BootRun {
  readonly exitCode: number | null;
  /** `KEY VALUE`, as this run told them to the hypervisor. */
  readonly told: readonly string[];
  /** Command lines of the stand-ins in this run, but for those that tell. */
  readonly calls: readonly string[];
}

export type BootMachine = Awaited<ReturnType<typeof bootMachine>>;

/** A directory that the boot script takes for a machine, with stand-ins for what a node has installed. */
export async function bootMachine(settings: Readonly<Record<string, string | number>>) {
  const all = {
    CSE_NODE_ADDRESS: '10.150.0.11',
    CSE_ENDPOINT_ADDRESS: '127.0.0.1',
    CSE_ENDPOINT_PORT: 1,
    CSE_POLL_SECONDS: 0.05,
    CSE_PAUSE_SECONDS: 0.05,
    CSE_ATTEMPTS: 2,
    CSE_INPUT_SECONDS: 0,
    CSE_NETWORK_SECONDS: 0,
    CSE_RUNTIME_SECONDS: 0,
    CSE_ENDPOINT_SECONDS: 0,
    ...settings,
  };
  const settingsPath = '/var/lib/cse/bootstrap.env';
  const machine = await standInMachine({ standIns, settingsPath, settings: all });
  const { root, environment, lines } = machine;

  return {
    ...machine,
    makeExecutable: (path: string) => chmod(`${root}${path}`, 0o700),
    exists: (path: string) => existsSync(`${root}${path}`),
    remove: (path: string) => rm(`${root}${path}`),
    told: () => lines('/told'),

    /** One boot. `during` is called with a way of shutting the machine down. */
    async boot(during?: (shutDown: () => void) => Promise<void>): Promise<BootRun> {
      const before = { told: (await lines('/told')).length, calls: (await lines('/calls')).length };
      const child = spawn('bash', [script], {
        env: environment,
        stdio: 'ignore',
        // A group of its own, so that a shutdown reaches the children too, as systemd's does.
        detached: true,
      });
      const exit = new Promise<number | null>((resolve) => child.on('exit', resolve));
      await during?.(() => process.kill(-(child.pid ?? 0), 'SIGTERM'));
      return {
        exitCode: await exit,
        told: (await lines('/told')).slice(before.told).map((line) => line.replace('info-set ', '')),
        calls: (await lines('/calls')).slice(before.calls).map((line) => line.replaceAll(root, '')),
      };
    },
  };
}
