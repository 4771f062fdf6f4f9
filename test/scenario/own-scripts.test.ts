/** Scripts by which CSE 1.2.7 lets an operator make nodes his own way, in guests that really run them. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sandboxGuests } from 'vcdsim';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { deleted, gone, requestCluster } from '../support/cluster-requests.ts';
import { nodesShown, requestNodes } from '../support/node-requests.ts';
import { assertWireClean, noBroker, startCloud, systemTime } from '../support/simulated-cloud.ts';

const scripts: Readonly<Record<string, string>> = {
  'mstr-ubuntu-24.04.sh': `#!/bin/bash
set -e
until systemctl is-active --quiet containerd; do sleep 1; done
kubeadm init --kubernetes-version="$KUBERNETES_VERSION" >/root/kubeadm-init.out
mkdir -p /root/.kube
cp /etc/kubernetes/admin.conf /root/.kube/config
kubectl --kubeconfig /root/.kube/config apply -f /var/lib/cse/cni.yaml
`,
  'node-ubuntu-24.04.sh': `#!/bin/bash
set -e
function joined {{ kubeadm join --token {token} {ip}:6443 --discovery-token-unsafe-skip-ca-verification; }}
joined
`,
  'nfsd-ubuntu-24.04.sh': `#!/bin/bash
set -e
mkdir -p /srv/own
echo '/srv/own *(rw,sync)' >>/etc/exports
systemctl enable --now nfs-server
`,
};

const skip = noBroker || (!bubblewrapUsable() && 'bubblewrap is not usable');

describe('nodes that an operator makes by scripts of his own', { skip }, () => {
  it('are a cluster, also those that come later, and go', { timeout: 300_000 }, async (t) => {
    await using guests = sandboxGuests({ clock: systemTime, bootMs: 20 });
    await using cloud = await startCloud({ guests });
    const folder = join(cloud.directory, 'scripts');
    await mkdir(folder);
    for (const [name, text] of Object.entries(scripts)) await writeFile(join(folder, name), text);
    await cloud.startServer();
    const made = await (
      await requestCluster(cloud.alice, 'own', { node_count: 1, enable_nfs: true })
    ).ended();
    assert.equal(made.status, 'success', made.error);
    const added = await (await requestNodes(cloud.alice, 'own', { node_type: 'node' })).ended();
    assert.equal(added.status, 'success', added.error);
    const { masters, workers, nfs } = await nodesShown(cloud.alice, 'own');
    assert.deepEqual([masters.length, workers.length, nfs.length], [1, 2, 1]);
    const joiners = Object.values(guests.workloadApiCalls()).flatMap((calls) => Object.keys(calls));
    // By the token, and not by the certificates that workers are given otherwise.
    assert.ok(joiners.includes('bearer token'), joiners.join(', '));
    assert.ok(!joiners.some((caller) => caller.startsWith('cse:join:')), joiners.join(', '));
    await deleted(cloud.alice, 'own');
    await gone(cloud, 'own');
    assertWireClean(t, cloud.wire);
  });
});
