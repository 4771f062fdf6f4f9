import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#config/config.ts';
import { recordKey } from '#records/metadata.ts';
import type { Template, TemplateBuild, TemplateSpec } from '#records/template.ts';
import type { RecordStore } from '#store/record-store.ts';
import { updateSpec } from '../../src/wiring/template-wishes.ts';
import { writeOva, type SmallOva } from '../support/small-ova.ts';

/** The template that is made on a stage; its catalog item has the same name. */
export const templateName = 'swept';

const imageName = 'swept.ova';
/** Larger than a piece of an upload. */
const diskBytes = 5_000_000;
const key = recordKey('Template', 'provider', templateName);

/** The configuration with one template more, whose image is to lie in the cache: see `putImage`. */
export async function withRecipe(config: Config): Promise<Config> {
  const [usual] = config.broker.templates;
  if (!usual) throw new TypeError('the usual configuration has templates');
  await mkdir(config.store.cacheDirectory, { recursive: true });
  // Its name is that of no definition, so its script is the operator's own.
  const [scripts = ''] = config.scriptFolders;
  await mkdir(scripts, { recursive: true });
  await writeFile(join(scripts, `cust-${templateName}.sh`), '#!/bin/bash\necho customized\n');
  const { sha256 } = await putImage(config);
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

/** Puts the image of the template where the service keeps what it has fetched: there is no network to fetch it from. */
export async function putImage({ store }: Pick<Config, 'store'>): Promise<SmallOva> {
  return writeOva(join(store.cacheDirectory, imageName), diskBytes);
}

/** Wishes for the template as an installation does; false when there is no record of it. */
export async function wishForBuild(
  templates: RecordStore<Template>,
  build: Pick<TemplateBuild, 'id' | 'replace'>,
): Promise<boolean> {
  return change(templates, (spec) => ({ ...spec, build: { ...build, capture: true, sshKey: null } }));
}

/** Has it taken away with all that was made for it, as an uninstallation does; false when there is no record of it. */
export async function removeTemplate(templates: RecordStore<Template>): Promise<boolean> {
  const isThere = await change(templates, (spec) => ({ ...spec, removeItems: true }));
  if (isThere) await templates.remove(key);
  return isThere;
}

/** The record of the template, as long as there is one. */
export async function madeTemplate(templates: RecordStore<Template>): Promise<Template | undefined> {
  return templates.get(key);
}

async function change(
  templates: RecordStore<Template>,
  changed: (spec: TemplateSpec) => TemplateSpec,
): Promise<boolean> {
  const template = await templates.get(key);
  if (!template || template.metadata.deletionTimestamp !== undefined) return false;
  await updateSpec(templates, template, changed(template.spec));
  return true;
}
