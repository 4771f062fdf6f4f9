import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { DefinitionFile } from './definition-file.ts';
import { DefinitionUnusable } from './errors.ts';

/** How one template is made: the image that it starts from, what its scripts install, what comes out. */
export interface TemplateDefinition {
  readonly name: string;
  readonly description: string;
  readonly catalogItem: string;
  readonly temporaryVApp: string;
  readonly image: DefinitionFile['image'];
  /** `v1.36.3`. */
  readonly kubernetesVersion: string;
  readonly guestBackend: string;
  readonly containerRuntime: DefinitionFile['containerRuntime'];
  readonly cni: string | undefined;
  readonly cpu: number;
  readonly memoryMb: number;
  /** What its scripts see in their environment, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where its scripts lie. */
  readonly directory: string;
}

/** Where the definitions of this release lie. */
export const definitionsDirectory = fileURLToPath(new URL('../../templates/', import.meta.url));

/** Every definition, by name. Throws `DefinitionUnusable` where one is not as `DefinitionFile` says. */
export async function loadDefinitions(
  directory = definitionsDirectory,
): Promise<ReadonlyMap<string, TemplateDefinition>> {
  const definitions = new Map<string, TemplateDefinition>();
  for (const folder of (await readdir(directory)).toSorted()) {
    const file = join(directory, folder, 'template.yaml');
    if (!existsSync(file)) continue;
    for (const definition of definitionsOf(await readFile(file, 'utf8'), file, join(directory, folder))) {
      if (definitions.has(definition.name)) {
        throw new DefinitionUnusable(`${file}: there is another definition '${definition.name}'`);
      }
      definitions.set(definition.name, definition);
    }
  }
  return definitions;
}

function definitionsOf(text: string, file: string, directory: string): TemplateDefinition[] {
  const { data, error } = DefinitionFile.safeParse(parse(text));
  if (error) throw new DefinitionUnusable(`${file}: ${z.prettifyError(error)}`, { cause: error });
  const { templates, ...common } = data;
  return templates.map(({ settings, cni, ...own }) => ({
    ...common,
    ...own,
    cni,
    description: `${common.description}\nKubernetes ${own.kubernetesVersion.slice(1)}`,
    settings: { ...common.settings, ...settings },
    directory,
  }));
}
