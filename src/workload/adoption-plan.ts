import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { secretFile, type MachinePlan } from './machine-plan.ts';
import { nodeJobPath, type NodeScriptTexts } from './boot-plan.ts';
import type { ClusterPki } from './cluster-pki.ts';
import { joinToken, wantsToken } from './join-token.ts';

const programPath = '/usr/local/lib/cse/adopt.sh';

/** What the control plane of a cluster that another server made lacks to be one of ours: jobs, and the workers' token. */
export async function adoptionPlan(params: {
  readonly clusterId: string;
  readonly nodeName: string;
  readonly pki: Pick<ClusterPki, 'serviceAccount'>;
  readonly scripts: NodeScriptTexts;
}): Promise<MachinePlan> {
  const { clusterId, nodeName, pki, scripts } = params;
  const text = (name: string) => readFile(new URL(`./scripts/${name}`, import.meta.url), 'utf8');
  return {
    hash: createHash('sha256')
      .update(`adoption of ${clusterId} through ${nodeName}`)
      .digest('hex')
      .slice(0, 32),
    hostname: nodeName,
    sshKeys: [],
    files: [
      { path: nodeJobPath, permissions: '0700', content: await text('node-job.sh') },
      { path: programPath, permissions: '0700', content: await text('adopt.sh') },
      ...(wantsToken(scripts.worker) ? [secretFile('/var/lib/cse/join-token', `${joinToken(pki)}\n`)] : []),
    ],
    commands: [],
    program: ['/bin/bash', programPath],
  };
}
