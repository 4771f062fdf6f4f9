import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { issueJoinCertificate } from '#workload/certificates.ts';
import { clusterPkiOf, clusterPkiText, issueClusterPki, parseClusterPki } from '#workload/cluster-pki.ts';

const now = new Date('2026-03-01T12:00:00Z');

test('the CAs are what kubeadm would make: EC P-256, ten years, a little back-dated', async () => {
  const pki = await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now });
  for (const [ca, commonName] of [
    [pki.ca, 'kubernetes'],
    [pki.frontProxyCa, 'front-proxy-ca'],
    [pki.etcdCa, 'etcd-ca'],
  ] as const) {
    const certificate = new X509Certificate(ca.certificate);
    assert.equal(certificate.subject, `O=demo\nCN=${commonName}`);
    assert.equal(certificate.issuer, certificate.subject);
    assert.ok(certificate.ca);
    assert.ok(certificate.verify(certificate.publicKey));
    assert.ok(certificate.checkPrivateKey(createPrivateKey(ca.privateKey)));
    assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
    assert.equal(certificate.validFromDate.toISOString(), '2026-03-01T11:55:00.000Z');
    assert.equal(certificate.validToDate.getUTCFullYear(), 2036);
    assert.match(ca.privateKey, /^-----BEGIN PRIVATE KEY-----\n/);
  }
});

test('for a kubeadm before 1.15 all keys are RSA, and sign for nodes and people', async () => {
  const pki = await issueClusterPki({ clusterName: 'old', kubernetesVersion: 'v1.10.11', now });
  for (const { certificate } of [pki.ca, pki.frontProxyCa, pki.etcdCa]) {
    const { publicKey } = new X509Certificate(certificate);
    assert.deepEqual(
      [publicKey.asymmetricKeyType, publicKey.asymmetricKeyDetails?.modulusLength],
      ['rsa', 2048],
    );
  }
  assert.equal(createPrivateKey(pki.serviceAccount.privateKey).asymmetricKeyType, 'rsa');
  const join = await issueJoinCertificate({ ca: pki.ca, nodeName: 'node-a1b2', now });
  assert.ok(new X509Certificate(join.certificate).verify(new X509Certificate(pki.ca.certificate).publicKey));
});

test('a cluster may be called anything', async () => {
  const { ca } = await issueClusterPki({ clusterName: '#0c026869', kubernetesVersion: 'v1.36.3', now });
  const { subject } = new X509Certificate(ca.certificate).toLegacyObject();
  assert.deepEqual({ ...subject }, { O: '#0c026869', CN: 'kubernetes' });
});

test('openssl reads the CAs as CAs', async () => {
  const pki = await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now });
  const text = openssl(['x509', '-noout', '-text'], pki.etcdCa.certificate);
  assert.match(text, /Basic Constraints: critical\s+CA:TRUE/);
  assert.match(text, /Key Usage: critical\s+Digital Signature, Certificate Sign, CRL Sign/);
  assert.match(text, /Subject Key Identifier/);
});

test('the service account keys are a pair', async () => {
  const { serviceAccount } = await issueClusterPki({
    clusterName: 'demo',
    kubernetesVersion: 'v1.36.3',
    now,
  });
  const message = Buffer.from('token');
  const signature = sign('sha256', message, createPrivateKey(serviceAccount.privateKey));
  assert.ok(verify('sha256', message, createPublicKey(serviceAccount.publicKey), signature));
});

test('no two clusters share a key or a serial number', async () => {
  const [one, two] = [
    await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now }),
    await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now }),
  ];
  const certificates = [one.ca, one.etcdCa, one.frontProxyCa, two.ca, two.etcdCa, two.frontProxyCa].map(
    (ca) => new X509Certificate(ca.certificate),
  );
  assert.equal(new Set(certificates.map((certificate) => certificate.serialNumber)).size, 6);
  const keys = certificates.map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }));
  assert.equal(new Set(keys).size, 6);
});

test('a PKI survives the secret store, and anything else is refused', async () => {
  const pki = await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now });
  assert.deepEqual(parseClusterPki(clusterPkiText(pki)), pki);
  assert.throws(() => parseClusterPki('{}'));
  assert.throws(() => parseClusterPki('not JSON'));
  const mixed = { ...pki, ca: { ...pki.ca, privateKey: pki.etcdCa.privateKey } };
  assert.throws(() => parseClusterPki(clusterPkiText(mixed)), /does not fit its certificate/);
});

test('kubeadm’s own files, with RSA keys in their older form, sign for us like keys of ours', async () => {
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    '-',
    '-subj',
    '/CN=kubernetes',
  ];
  const [pem = '', certificate = ''] = openssl([...request, '-days', '3650'], '').split(
    /(?=-----BEGIN CERT)/,
  );
  const key = createPrivateKey(pem).export({ type: 'pkcs1', format: 'pem' });
  const files = {
    caCertificate: certificate,
    caKey: key,
    frontProxyCaCertificate: certificate,
    frontProxyCaKey: key,
    etcdCaCertificate: certificate,
    etcdCaKey: key,
    serviceAccountKey: key,
    serviceAccountPublicKey: createPublicKey(pem).export({ type: 'spki', format: 'pem' }),
  };
  const pki = clusterPkiOf(files);
  assert.deepEqual(parseClusterPki(clusterPkiText(pki)), pki);
  assert.match(pki.ca.privateKey, /^-----BEGIN PRIVATE KEY-----\n/);
  const joined = await issueJoinCertificate({ ca: pki.ca, nodeName: 'node-ab12', now: new Date() });
  assert.ok(new X509Certificate(joined.certificate).verify(new X509Certificate(certificate).publicKey));

  const { ca: other } = await issueClusterPki({ clusterName: 'other', kubernetesVersion: 'v1.36.3', now });
  assert.throws(() => clusterPkiOf({ ...files, caCertificate: other.certificate }), /does not fit/);
  assert.throws(() => clusterPkiOf({ ...files, caKey: 'nothing' }), { code: 'ERR_OSSL_UNSUPPORTED' });
});

function openssl(args: readonly string[], input: string): string {
  return execFileSync('openssl', args, { input, stdio: 'pipe' }).toString();
}
