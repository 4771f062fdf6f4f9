import { textAt } from '../kubernetes/objects.ts';
import { complaint } from './kubectl-client.ts';
import { kubectlCommand } from './kubectl-command.ts';
import type { KubectlCommand } from './kubectl-command.ts';
import { apply, create } from './kubectl-manifests.ts';
import { cordon, drain } from './kubectl-nodes.ts';
import { get, mark, patch, remove, wait } from './kubectl-objects.ts';

// The kubectl of sandboxed guests: the commands that node scripts use, over the same API as everybody's.
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

const command = kubectlCommand(process.argv.slice(2));
try {
  const run = commands[command.verb];
  if (!run) throw new Error(`error: unknown command "${command.verb}" for "kubectl" (a stand-in)`);
  await run(command);
} catch (error) {
  process.stderr.write(`${complaint(error)}\n`);
  process.exitCode = 1;
}

async function version(command: KubectlCommand): Promise<void> {
  command.print('Client Version: v1.36.1');
  if (command.has('client')) return;
  command.print(`Server Version: ${textAt(await command.client().call('GET', '/version'), 'gitVersion')}`);
}
