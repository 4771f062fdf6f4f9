import { readFile } from 'node:fs/promises';
import { secretFile, type BootFile } from './machine-plan.ts';

/** The agent that carries out signed jobs on a machine (docs/reference/guest-jobs.md). */
export interface JobAgent {
  /** Decides what it does: a control plane speaks for the cluster, an NFS server for its exports. */
  readonly role: 'control-plane' | 'nfs';
  /** Ed25519, SPKI as PEM: whoever has the private key is listened to. */
  readonly publicKey: string;
  /** How often it looks for a job; the agent's own default when absent. */
  readonly pollSeconds?: number | undefined;
}

const programPath = '/usr/local/lib/cse/job-agent.sh';
const unitName = 'cse-job-agent.service';

/** What user data write and run so that the machine of this name has an agent. */
export async function jobAgentParts(
  { role, publicKey, pollSeconds }: JobAgent,
  machine: string,
): Promise<{ readonly files: readonly BootFile[]; readonly commands: readonly (readonly string[])[] }> {
  const program = await readFile(new URL('./scripts/job-agent.sh', import.meta.url), 'utf8');
  const unit = await readFile(new URL(`./scripts/${unitName}`, import.meta.url), 'utf8');
  const settings = [
    `CSE_JOB_MACHINE='${machine.replaceAll("'", '')}'`,
    `CSE_JOB_ROLE='${role}'`,
    ...(pollSeconds === undefined ? [] : [`CSE_JOB_POLL_SECONDS='${pollSeconds}'`]),
  ];
  return {
    files: [
      secretFile('/var/lib/cse/job-agent.env', settings.map((line) => `${line}\n`).join('')),
      secretFile('/var/lib/cse/job-key.pub', publicKey),
      { path: programPath, permissions: '0700', content: program },
      { path: `/etc/systemd/system/${unitName}`, permissions: '0644', content: unit },
    ],
    commands: [['systemctl', 'enable', '--now', unitName]],
  };
}
