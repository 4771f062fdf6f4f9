import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { issuingThread } from '#workload/issuing-thread.ts';

const now = new Date('2026-11-20T08:00:00Z');
const order = { clusterName: 'c1', kubernetesVersion: 'v1.36.3', now };

describe('the issuing thread', () => {
  it('makes what is ordered, several at the same time, each for whoever ordered it', async () => {
    await using thread = issuingThread();
    const [one, two] = await Promise.all([
      thread.issueClusterPki(order),
      thread.issueClusterPki({ ...order, clusterName: 'c2' }),
    ]);
    const [join, kubeconfig] = await Promise.all([
      thread.issueJoinCertificate({ ca: one.ca, nodeName: 'node-a1b2', now }),
      thread.issueKubeconfigCertificate({ ca: two.ca, userName: 'alice', now }),
    ]);
    const certificates = [one.ca, two.ca, join, kubeconfig].map(
      (pair) => new X509Certificate(pair.certificate),
    );
    assert.deepEqual(
      certificates.map(({ subject }) => subject.split('\n')),
      [
        ['O=c1', 'CN=kubernetes'],
        ['O=c2', 'CN=kubernetes'],
        ['O=system:bootstrappers:kubeadm:default-node-token', 'CN=cse:join:node-a1b2'],
        ['O=kubeadm:cluster-admins', 'CN=alice'],
      ],
    );
    assert.deepEqual(certificates[0]?.validFromDate, new Date('2026-11-20T07:55:00Z'));
  });

  it('refuses what cannot be made, and goes on', async () => {
    await using thread = issuingThread();
    const ca = { certificate: 'none', privateKey: 'none' };
    await assert.rejects(thread.issueJoinCertificate({ ca, nodeName: 'n', now }), Error);
    assert.ok(await thread.issueClusterPki(order));
  });

  it('makes nothing any more once it is closed, and leaves nobody waiting', async () => {
    const thread = issuingThread();
    const cut = assert.rejects(thread.issueClusterPki(order), /the thread that makes certificates ended/);
    await thread[Symbol.asyncDispose]();
    await cut;
    await assert.rejects(thread.issueClusterPki(order), /no more certificates are made: the service stops/);
  });
});
