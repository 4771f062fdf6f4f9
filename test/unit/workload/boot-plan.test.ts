import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { loadAddon } from '#workload/addons.ts';
import { cloudConfig, metaData } from '#guest/guestinfo/cloud-config.ts';
import { bootPlanHash, controlPlaneBootPlan } from '#workload/boot-plan.ts';
import { issueClusterPki } from '#workload/cluster-pki.ts';
import { initConfiguration } from '#workload/kubeadm-config.ts';
import type { MachinePlan } from '#workload/machine-plan.ts';
import {
  parseCloudConfig,
  sampleCluster,
  sampleControlPlane,
  samplePlans,
  sampleWorker,
  writtenFile,
} from '../../support/boot-plans.ts';
import { assertGolden } from '../../support/golden.ts';

const now = new Date();
const plans = await samplePlans(now);
const kubeadmFile = '/var/lib/cse/kubeadm.yaml';

/** The document with what is random, or a file of ours, named instead of shown. */
async function readable(plan: MachinePlan): Promise<string> {
  const known = [
    ['/usr/local/lib/cse/bootstrap.sh', 'src/workload/scripts/bootstrap.sh'],
    ['/etc/systemd/system/cse-bootstrap.service', 'src/workload/scripts/cse-bootstrap.service'],
    ['/usr/local/lib/cse/node-job.sh', 'src/workload/scripts/node-job.sh'],
    ['/usr/local/lib/cse/job-agent.sh', 'src/workload/scripts/job-agent.sh'],
    ['/etc/systemd/system/cse-job-agent.service', 'src/workload/scripts/cse-job-agent.service'],
    ['/var/lib/cse/cni.yaml', 'templates/addons/flannel-v0.28.4.yaml'],
  ] as const;
  const document = parseCloudConfig(cloudConfig(plan));
  for (const file of document.write_files) {
    for (const [path, source] of known) {
      if (file.path !== path) continue;
      assert.equal(file.content, await readFile(new URL(`../../../${source}`, import.meta.url), 'utf8'));
      file.content = `<${source}>`;
    }
    file.content = file.content
      .replaceAll(/(-----BEGIN ([A-Z ]+)-----)[^-]+(-----END)/g, '$1\n<random>\n$3')
      .replaceAll(/(-data: ).*/g, '$1<random>');
  }
  return `#cloud-config\n${stringify(document, { lineWidth: 0 })}`;
}

test('user data of a control plane', async () => {
  await assertGolden('workload/control-plane.user-data.yaml', await readable(plans.controlPlane));
});

test('user data of a worker', async () => {
  await assertGolden('workload/worker.user-data.yaml', await readable(plans.worker));
});

test('user data of an NFS server, which hold no secret', async () => {
  await assertGolden('workload/nfs.user-data.yaml', await readable(plans.nfs));
  assert.doesNotMatch(cloudConfig(plans.nfs), /PRIVATE KEY|client-key-data|kubeadm\.k8s\.io/);
});

test('every file with a secret is for root only', () => {
  for (const plan of [plans.controlPlane, plans.worker]) {
    for (const file of parseCloudConfig(cloudConfig(plan)).write_files) {
      if (!/PRIVATE KEY|client-key-data/.test(file.content)) continue;
      assert.equal(file.permissions, '0600', file.path);
      assert.equal(file.owner, 'root:root', file.path);
    }
  }
});

test('a worker joins by certificate, with the CA pinned', () => {
  const [join] = parseAllDocuments(writtenFile(plans.worker, kubeadmFile)).map((part) => part.toJS());
  assert.deepEqual(join.discovery, { file: { kubeConfigPath: '/var/lib/cse/discovery.conf' } });
  const discovery = parse(writtenFile(plans.worker, '/var/lib/cse/discovery.conf'));
  const { server, 'certificate-authority-data': ca } = discovery.clusters[0].cluster;
  assert.equal(server, 'https://10.150.0.11:6443');
  assert.equal(
    Buffer.from(ca, 'base64').toString(),
    writtenFile(plans.controlPlane, '/etc/kubernetes/pki/ca.crt'),
  );
  const data: string = discovery.users[0].user['client-certificate-data'];
  const certificate = new X509Certificate(Buffer.from(data, 'base64'));
  assert.match(certificate.subject, /CN=cse:join:node-c3d4/);
  assert.ok(certificate.validToDate.getTime() <= now.getTime() + 2 * 3_600_000);
  assert.doesNotMatch(cloudConfig(plans.worker), /ca\.key|sa\.key|unsafeSkipCAVerification/);
});

test('the bootstrap token that kubeadm makes lets nobody join', () => {
  const [init] = parseAllDocuments(writtenFile(plans.controlPlane, kubeadmFile)).map((part) => part.toJS());
  assert.equal(init.skipPhases, undefined);
  assert.equal(init.bootstrapTokens.length, 1);
  for (const token of init.bootstrapTokens) {
    assert.deepEqual(token.groups, ['system:bootstrappers:cse:nobody']);
    assert.equal(token.token, undefined);
  }
});

test('the certificate of the API server covers endpoint and node, each once', () => {
  const sans = (endpoint: string) => {
    const text = initConfiguration({ ...sampleCluster, endpoint }, sampleControlPlane);
    return parseAllDocuments(text)[1]?.toJS().apiServer.certSANs;
  };
  assert.deepEqual(sans('10.150.0.11'), ['10.150.0.11']);
  assert.deepEqual(sans('api.example.com'), ['api.example.com', '10.150.0.11']);
});

test('subnets are inputs, and the CNI plugin hears of them', async () => {
  const plan = await controlPlaneBootPlan({
    cluster: { ...sampleCluster, podSubnet: '172.20.0.0/16', serviceSubnet: '172.21.0.0/16' },
    node: sampleControlPlane,
    pki: await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now }),
    cni: await loadAddon({ name: 'flannel-v0.28.4' }),
  });
  const configuration = parseAllDocuments(writtenFile(plan, kubeadmFile))[1]?.toJS();
  assert.equal(configuration.networking.podSubnet, '172.20.0.0/16');
  assert.equal(configuration.networking.serviceSubnet, '172.21.0.0/16');
  assert.match(writtenFile(plan, '/var/lib/cse/cni.yaml'), /"Network": "172\.20\.0\.0\/16"/);
});

test('an ssh key is root’s, once; without one nobody is let in', () => {
  const withKey = parseCloudConfig(cloudConfig(plans.controlPlane));
  assert.equal(withKey.disable_root, false);
  assert.equal(cloudConfig(plans.controlPlane).split('AAAAC3NzaC1lZDI1NTE5AAAAIBogus').length, 2);
  const without = parseCloudConfig(cloudConfig(plans.worker));
  assert.equal(without.users, undefined);
  assert.equal(without.disable_root, undefined);
});

test('a name that YAML 1.1 takes for something else stays a name', async () => {
  const pki = await issueClusterPki({ clusterName: 'on', kubernetesVersion: 'v1.36.3', now });
  const cni = await loadAddon({ name: 'flannel-v0.28.4' });
  const plan = await controlPlaneBootPlan({
    cluster: { ...sampleCluster, name: 'on' },
    node: { ...sampleControlPlane, name: 'no' },
    pki,
    cni,
  });
  for (const text of [cloudConfig(plan), writtenFile(plan, kubeadmFile)]) {
    assert.match(text, /^ *(hostname|name): "no"$/m);
  }
  assert.equal(parse(cloudConfig(plan), { version: '1.1' }).hostname, 'no');
});

test('a plan that is made again has the same name, and another machine has another', async () => {
  const again = await samplePlans(new Date(now.getTime() + 3_600_000));
  assert.equal(again.worker.hash, plans.worker.hash);
  assert.notEqual(cloudConfig(again.worker), cloudConfig(plans.worker));
  assert.equal(metaData(again.worker), metaData(plans.worker));
  const worker = { role: 'worker', cluster: sampleCluster, node: sampleWorker } as const;
  assert.equal(bootPlanHash(worker), plans.worker.hash);
  const others = [
    worker,
    { ...worker, role: 'control-plane' as const },
    { ...worker, cluster: { ...sampleCluster, uid: 'other' } },
    { ...worker, cluster: { ...sampleCluster, endpoint: '10.150.0.99' } },
    { ...worker, node: { ...sampleWorker, name: 'node-zzzz' } },
    { ...worker, node: { ...sampleWorker, ipAddress: '10.150.0.98' } },
    { ...worker, node: { ...sampleWorker, vmId: 'other' } },
  ];
  assert.equal(new Set(others.map((other) => bootPlanHash(other))).size, others.length);
  assert.deepEqual(JSON.parse(metaData(plans.worker)), {
    'instance-id': `cse-${plans.worker.hash.slice(0, 32)}`,
    'local-hostname': 'node-c3d4',
  });
});

test('user data stay small: vCD carries them in every read of the VM', () => {
  for (const plan of [plans.controlPlane, plans.worker]) {
    assert.ok(gzipSync(cloudConfig(plan)).toString('base64').length < 20_480);
  }
});

test('settings are shell text that sets variables and does nothing else', async () => {
  const cluster = { ...sampleCluster, endpoint: `10.0.0.1'; touch /tmp/owned; '` };
  const pki = await issueClusterPki({ clusterName: 'demo', kubernetesVersion: 'v1.36.3', now });
  const cni = await loadAddon({ name: 'flannel-v0.28.4' });
  const plan = await controlPlaneBootPlan({ cluster, node: sampleControlPlane, pki, cni });
  const settings = writtenFile(plan, '/var/lib/cse/bootstrap.env');
  const { stdout } = spawnSync('bash', ['-r', '-c', `${settings}\nprintf %s "$CSE_ENDPOINT_ADDRESS"`]);
  assert.equal(stdout.toString(), '10.0.0.1; touch /tmp/owned; ');
});
