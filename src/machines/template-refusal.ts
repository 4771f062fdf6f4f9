import type { Refusal } from './cluster-refusal.ts';
import type { TemplateQuestion } from './template-observation.ts';

/** Why a template cannot be made: one sentence for the operator, with what to do where there is something. */
export function buildFailure(question: TemplateQuestion): Refusal {
  const { template, observed } = question;
  const { build } = observed;
  if (!build) throw new TypeError('a build that is given up was looked at');
  if (build.refusal) return build.refusal;
  const vApp = template.spec.recipe?.temporaryVApp.name;
  if (build.image.state === 'refused') return { reason: 'ImageUnusable', message: build.image.message };
  if (build.vApp === 'broken') {
    const cause = build.lastTaskError ?? 'Cloud Director failed to create it';
    return { reason: 'TemplateFailed', message: `vApp '${vApp}' could not be made: ${cause}` };
  }
  if (build.guest?.state === 'failed') {
    const inside =
      template.spec.build?.capture === false
        ? 'it is left as it is, with its log in /var/log/cse-template.log'
        : 'to look inside: cse install --no-capture --ssh-key FILE';
    return {
      reason: 'CustomizationFailed',
      message: `customizing vApp '${vApp}' failed (${inside}): ${build.guest.message}`,
    };
  }
  if (build.capture.state === 'failed') {
    return {
      reason: 'TemplateFailed',
      message: `vApp '${vApp}' could not be captured: ${build.capture.message}`,
    };
  }
  const because = build.lastTaskError ? ` The last error of Cloud Director was: ${build.lastTaskError}` : '';
  return {
    reason: 'DeadlinePassed',
    message: `${overdueWork(question)} within the deadline (since ${template.status.phaseSince}).${because}`,
  };
}

function overdueWork({ template, observed }: TemplateQuestion): string {
  const vApp = template.spec.recipe?.temporaryVApp.name;
  switch (template.status.phase) {
    case 'makingVApp':
      return `Cloud Director did not finish vApp '${vApp}'`;
    case 'configuringGuest':
      return `the customization data could not be written to vApp '${vApp}'`;
    case 'poweringOn':
      return `vApp '${vApp}' did not power on`;
    case 'customizing':
      return observed.build?.guest?.state === 'running'
        ? `the scripts in vApp '${vApp}' did not end (last: ${observed.build.guest.message})`
        : `the guest in vApp '${vApp}' said nothing: its image needs cloud-init and VMware tools, and its network must work,`;
    case 'shuttingDown':
      return `the guest in vApp '${vApp}' did not shut down`;
    case 'capturing':
      return `Cloud Director did not finish the template`;
    case undefined:
    default:
      return `${template.status.phase} was not done`;
  }
}
