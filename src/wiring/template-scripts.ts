import type { Config } from '#config/config.ts';
import { loadDefinitions } from '#definitions/definitions.ts';
import * as definitions from '#definitions/template-scripts.ts';
import type { Template } from '#records/template.ts';
import type { NodeScriptTexts } from '#workload/boot-plan.ts';
import type { TemplateScripts } from '#workload/template-plan.ts';

type ScriptConfig = Pick<Config, 'broker' | 'scriptFolders' | 'mirrors'>;

/** The scripts that a template is made with: of its definition, or the operator's own. Throws `DefinitionUnusable`. */
export function templateScripts(config: ScriptConfig): (template: Template) => Promise<TemplateScripts> {
  return async function scriptsOf(template) {
    const { init, customize, validate } = await definitions.customizationScripts(
      await requestOf(config, template),
    );
    return { init: init?.text, customize: customize.text, validate: validate.text };
  };
}

/** The scripts that nodes of a template run in place of what we do: the operator's own, or those of an old definition. */
export function nodeScripts(config: ScriptConfig): (template: Template) => Promise<NodeScriptTexts> {
  return async function scriptsOf(template) {
    const { controlPlane, worker, nfs } = await definitions.nodeScripts(await requestOf(config, template));
    return { controlPlane: controlPlane?.text, worker: worker?.text, nfs: nfs?.text };
  };
}

async function requestOf(
  { broker, scriptFolders, mirrors }: ScriptConfig,
  { metadata, spec }: Template,
): Promise<definitions.ScriptRequest> {
  const known = await loadDefinitions();
  const entry = broker.templates.find(({ name }) => name === metadata.name);
  return {
    template: metadata.name,
    definition: known.get(entry?.definition ?? metadata.name),
    kubernetesVersion: spec.kubernetesVersion,
    guestBackend: spec.guestBackend,
    cni: spec.cni,
    overrides: scriptFolders,
    mirrors,
  };
}
