import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clusterJobKey,
  issueRootPassword,
  jobAgentOf,
  nodeRootPassword,
  secretNames,
} from '#controllers/cluster/credentials.ts';
import type { StepResult, StepTools } from '#controllers/cluster/steps/step.ts';
import { planNodes } from '#controllers/cluster/steps/plan-nodes.ts';
import type { SecretStore } from '#store/record-store.ts';
import { jobPublicKey } from '#workload/job-key.ts';
import { sampleCluster, sampleNow, sampleObservation } from '../../../support/sample-cluster.ts';
import { newTemplate } from '../../../support/sample-template.ts';

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

async function plan(secrets: SecretStore, credentialsIssued: boolean): Promise<StepResult> {
  const templates = { list: async () => ({ revision: 1, items: [newTemplate('ubuntu-24.04')] }) };
  const tools = { secrets, templates } as unknown as StepTools; // What the step uses of its tools.
  const observed = sampleObservation({ credentialsIssued });
  const situation = { cluster, observed, located: { kind: 'absent' }, now: sampleNow } as const;
  return planNodes(tools, situation, new AbortController().signal);
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

test('the way into its VM is set down with the name of a node', async () => {
  const { learned } = await plan(secretsOf().secrets, false);
  assert.deepEqual(
    learned?.nodes?.map((node) => node.guestBackend),
    ['guestinfo', 'guestinfo', 'guestinfo'],
  );
});

test('each node has a password of root of its own, which stays what it is', async () => {
  const { secrets } = secretsOf();
  const [first, second] = [{ name: 'node-aaaa' }, { name: 'node-bbbb' }];
  const password = await issueRootPassword(secrets, cluster, first, undefined);
  // Of a kind that a shell, a form and an image with rules for passwords all take.
  assert.match(password, /^[A-Za-z0-9_-]{20}-aA1$/);
  assert.equal(await issueRootPassword(secrets, cluster, first, undefined), password);
  assert.equal(await nodeRootPassword(secrets, cluster, first), password);
  assert.notEqual(await issueRootPassword(secrets, cluster, second, undefined), password);
});

test('the one that an operator insists on is for new nodes; nobody knows that of a node without one', async () => {
  const { secrets } = secretsOf();
  const [first, second] = [{ name: 'node-aaaa' }, { name: 'node-bbbb' }];
  await assert.rejects(nodeRootPassword(secrets, cluster, first), { code: 'CSE_GUEST_PASSWORD_UNKNOWN' });
  const before = await issueRootPassword(secrets, cluster, first, undefined);
  assert.equal(await issueRootPassword(secrets, cluster, first, 'shared'), before);
  assert.equal(await issueRootPassword(secrets, cluster, second, 'shared'), 'shared');
});
