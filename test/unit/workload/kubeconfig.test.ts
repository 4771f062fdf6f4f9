import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { issueKubeconfigCertificate } from '#workload/certificates.ts';
import { issueClusterPki } from '#workload/cluster-pki.ts';
import { kubeconfigText, plainName } from '#workload/kubeconfig.ts';

const now = new Date('2026-03-01T12:00:00Z');
const { ca } = await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now });
const client = await issueKubeconfigCertificate({ ca, userName: 'alice', now });
const base = {
  clusterName: 'demo',
  userName: 'alice',
  address: '10.0.0.5',
  caCertificate: ca.certificate,
  client,
};

interface Kubeconfig {
  readonly clusters: [{ name: string; cluster: Record<string, string> }];
  readonly users: [{ name: string; user: Record<string, string> }];
  readonly contexts: [{ name: string; context: { cluster: string; user: string } }];
  readonly 'current-context': string;
}

test('a kubeconfig carries server, CA and credentials', () => {
  const document = parse(kubeconfigText(base)) as Kubeconfig;
  assert.equal(document.clusters[0].cluster['server'], 'https://10.0.0.5:6443');
  assert.equal(decode(document.clusters[0].cluster['certificate-authority-data']), ca.certificate);
  const user = document.users[0].user;
  const certificate = new X509Certificate(decode(user['client-certificate-data']));
  assert.ok(certificate.checkPrivateKey(createPrivateKey(decode(user['client-key-data']))));
  assert.equal(document['current-context'], 'alice@demo');
  assert.deepEqual(document.contexts[0], {
    name: 'alice@demo',
    context: { cluster: 'demo', user: 'alice' },
  });
});

test('an IPv6 address is bracketed', () => {
  const document = parse(kubeconfigText({ ...base, address: 'fd00::5' })) as Kubeconfig;
  assert.equal(document.clusters[0].cluster['server'], 'https://[fd00::5]:6443');
});

// Contract of CSE 1.2.7, section 3.7: what the client does to a JSON string, which is not parsing it.
test('whatever the names, the text comes out of the old client as it went in', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      '',
      '2024',
      'true',
      'null',
      '~',
      '-',
      '1e3',
      '"',
      "it's",
      'a\\nb',
      'Größe',
      '...',
      '0x1f',
    ),
  );
  fc.assert(
    fc.property(name, name, (clusterName, userName) => {
      const text = kubeconfigText({ ...base, clusterName, userName });
      assert.doesNotMatch(text, /["\\]|[^\n\x20-\x7e]/);
      const clientReads = JSON.stringify(text).slice(1, -1).replaceAll('\\n', '\n');
      assert.equal(clientReads, text);
      const document = parse(text) as Kubeconfig;
      const [context] = document.contexts;
      assert.equal(typeof document.clusters[0].name, 'string');
      assert.equal(context.context.cluster, document.clusters[0].name);
      assert.equal(context.context.user, document.users[0].name);
      assert.equal(context.name, document['current-context']);
    }),
  );
});

test('names keep what can be kept', () => {
  assert.equal(plainName('my-cluster.1', 'x'), 'my-cluster.1');
  assert.equal(plainName('größe_1', 'x'), 'gr-e-1');
  assert.equal(plainName('***', 'x'), 'x');
});

function decode(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString();
}
