import { decodeBytesToUtf8, defineCommand } from 'just-bash';
import type { Command } from 'just-bash';
import { runKubeadm } from '../kubeadm/command-line.ts';
import { installedVersion } from '../kubeadm/installed-version.ts';
import type { GuestFiles, KubeadmHost } from '../kubeadm/kubeadm-host.ts';
import { readKubeconfig } from '../kubeadm/kubeconfig.ts';
import { KubectlClient } from '../stand-ins/kubectl-client.ts';
import { runKubectl } from '../stand-ins/kubectl-run.ts';
import type { InstantDisk } from './instant-disk.ts';
import { complained, said } from './done.ts';
import type { Done } from './done.ts';

/** The machine that commands run on. */
export interface NodeMachine {
  readonly hostName: string;
  readonly address: string;
  readonly kubeadmHost: (
    files: GuestFiles,
    print: (line: string) => void,
    signal: AbortSignal,
  ) => KubeadmHost;
  /** What stands in for a Kubernetes that is not there; undefined where the API is served. */
  readonly withoutApi:
    | ((program: 'kubeadm' | 'kubectl', argv: readonly string[], files: GuestFiles) => Promise<Done>)
    | undefined;
  readonly readInfo: (key: string) => string | undefined;
  readonly writeInfo: (key: string, value: string) => void;
  /** Asks for a reboot, or for the end. */
  readonly restart: (ending: 'reboot' | 'halt') => void;
}

/** kubeadm, kubectl and what else makes a machine a node. */
export function nodeCommands(machine: NodeMachine, disk: InstantDisk, signal: AbortSignal): Command[] {
  const { address, hostName } = machine;
  const fine = (name: string): Command => defineCommand(name, async () => said(''));
  return [
    ...['modprobe', 'swapoff', 'swapon', 'sysctl'].map(fine),
    defineCommand('kubeadm', async (args) => kubeadm(machine, disk, args, signal)),
    defineCommand('kubectl', async (args, context) => {
      const kubeconfig =
        context.env.get('KUBECONFIG') ?? `${context.env.get('HOME') ?? '/root'}/.kube/config`;
      return kubectl(machine, disk, args, { kubeconfig, stdin: decodeBytesToUtf8(context.stdin) });
    }),
    defineCommand('kubelet', async () =>
      disk.withTexts(async (files) => said(`Kubernetes ${installedVersion('kubelet', files)}\n`)),
    ),
    defineCommand('containerd', async (args) =>
      args[0] === 'config'
        ? said('version = 3\n\n[runc.options]\n  SystemdCgroup = false\n')
        : said('containerd v2.1.4 simulated\n'),
    ),
    defineCommand('systemctl', async (args, context) => systemctl(disk, args, context)),
    defineCommand('ip', async (args) => ip(address, args)),
    defineCommand('hostname', async (args) =>
      said(args.some((word) => /^-[Ii]/.test(word)) ? `${address}\n` : `${hostName}\n`),
    ),
    defineCommand('hostnamectl', async (args) => {
      if (args[0] === 'set-hostname' && args[1] !== undefined)
        await disk.fs.writeFile('/etc/hostname', `${args[1]}\n`);
      return said(args.length === 0 ? ` Static hostname: ${hostName}\n` : '');
    }),
    ...['vmtoolsd', 'vmware-rpctool'].map((name) =>
      defineCommand(name, async (args) => rpc(machine, args.join(' ').replace(/^--cmd[ =]/, ''))),
    ),
    ...['reboot', 'poweroff', 'halt', 'shutdown'].map((name) =>
      defineCommand(name, async (args) => {
        machine.restart(name === 'reboot' || args.includes('-r') ? 'reboot' : 'halt');
        return said('');
      }),
    ),
  ];
}

async function kubeadm(
  machine: NodeMachine,
  disk: InstantDisk,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<Done> {
  return disk.withTexts(async (files) => {
    if (machine.withoutApi) return machine.withoutApi('kubeadm', argv, files);
    const lines: string[] = [];
    const complaints: string[] = [];
    const host = machine.kubeadmHost(files, (line) => lines.push(line), signal);
    const exitCode = await runKubeadm(argv, host, (line) => complaints.push(line));
    return { stdout: asText(lines), stderr: asText(complaints), exitCode };
  });
}

async function kubectl(
  machine: NodeMachine,
  disk: InstantDisk,
  argv: readonly string[],
  { kubeconfig, stdin }: { readonly kubeconfig: string; readonly stdin: string },
): Promise<Done> {
  return disk.withTexts(async (files) => {
    if (machine.withoutApi) return machine.withoutApi('kubectl', argv, files);
    let stdout = '';
    const complaints: string[] = [];
    const exitCode = await runKubectl(argv, {
      connect: (path) => {
        const text = files.read(path ?? kubeconfig);
        if (text === undefined) {
          throw new Error(
            path === undefined
              ? 'The connection to the server localhost:8080 was refused - did you specify the right host or port?'
              : `error: stat ${path}: no such file or directory`,
          );
        }
        return new KubectlClient(readKubeconfig(text, files));
      },
      read: (path) => {
        const text = path === '-' ? stdin : files.read(path);
        if (text === undefined) throw new Error(`error: the path "${path}" does not exist`);
        return text;
      },
      write: (text) => {
        stdout += text;
      },
      warn: (line) => complaints.push(line),
    });
    return { stdout, stderr: asText(complaints), exitCode };
  });
}

/** Units only have a state: everything that an image has is active, and what a script brings is when it is started. */
async function systemctl(
  disk: InstantDisk,
  args: readonly string[],
  context: Parameters<Command['execute']>[1],
): Promise<Done> {
  const [verb = '', ...names] = args.filter((word) => !word.startsWith('-'));
  const isQuiet = args.includes('-q') || args.includes('--quiet');
  const [name = ''] = names;
  const unit = name.includes('.') ? name : `${name}.service`;
  const mark = `/run/vcdsim/units/${unit}`;
  const text = await disk.readText(`/etc/systemd/system/${unit}`);
  switch (verb) {
    case 'is-active':
    case 'is-enabled': {
      const state = await disk.readText(mark);
      const active = text === '' ? state !== 'stopped' : state === 'started';
      const word = verb === 'is-active' ? ['active', 'inactive'] : ['enabled', 'disabled'];
      return { stdout: isQuiet ? '' : `${word[active ? 0 : 1]}\n`, stderr: '', exitCode: active ? 0 : 3 };
    }
    case 'start':
    case 'restart':
      return start(disk, mark, text, context);
    case 'enable':
      return args.includes('--now') ? start(disk, mark, text, context) : said('');
    case 'stop':
    case 'disable':
      await disk.fs.mkdir('/run/vcdsim/units', { recursive: true });
      await disk.fs.writeFile(mark, 'stopped');
      return said('');
    default:
      return said('');
  }
}

async function start(
  disk: InstantDisk,
  mark: string,
  text: string,
  context: Parameters<Command['execute']>[1],
): Promise<Done> {
  await disk.fs.mkdir('/run/vcdsim/units', { recursive: true });
  await disk.fs.writeFile(mark, 'started');
  for (const [, command = ''] of text.matchAll(/^ExecStart(?:Pre)?=[-@:+!]*(.*)$/gm)) {
    const done = await context.exec?.(command, { cwd: '/' });
    if (done && done.exitCode !== 0)
      return complained('Job failed because the control process exited with error code.');
  }
  return said('');
}

function ip(address: string, args: readonly string[]): Done {
  const [object = '', action, target = ''] = args.filter((word) => !word.startsWith('-'));
  if (object.startsWith('r') && action === 'get')
    return said(`${target} via ${gatewayOf(address)} dev eth0 src ${address} \n    cache \n`);
  if (object.startsWith('r')) return said(`default via ${gatewayOf(address)} dev eth0 \n`);
  if (object.startsWith('a'))
    return said(
      `2: eth0    inet ${address}/24 scope global eth0\\       valid_lft forever preferred_lft forever\n`,
    );
  return said('2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n');
}

function gatewayOf(address: string): string {
  return address.replace(/\.\d+$/, '.1');
}

function rpc(machine: NodeMachine, command: string): Done {
  const [verb, key = '', ...value] = command.split(' ');
  if (verb === 'info-set') {
    machine.writeInfo(key, value.join(' '));
    return said('\n');
  }
  const found = verb === 'info-get' ? machine.readInfo(key) : undefined;
  return found === undefined ? complained('No value found') : said(`${found}\n`);
}

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
