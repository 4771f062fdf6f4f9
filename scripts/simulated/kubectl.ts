import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** The machine's kubectl, or undefined. */
export function findKubectl(): string | undefined {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  return directories.map((directory) => join(directory, 'kubectl')).find((file) => existsSync(file));
}

/** What kubectl prints. Throws with its standard error when it fails. */
export async function runKubectl(
  kubectl: string,
  kubeconfig: string,
  args: readonly string[],
): Promise<string> {
  const cache = `${kubeconfig}.cache`;
  const { stdout } = await promisify(execFile)(
    kubectl,
    ['--kubeconfig', kubeconfig, '--cache-dir', cache, ...args],
    {
      timeout: 120_000,
    },
  );
  return stdout;
}
