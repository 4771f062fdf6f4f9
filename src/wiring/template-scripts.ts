import type { Config } from '#config/config.ts';
import { loadDefinitions } from '#definitions/definitions.ts';
import { customizationScripts } from '#definitions/template-scripts.ts';
import type { Template } from '#records/template.ts';
import type { TemplateScripts } from '#workload/template-plan.ts';

/** The scripts that a template is made with: of its definition, or the operator's own. Throws `DefinitionUnusable`. */
export function templateScripts(
  config: Pick<Config, 'broker' | 'scriptFolders' | 'mirrors'>,
): (template: Template) => Promise<TemplateScripts> {
  return async function scriptsOf({ metadata, spec }) {
    const definitions = await loadDefinitions();
    const entry = config.broker.templates.find(({ name }) => name === metadata.name);
    const { init, customize, validate } = await customizationScripts({
      template: metadata.name,
      definition: definitions.get(entry?.definition ?? metadata.name),
      kubernetesVersion: spec.kubernetesVersion,
      guestBackend: spec.guestBackend,
      cni: spec.cni,
      overrides: config.scriptFolders,
      mirrors: config.mirrors,
    });
    return { init: init?.text, customize: customize.text, validate: validate.text };
  };
}
