import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#config/config.ts';
import { recordKey } from '#records/metadata.ts';
import { writeOva } from '../support/small-ova.ts';
import type { Play } from './play.ts';

/** The template that is to be made; its catalog item has the same name. */
export const templateName = 'swept';

const imageName = 'swept.ova';
/** Larger than a piece of an upload. */
const diskBytes = 5_000_000;
const key = recordKey('Template', 'provider', templateName);
const build = {
  id: '5f0b7a4e-58c1-4d8c-9d9b-2f4c8ad0a101',
  replace: false,
  capture: true,
  sshKey: null,
};

/** The configuration with one template more, whose image lies in the cache already. */
export async function withRecipe(config: Config): Promise<Config> {
  const [usual] = config.broker.templates;
  if (!usual) throw new TypeError('the usual configuration has templates');
  await mkdir(config.store.cacheDirectory, { recursive: true });
  // Its name is that of no definition, so its script is the operator's own.
  const [scripts = ''] = config.scriptFolders;
  await mkdir(scripts, { recursive: true });
  await writeFile(join(scripts, `cust-${templateName}.sh`), '#!/bin/bash\necho customized\n');
  const { sha256 } = await writeOva(join(config.store.cacheDirectory, imageName), diskBytes);
  const template = {
    ...usual,
    name: templateName,
    catalogItem: templateName,
    sourceOvaName: imageName,
    checksum: { algorithm: 'sha256', value: sha256 },
    tempVApp: `${templateName}-temp`,
  } as const;
  return { ...config, broker: { ...config.broker, templates: [...config.broker.templates, template] } };
}

/** Wishes for it as an installation does; again, where the process died before the wish was written. */
export async function wishForTemplate(play: Play): Promise<void> {
  const { stage } = play;
  for (;;) {
    await play.reaches('the template is known', ({ templates }) =>
      templates.some(({ metadata }) => metadata.name === templateName),
    );
    const wished = await stage.until(Promise.race([wish(play), restarted(play)]));
    if (wished) return;
  }
}

async function wish({ stage }: Play): Promise<boolean> {
  const templates = stage.store?.templates;
  const template = await templates?.get(key);
  if (!templates || !template) return false;
  if (!template.spec.build) await templates.updateSpec({ ...template, spec: { ...template.spec, build } });
  return true;
}

/** False as soon as there has been another start of the process: what was asked of the one before is never answered. */
async function restarted(play: Play): Promise<boolean> {
  const livesThen = play.starts;
  while (play.starts === livesThen) await play.tick();
  return false;
}
