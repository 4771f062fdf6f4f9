import type { Config } from '#config/config.ts';
import { loadDefinitions } from '#definitions/definitions.ts';
import * as definitions from '#definitions/template-scripts.ts';
import type { Template } from '#records/template.ts';
import type { NodeScriptTexts } from '#workload/boot-plan.ts';
import type { TemplateScripts } from '#workload/template-plan.ts';

type ScriptConfig = Pick<Config, 'broker' | 'scriptFolders' | 'mirrors'>;

/** The scripts that a template is made with: of its definition, or the operator's own. Throws `DefinitionUnusable`. */
export function templateScripts(config: ScriptConfig): (template: Template) => Promise<TemplateScripts> {
  const requestOf = requestsWith(config);
  return async function scriptsOf(template) {
    const { init, customize, validate } = await definitions.customizationScripts(await requestOf(template));
    return { init: init?.text, customize: customize.text, validate: validate.text };
  };
}

/** The scripts that nodes of a template run in place of what we do: the operator's own, or those of an old definition. */
export function nodeScripts(config: ScriptConfig): (template: Template) => Promise<NodeScriptTexts> {
  const requestOf = requestsWith(config);
  return async function scriptsOf(template) {
    const { controlPlane, worker, nfs } = await definitions.nodeScripts(await requestOf(template));
    return { controlPlane: controlPlane?.text, worker: worker?.text, nfs: nfs?.text };
  };
}

/** The definitions are part of the release and read once; the operator's scripts may change and are read each time. */
function requestsWith({
  broker,
  scriptFolders,
  mirrors,
}: ScriptConfig): (template: Template) => Promise<definitions.ScriptRequest> {
  let loading: ReturnType<typeof loadDefinitions> | undefined;
  return async function requestOf({ metadata, spec }) {
    const known = await (loading ??= loadDefinitions());
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
  };
}
