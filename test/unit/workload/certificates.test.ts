import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  issueClientCertificate,
  issueJoinCertificate,
  issueKubeconfigCertificate,
} from '#workload/certificates.ts';
import { issueClusterPki } from '#workload/cluster-pki.ts';

const now = new Date();
const { ca, etcdCa } = await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now });
const hour = 3_600_000;

test('a join certificate names the node, is in the group that may join, and lasts two hours', async () => {
  const { certificate, privateKey } = await issueJoinCertificate({ ca, nodeName: 'node-a1b2', now });
  const read = new X509Certificate(certificate);
  assert.equal(read.subject, 'O=system:bootstrappers:kubeadm:default-node-token\nCN=cse:join:node-a1b2');
  assert.ok(read.checkIssued(new X509Certificate(ca.certificate)));
  assert.ok(read.verify(new X509Certificate(ca.certificate).publicKey));
  assert.ok(!read.verify(new X509Certificate(etcdCa.certificate).publicKey));
  assert.ok(read.checkPrivateKey(createPrivateKey(privateKey)));
  assert.ok(!read.ca);
  assert.deepEqual(read.keyUsage, ['1.3.6.1.5.5.7.3.2']);
  assert.ok(read.validFromDate < now);
  assert.ok(Math.abs(read.validToDate.getTime() - now.getTime() - 2 * hour) < 1000);
});

test('validity is an option, and ends with the CA at the latest', async () => {
  const short = await issueJoinCertificate({ ca, nodeName: 'n', validForMs: 60_000, now });
  assert.ok(new X509Certificate(short.certificate).validToDate.getTime() <= now.getTime() + 60_000);
  const long = await issueKubeconfigCertificate({ ca, userName: 'u', validForMs: 1e6 * hour, now });
  const end = new X509Certificate(ca.certificate).validToDate;
  assert.deepEqual(new X509Certificate(long.certificate).validToDate, end);
});

test('openssl verifies a kubeconfig certificate for clients against its CA and for nothing else', async () => {
  const directory = await mkdtemp(`${tmpdir()}/cse-certificates-`);
  try {
    const { certificate } = await issueKubeconfigCertificate({ ca, userName: 'alice', now });
    assert.equal(new X509Certificate(certificate).subject, 'O=kubeadm:cluster-admins\nCN=alice');
    await writeFile(`${directory}/ca.crt`, ca.certificate);
    await writeFile(`${directory}/client.crt`, certificate);
    const verify = (purpose: string) =>
      execFileSync(
        'openssl',
        ['verify', '-x509_strict', '-purpose', purpose, '-CAfile', 'ca.crt', 'client.crt'],
        { cwd: directory, stdio: 'pipe' },
      ).toString();
    assert.match(verify('sslclient'), /client.crt: OK/);
    assert.throws(() => verify('sslserver'));
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('whatever a user is called, the certificate says exactly that and no group more', async () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter((text) => !text.includes('\0')),
    fc.constantFrom(
      '#0c026869',
      'x, O=system:masters',
      'x+O=system:masters',
      '\\',
      'a\nO=system:masters',
      ' a ',
    ),
  );
  await fc.assert(
    fc.asyncProperty(name, async (commonName) => {
      const { certificate } = await issueClientCertificate({
        ca,
        commonName,
        organizations: ['some:group'],
        validForMs: hour,
        now,
      });
      // node's legacy object is made of decoded values, one property per kind: a forged O would make it a list.
      const subject = new X509Certificate(certificate).toLegacyObject().subject;
      assert.deepEqual({ ...subject }, { O: 'some:group', CN: commonName });
    }),
    { numRuns: 60 },
  );
});
