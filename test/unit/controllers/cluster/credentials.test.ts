import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterJobKey, jobAgentOf, secretNames } from '#controllers/cluster/credentials.ts';
import type { StepTools } from '#controllers/cluster/step.ts';
import { planNodes } from '#controllers/cluster/steps/plan-nodes.ts';
import type { SecretStore } from '#store/record-store.ts';
import { jobPublicKey } from '#workload/job-key.ts';
import { sampleCluster, sampleNow, sampleObservation } from '../../../support/sample-cluster.ts';

const cluster = sampleCluster();

/** The secrets of one cluster; `written` are their names in the order of the writes. */
function secretsOf(texts: ReadonlyMap<string, string> = new Map()) {
  const kept = new Map(texts);
  const written: string[] = [];
  const secrets: SecretStore = {
    get: async (_key, _uid, name) => kept.get(name),
    names: async () => [...kept.keys()],
    put: async (_key, _uid, name, value) => {
      written.push(name);
      kept.set(name, value);
    },
  };
  return { secrets, written };
}

async function plan(secrets: SecretStore, credentialsIssued: boolean): Promise<void> {
  const tools = { secrets } as StepTools; // What the step uses of its tools.
  const observed = sampleObservation({ credentialsIssued });
  const situation = { cluster, observed, located: { kind: 'absent' }, now: sampleNow } as const;
  await planNodes(tools, situation, new AbortController().signal);
}

test('the key for jobs is issued before the certificates that tell that all is, and then never again', async () => {
  const { secrets, written } = secretsOf();
  await plan(secrets, false);
  assert.deepEqual(written, [secretNames.jobKey, secretNames.pki]);
  const key = await clusterJobKey(secrets, cluster);
  await plan(secrets, true);
  assert.equal(await clusterJobKey(secrets, cluster), key);
});

test('control planes and NFS servers get an agent that verifies by that key, workers get none', async () => {
  const { secrets } = secretsOf();
  await plan(secrets, false);
  const publicKey = jobPublicKey(await clusterJobKey(secrets, cluster));
  for (const role of ['control-plane', 'nfs'] as const) {
    assert.deepEqual(await jobAgentOf(secrets, cluster, { role }), { role, publicKey });
  }
  assert.equal(await jobAgentOf(secrets, cluster, { role: 'worker' }), undefined);
});

test('a cluster without a key takes no jobs, and its nodes get no agent', async () => {
  const { secrets } = secretsOf(new Map([[secretNames.pki, 'as issued before there were jobs']]));
  await assert.rejects(clusterJobKey(secrets, cluster), {
    code: 'CSE_GUEST_JOBS_UNAVAILABLE',
    cluster: cluster.metadata.name,
  });
  assert.equal(await jobAgentOf(secrets, cluster, { role: 'control-plane' }), undefined);
});
