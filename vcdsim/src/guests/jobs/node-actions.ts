import { readKubeconfig } from '../kubeadm/kubeconfig.ts';
import type { GuestFiles } from '../kubeadm/kubeadm-host.ts';
import { ApiCallFailure } from '../kubeadm/api-client.ts';
import { complaint, KubectlClient } from '../stand-ins/kubectl-client.ts';
import { kubectlCommand } from '../stand-ins/kubectl-command.ts';
import type { KubectlCommand } from '../stand-ins/kubectl-command.ts';
import { drain } from '../stand-ins/kubectl-nodes.ts';
import { remove } from '../stand-ins/kubectl-objects.ts';
import type { JobAction, JobResult } from './job-agent.ts';

/** What a machine of a role does for a job; undefined for a kind that is not its own. */
export function nodeAction(role: string, kind: string, files: GuestFiles): JobAction | undefined {
  switch (`${role}/${kind}`) {
    case 'control-plane/drainNode':
      return (node, seconds) => drainNode(files, node, seconds);
    case 'control-plane/deleteNode':
      return (node) => kubectl(files, ['delete', 'node', node, '--ignore-not-found'], remove);
    case 'nfs/listExports':
      return async () => ({ exitCode: 0, output: exportsOf(files), complaint: '' });
    default:
      return undefined;
  }
}

/** A node that is not in the cluster has nothing left on it. */
async function drainNode(files: GuestFiles, node: string, seconds: number): Promise<JobResult> {
  const options = ['--ignore-daemonsets', '--delete-emptydir-data', `--timeout=${seconds}s`];
  return await kubectl(files, ['drain', node, ...options], async (command) => {
    try {
      await drain(command);
    } catch (error) {
      if (!(error instanceof ApiCallFailure && error.code === 404)) throw error;
      command.print(`node ${node} is not in the cluster`);
    }
  });
}

/** Where no API is served there is nothing to be done, and it goes well. */
async function kubectl(
  files: GuestFiles,
  argv: readonly string[],
  run: (command: KubectlCommand) => Promise<void>,
): Promise<JobResult> {
  const admin = files.read('/etc/kubernetes/admin.conf');
  if (admin === undefined) return { exitCode: 0, output: `${argv.join(' ')}\n`, complaint: '' };
  const lines: string[] = [];
  const surroundings = {
    connect: () => new KubectlClient(readKubeconfig(admin, files)),
    print: (line: string) => {
      lines.push(line);
    },
  };
  const ended = (exitCode: number, complaint: string): JobResult => ({
    exitCode,
    output: lines.map((line) => `${line}\n`).join(''),
    complaint,
  });
  try {
    await run(kubectlCommand(argv, surroundings));
    return ended(0, '');
  } catch (error) {
    return ended(1, `${complaint(error)}\n`);
  }
}

/** As showmount lists what /etc/exports says: the path, and who may mount it. */
function exportsOf(files: GuestFiles): string {
  const lines = (files.read('/etc/exports') ?? '').split('\n').filter((line) => line.startsWith('/'));
  return lines
    .map((line) => {
      const [path = '', ...clients] = line.trim().split(/\s+/);
      return `${path} ${clients.map((client) => client.replace(/\(.*$/, '') || '*').join(',') || '*'}\n`;
    })
    .join('');
}
