import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { secretFile, type MachinePlan } from './machine-plan.ts';

/** What makes a template's image: whole scripts, with their settings in them. */
export interface TemplateScripts {
  /** For Cloud Director's guest customization; undefined where there is none. */
  readonly init: string | undefined;
  /** Installs what a node needs; run as root. */
  readonly customize: string;
  /** Says what is missing and fails then. */
  readonly validate: string;
}

const stateDirectory = '/var/lib/cse';
const programPath = '/usr/local/lib/cse/customize-template.sh';
const unitName = 'cse-customize.service';

/** Names the plan of one build in one machine: made again after a crash it has the same name. */
export function templatePlanHash({ build, vmId }: { readonly build: string; readonly vmId: string }): string {
  return createHash('sha256')
    .update(JSON.stringify(['template', build, vmId]))
    .digest('hex');
}

/** Customizes, validates, and seals what is to be captured: what is copied from it must not take itself for it. */
export async function templatePlan(params: {
  /** Id of the build. */
  readonly build: string;
  readonly vm: { readonly id: string; readonly name: string };
  /** Public keys that let somebody in as root, a line each. */
  readonly sshKey: string | null;
  readonly toBeCaptured: boolean;
  readonly scripts: TemplateScripts;
}): Promise<MachinePlan> {
  const { build, vm, sshKey, toBeCaptured, scripts } = params;
  const program = await readFile(new URL('./scripts/customize-template.sh', import.meta.url), 'utf8');
  const unit = await readFile(new URL(`./scripts/${unitName}`, import.meta.url), 'utf8');
  return {
    hash: templatePlanHash({ build, vmId: vm.id }),
    hostname: vm.name,
    sshKeys: (sshKey ?? '').split(/\r?\n/).flatMap((line) => line.trim() || []),
    files: [
      secretFile(`${stateDirectory}/template.env`, `CSE_SEAL=${toBeCaptured ? 'yes' : 'no'}\n`),
      secretFile(`${stateDirectory}/customize.sh`, scripts.customize),
      secretFile(`${stateDirectory}/validate.sh`, scripts.validate),
      { path: programPath, permissions: '0700', content: program },
      { path: `/etc/systemd/system/${unitName}`, permissions: '0644', content: unit },
    ],
    commands: [
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', unitName],
    ],
    program: ['bash', programPath],
  };
}
