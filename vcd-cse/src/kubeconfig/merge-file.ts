import { copyFile, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { writePrivateFile } from '../atomic-file.ts';
import type { World } from '../world.ts';
import { mergeKubeconfig, type Origin } from './merge.ts';

/** What a merge into a file did. */
export interface Merged {
  readonly path: string;
  /** What the file was before; undefined when there was none. */
  readonly backup: string | undefined;
}

/** The file that kubectl writes to: the first of `$KUBECONFIG`, or `~/.kube/config`. */
export function defaultKubeconfig({ environment, homeDirectory }: World): string {
  const [first] = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  return first ?? join(homeDirectory, '.kube', 'config');
}

/** Merges into the file at `path`, whole or not at all; what it was is kept beside it. */
export async function mergeIntoFile(
  path: string,
  addition: { readonly fetched: string; readonly context: string; readonly origin: Origin },
): Promise<Merged> {
  const existing = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const merged = mergeKubeconfig({ existing: existing ?? '', ...addition });
  const backup = existing === undefined ? undefined : `${path}.vcd-cse-backup`;
  if (backup !== undefined) await copyFile(path, backup);
  await writePrivateFile(path, merged);
  return { path, backup };
}
