import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueKubeconfigCertificate } from '#workload/certificates.ts';
import { issueClusterPki } from '#workload/cluster-pki.ts';
import { kubeconfigExpiry } from '#workload/kubeconfig-expiry.ts';
import { kubeconfigText } from '#workload/kubeconfig.ts';

const now = new Date('2026-03-01T12:00:00Z');
const day = 86_400_000;

test('a kubeconfig of ours ends with its client certificate, one of kubectl’s making likewise', async () => {
  const { ca } = await issueClusterPki({ clusterName: 'c1', kubernetesVersion: 'v1.36.3', now });
  const client = await issueKubeconfigCertificate({ ca, userName: 'alice', validForMs: 30 * day, now });
  const ours = kubeconfigText({
    clusterName: 'c1',
    userName: 'alice',
    address: '192.0.2.1',
    caCertificate: ca.certificate,
    client,
  });
  assert.equal(kubeconfigExpiry(ours)?.toISOString(), '2026-03-31T12:00:00.000Z');
  const json = JSON.stringify({ users: [{ user: { 'client-certificate-data': btoa(client.certificate) } }] });
  assert.equal(kubeconfigExpiry(json.replaceAll('":"', '": "'))?.toISOString(), '2026-03-31T12:00:00.000Z');
});

test('the authority’s end counts where it comes first', async () => {
  const { ca } = await issueClusterPki({ clusterName: 'c1', kubernetesVersion: 'v1.36.3', now });
  const text = `certificate-authority-data: ${btoa(ca.certificate)}\n`;
  assert.equal(kubeconfigExpiry(text)?.getTime(), now.getTime() + 3650 * day);
});

test('what has no certificate, or none that can be read, has no end', () => {
  assert.equal(kubeconfigExpiry('users:\n- user:\n    token: abc\n'), undefined);
  assert.equal(kubeconfigExpiry('client-certificate-data: bm8gY2VydGlmaWNhdGU=\n'), undefined);
});
