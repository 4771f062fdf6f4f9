import { installedVersion } from '../kubeadm/installed-version.ts';
import { textAt } from '../kubernetes/objects.ts';
import { complaint } from './kubectl-client.ts';
import { kubectlCommand } from './kubectl-command.ts';
import type { KubectlCommand, KubectlSurroundings } from './kubectl-command.ts';
import { apply, create } from './kubectl-manifests.ts';
import { cordon, drain } from './kubectl-nodes.ts';
import { get, mark, patch, remove, wait } from './kubectl-objects.ts';

/** The commands that node scripts use, over the same API as everybody's. */
const commands: Readonly<Record<string, (command: KubectlCommand) => Promise<void>>> = {
  annotate: (command) => mark(command, 'annotations'),
  apply,
  'cluster-info': async (command) => {
    command.print(`Kubernetes control plane is running at ${command.client().connection.server}`);
  },
  cordon: (command) => cordon(command, true),
  create,
  delete: remove,
  drain,
  get,
  label: (command) => mark(command, 'labels'),
  patch,
  uncordon: (command) => cordon(command, false),
  version,
  wait,
};

/** Runs one kubectl command; returns its exit code. Without surroundings it is a program of its own. */
export async function runKubectl(
  argv: readonly string[],
  surroundings?: KubectlSurroundings,
): Promise<number> {
  const command = kubectlCommand(argv, surroundings);
  try {
    const run = commands[command.verb];
    if (!run) throw new Error(`error: unknown command "${command.verb}" for "kubectl" (a stand-in)`);
    await run(command);
    return 0;
  } catch (error) {
    command.warn(complaint(error));
    return 1;
  }
}

async function version(command: KubectlCommand): Promise<void> {
  const read = (path: string): string | undefined => {
    try {
      return command.read(path);
    } catch {
      return undefined;
    }
  };
  command.print(`Client Version: ${installedVersion('kubectl', { read })}`);
  if (command.has('client')) return;
  command.print(`Server Version: ${textAt(await command.client().call('GET', '/version'), 'gitVersion')}`);
}
