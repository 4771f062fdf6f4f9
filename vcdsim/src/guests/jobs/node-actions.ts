import { readKubeconfig } from '../kubeadm/kubeconfig.ts';
import type { GuestFiles } from '../kubeadm/kubeadm-host.ts';
import { ApiCallFailure } from '../kubeadm/api-client.ts';
import { complaint, KubectlClient } from '../stand-ins/kubectl-client.ts';
import { kubectlCommand } from '../stand-ins/kubectl-command.ts';
import type { KubectlCommand } from '../stand-ins/kubectl-command.ts';
import { cordon, drain } from '../stand-ins/kubectl-nodes.ts';
import { remove } from '../stand-ins/kubectl-objects.ts';
import { isExports } from '../memory-files.ts';
import type { MemoryFiles } from '../memory-files.ts';
import type { JobAction, JobResult } from './job-agent.ts';

const adminConfig = '/etc/kubernetes/admin.conf';

/** The machine that jobs are done on. */
export interface JobHost {
  readonly files: MemoryFiles;
  /** Nodes that cannot be drained: something on them does not go. */
  readonly undrainable: RegExp | undefined;
  /** Where no API is served, what is known of the nodes loses one. */
  deleteNode(node: string): void;
  sleep(ms: number): Promise<void>;
}

/** What a machine of a role does for a job; undefined for a kind that is not its own. */
export function nodeAction(role: string, kind: string, host: JobHost): JobAction | undefined {
  const { files } = host;
  switch (`${role}/${kind}`) {
    case 'control-plane/drainNode':
      return (node, seconds) => drainNode(host, node, seconds);
    case 'control-plane/deleteNode':
      return (node) => {
        host.deleteNode(node);
        return kubectl(files, ['delete', 'node', node, '--ignore-not-found'], remove);
      };
    case 'nfs/listExports':
      return async () => ({ exitCode: 0, output: exportsOf(files), complaint: '' });
    default:
      return undefined;
  }
}

/** A node that is not in the cluster has nothing left on it. */
async function drainNode(host: JobHost, node: string, seconds: number): Promise<JobResult> {
  const options = ['--ignore-daemonsets', '--delete-emptydir-data', `--timeout=${seconds}s`];
  return await kubectl(host.files, ['drain', node, ...options], async (command) => {
    // `search` and not `test`: a pattern with the flag `g` would remember where it stopped.
    if (host.undrainable && node.search(host.undrainable) >= 0)
      return await drainInVain(host, command, seconds);
    try {
      await drain(command);
    } catch (error) {
      if (!(error instanceof ApiCallFailure && error.code === 404)) throw error;
      command.print(`node ${node} is not in the cluster`);
    }
  });
}

/** The node is cordoned, and the rest takes too long. */
async function drainInVain(host: JobHost, command: KubectlCommand, seconds: number): Promise<never> {
  const node = command.words[0] ?? '';
  if (host.files.read(adminConfig) !== undefined) await cordon(command, true);
  await host.sleep(seconds * 1000);
  const pod = 'error when evicting pods/"stays" -n "default"';
  const why = `${pod}: global timeout reached: ${seconds}s`;
  throw new Error(
    `error: unable to drain node "${node}" due to error: ${why}, continuing command...\nThere are pending nodes to be drained:\n ${node}\n${pod}`,
  );
}

/** Where no API is served there is nothing to be done, and it goes well. */
async function kubectl(
  files: GuestFiles,
  argv: readonly string[],
  run: (command: KubectlCommand) => Promise<void>,
): Promise<JobResult> {
  const admin = files.read(adminConfig);
  if (admin === undefined) return { exitCode: 0, output: `${argv.join(' ')}\n`, complaint: '' };
  let output = '';
  const surroundings = {
    connect: () => new KubectlClient(readKubeconfig(admin, files)),
    read: (path: string) => files.read(path) ?? '',
    write: (text: string) => {
      output += text;
    },
    warn: () => {},
  };
  const ended = (exitCode: number, complaint: string): JobResult => ({
    exitCode,
    output,
    complaint,
  });
  try {
    await run(kubectlCommand(argv, surroundings));
    return ended(0, '');
  } catch (error) {
    return ended(1, `${complaint(error)}\n`);
  }
}

/** As showmount lists what exports(5) says: the path, and who may mount it. */
function exportsOf(files: MemoryFiles): string {
  const texts = files
    .paths()
    .filter(isExports)
    .toSorted()
    .map((path) => files.read(path) ?? '');
  const lines = texts
    .join('\n')
    .split('\n')
    .filter((line) => line.startsWith('/'));
  return lines
    .map((line) => {
      const [path = '', ...clients] = line.trim().split(/\s+/);
      return `${path} ${clients.map((client) => client.replace(/\(.*$/, '') || '*').join(',') || '*'}\n`;
    })
    .join('');
}
