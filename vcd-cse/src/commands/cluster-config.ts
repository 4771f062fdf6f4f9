import { writePrivateFile } from '../atomic-file.ts';
import type { CommandHome } from '../command-home.ts';
import { parseJson } from '../json.ts';
import { defaultKubeconfig, mergeIntoFile } from '../kubeconfig/merge-file.ts';
import { Problem, usageProblem } from '../problem.ts';
import { openService, pathOf } from '../service.ts';

interface ConfigOptions {
  readonly save?: string;
  readonly merge?: string | true;
  readonly context?: string;
}

/** `cluster config`: prints the kubeconfig, saves it, or merges it into the one that kubectl uses. */
export function addClusterConfig({ parent, world }: CommandHome): void {
  parent
    .command('config')
    .argument('<cluster>', 'name of the cluster')
    .description('the kubeconfig of a cluster')
    .option('-s, --save <file>', 'write it to a file that only you can read')
    .option(
      '--merge [file]',
      'add it to the kubeconfig of kubectl, or to another file, and make it the current one',
    )
    .option('--context <name>', 'what it is called after a merge (default: CLUSTER@ORG)')
    .action(async (name: string, { save, merge, context }: ConfigOptions) => {
      if (save !== undefined && merge !== undefined) throw usageProblem('Either --save or --merge, not both');
      const path = pathOf(name, 'config');
      const service = await openService(world);
      const { url, org } = service.profile;
      const fetched = kubeconfigIn(
        await service.text({ method: 'GET', path, subject: 'cluster', accept: 'text/x-yaml' }),
      );
      if (save !== undefined) {
        await written(save, () => writePrivateFile(save, fetched));
        world.stdout.write(`Saved to ${save}.\n`);
        return;
      }
      if (merge === undefined) {
        world.stdout.write(`${fetched}\n`);
        return;
      }
      const target = merge === true ? defaultKubeconfig(world) : merge;
      const called = context ?? `${name}@${org}`;
      const origin = { url, org, cluster: name };
      const { backup } = await written(target, () =>
        mergeIntoFile(target, { fetched, context: called, origin }),
      );
      world.stdout.write(`${target}: the current context is now ${called}.\n`);
      if (backup !== undefined) world.stdout.write(`What the file was before is in ${backup}.\n`);
    });
}

/**
 * The service sends the text as a JSON string; an original one may send a text in quotes that is none (contract of CSE
 * 1.2.7, section 3.7), which is undone as its own client did.
 */
export function kubeconfigIn(body: string): string {
  const text = parseJson(body);
  if (typeof text === 'string') return text;
  return body.replaceAll('\\n', '\n').slice(1, -1);
}

async function written<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new Problem(`${path} cannot be written: ${error.message}`, { cause: error });
  }
}
