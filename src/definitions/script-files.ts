import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A script as it is on disk. */
export interface ScriptFile {
  readonly path: string;
  readonly text: string;
}

/** What a script is for, by the name that CSE gives its file (contract of CSE 1.2.7, section 7.2). */
export type ScriptPurpose = 'init' | 'cust' | 'mstr' | 'node' | 'nfsd';

/** Where CSE 1.2.7 looks in each folder of its search path, in this order. */
const places = ['container_service_extension_scripts', '.', 'scripts'];

/**
 * The script of a template: the operator's `{purpose}-{template}.sh` below one of `overrides` (the first that is there
 * counts), else the definition's own `{purpose}.sh`, else none.
 */
export async function findScript(options: {
  readonly purpose: ScriptPurpose;
  readonly template: string;
  readonly overrides: readonly string[];
  readonly definitionDirectory: string | undefined;
}): Promise<ScriptFile | undefined> {
  const { purpose, template, overrides, definitionDirectory } = options;
  const paths = overrides.flatMap((folder) =>
    places.map((place) => join(folder, place, `${purpose}-${template}.sh`)),
  );
  if (definitionDirectory !== undefined) paths.push(join(definitionDirectory, `${purpose}.sh`));
  for (const path of paths) {
    const text = await readIfThere(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // fs throws these
    throw error;
  }
}
