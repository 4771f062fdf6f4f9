import { readFile } from 'node:fs/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { usageProblem } from '../problem.ts';
import type { Profile } from '../profile.ts';

/** What the machines of a creation shall be like. */
export interface MachineOptions {
  readonly nodes: number;
  readonly cpu?: number;
  readonly memory?: number;
  readonly network: string;
  readonly storageProfile?: string;
  readonly sshKey?: string;
  readonly template?: string;
  readonly disableRollback?: true;
  readonly vdc?: string;
}

/** The options that `cluster create` and `node create` share, spelled as the original's. */
export function withMachines(command: Command, defaults: { readonly nodes: number }): Command {
  return command
    .addOption(
      new Option('-N, --nodes <n>', 'how many worker nodes').default(defaults.nodes).argParser(count(0)),
    )
    .addOption(new Option('-c, --cpu <n>', 'virtual CPUs of each node').argParser(count(1)))
    .addOption(new Option('-m, --memory <mb>', 'memory of each node, in MB').argParser(count(1)))
    .requiredOption('-n, --network <name>', 'network of the virtual datacenter that the nodes are put on')
    .option('-s, --storage-profile <name>', 'storage profile of the nodes')
    .option('-k, --ssh-key <file>', 'public key that may log in to the nodes')
    .option('-t, --template <name>', 'template of the nodes')
    .option('--disable-rollback', 'leave what was made when it fails, to look at it')
    .option('--vdc <name>', 'another virtual datacenter than the one in use');
}

/** The keys that both requests have (contract of CSE 1.2.7, sections 3.8 and 3.10). */
export async function machineBody(
  options: MachineOptions,
  { vdc }: Profile,
): Promise<Readonly<Record<string, unknown>>> {
  return {
    vdc: options.vdc ?? vdc,
    node_count: options.nodes,
    cpu: options.cpu ?? null,
    memory: options.memory ?? null,
    network: options.network,
    storage_profile: options.storageProfile ?? null,
    ssh_key: options.sshKey === undefined ? null : await keyIn(options.sshKey),
    template: options.template ?? null,
    // The name says the opposite: true rolls back.
    disable_rollback: options.disableRollback !== true,
  };
}

async function keyIn(path: string): Promise<string> {
  const key = await readFile(path, 'utf8').catch((error: Error) => {
    throw usageProblem(`The SSH key cannot be read: ${error.message}`);
  });
  if (key.includes('PRIVATE KEY-----')) {
    throw usageProblem(`${path} is a private key`, `Nodes take the public one, often ${path}.pub`);
  }
  return key;
}

function count(least: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
      throw new InvalidArgumentError(`expected a whole number from ${least} up`);
    }
    return Number(text);
  };
}
