import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { fault } from '../support/faults.ts';
import { assertWireClean, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';

describe('the life of a cluster', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let clusterId = '';
  let taskHref = '';
  before(async () => {
    cloud = await startCloud();
    await cloud.startServer();
  });
  after(() => cloud[Symbol.asyncDispose]());

  it('begins with 202, a task that the tenant can read, and ends in success [checks 32, 33]', async () => {
    const { alice } = cloud;
    const answer = await alice.call('POST', '/api/cse', createBody('c1'));
    assert.equal(answer.status, 202, answer.text);
    const body = record(answer.body);
    assert.deepEqual(Object.keys(body).toSorted(), ['cluster_id', 'name', 'task_href']);
    clusterId = String(body['cluster_id']);
    taskHref = String(body['task_href']);
    const texts: string[] = [];
    const onChange = ({ operation }: { operation: string }) => void texts.push(operation);
    const task = await alice.waitForTask(taskHref, { pollMs: 5, onChange });
    const subject = `c1(${clusterId})`;
    assert.deepEqual([task.status, task.operation], ['success', `Created cluster ${subject}`], task.error);
    const contract = [
      `Creating cluster ${subject}`,
      `Creating cluster vApp ${subject}`,
      `Creating master node for ${subject}`,
      `Initializing cluster ${subject}`,
      `Adding 2 node(s) to ${subject}`,
      `Created cluster ${subject}`,
    ];
    assert.deepEqual(
      texts,
      contract.filter((text) => texts.includes(text)),
    );
  });

  it('had a task in the organization of the tenant, which belongs to the cluster and shows who asked [check 32]', async () => {
    const path = new URL(taskHref).pathname;
    const { text } = await cloud.alice.call('GET', path, undefined, 'application/*+xml;version=31.0');
    assert.match(text, new RegExp(`<Owner [^>]*href="urn:cse:cluster:${clusterId}"[^>]*/>`));
    assert.match(text, /<Owner [^>]*name="c1"[^>]* type="application\/vcloud\.cse\.cluster\+xml"/);
    assert.match(text, /<User [^>]*name="alice"/);
    assert.match(text, /<Organization [^>]*name="acme"/);
    assert.match(text, /<Task [^>]*operationName="create_cluster"/);
    assert.match(text, /<Task [^>]*serviceNamespace="vcloud\.cse"/);
  });

  it('leaves a vApp as the contract wants it [check 34]', () => {
    const { inventory } = cloud.sim;
    const [vApp, ...others] = [...inventory.vApps.values()];
    assert.ok(vApp);
    assert.equal(others.length, 0);
    assert.equal(vApp.description, 'cluster c1');
    assert.equal(inventory.user(vApp.ownerId).name, 'alice');
    assert.deepEqual(
      vApp.networks.map(({ name, fenceMode }) => [name, fenceMode]),
      [['acme-net', 'bridged']],
    );
    for (const { hardware } of inventory.vms.values())
      assert.deepEqual(
        hardware.nics.map(({ network, mode, connected }) => [network, mode, connected]),
        [['acme-net', 'POOL', true]],
      );
    const metadata = new Map([...vApp.metadata.values()].map((entry) => [entry.key, entry]));
    const keys = ['cse.cluster.id', 'cse.master.ip', 'cse.template', 'cse.version'];
    assert.deepEqual([...metadata.keys()].toSorted(), keys);
    for (const { domain, visibility, type } of metadata.values())
      assert.deepEqual([domain, visibility, type], ['GENERAL', 'READWRITE', 'STRING']);
    assert.equal(metadata.get('cse.cluster.id')?.value, clusterId);
    assert.equal(metadata.get('cse.template')?.value, 'ubuntu-24.04');
    const names = [...cloud.sim.inventory.vms.values()].map((vm) => vm.name).toSorted();
    assert.match(names.join(' '), /^mstr-[a-z0-9]{4} node-[a-z0-9]{4} node-[a-z0-9]{4}$/);
  });

  it('leaves no secret of the first boot on any VM', async () => {
    const { alice } = cloud;
    const clean = () =>
      [...cloud.sim.inventory.vms.values()].every((vm) => !vm.extraConfig.get('guestinfo.userdata'));
    while (!clean()) await alice.call('GET', '/api/cse');
    assert.ok(clean());
  });

  it('is listed and shown with the keys and types of the contract [checks 18, 19]', async () => {
    const { alice } = cloud;
    const list = await alice.call('GET', '/api/cse');
    assert.equal(list.status, 200, list.text);
    assert.ok(Array.isArray(list.body));
    const [listed] = list.body.map(record);
    const info = record((await alice.call('GET', '/api/cse/c1/info')).body);
    assert.deepEqual({ ...info, master_nodes: [], nodes: [], nfs_nodes: [] }, listed);
    assert.equal(info['status'], 'POWERED_ON');
    assert.equal(info['number_of_vms'], '3');
    assert.equal(info['cluster_id'], clusterId);
    const [controlPlane] = info['master_nodes'] as { name: string; ipAddress: string }[];
    assert.equal(controlPlane?.ipAddress, info['leader_endpoint']);
    assert.equal((info['nodes'] as unknown[]).length, 2);
  });

  it('gives a kubeconfig whose certificate the cluster would accept [check 26]', async () => {
    const answer = await cloud.alice.call('GET', '/api/cse/c1/config', undefined, 'text/x-yaml;version=31.0');
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.contentType, /text\/x-yaml/);
    assert.equal(typeof answer.body, 'string');
    // What the original client makes of it: `\n` undone, the first and last character dropped.
    const text = answer.text.slice(1, -1).replaceAll('\\n', '\n');
    assert.equal(text, answer.body);
    const kubeconfig = parse(text) as {
      clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
      users: { user: { 'client-certificate-data': string } }[];
    };
    const pem = (base64 = '') => new X509Certificate(Buffer.from(base64, 'base64'));
    const ca = pem(kubeconfig.clusters[0]?.cluster['certificate-authority-data']);
    const client = pem(kubeconfig.users[0]?.user['client-certificate-data']);
    assert.ok(client.verify(ca.publicKey));
    assert.match(client.subject, /O=kubeadm:cluster-admins/);
    assert.match(kubeconfig.clusters[0]?.cluster.server ?? '', /^https:\/\/127\.[\d.]+:6443$/);
  });

  it('is invisible to another organization', async () => {
    const carol = await cloud.login('carol', 'globex');
    assert.deepEqual((await carol.call('GET', '/api/cse')).body, []);
    assert.match((await carol.call('GET', '/api/cse/c1/info')).text, /Cluster 'c1' not found\./);
    assert.match((await carol.call('DELETE', '/api/cse/c1')).text, /Cluster c1 not found\./);
    assert.notEqual(
      (await carol.call('GET', '/api/cse/c1/config', undefined, 'text/x-yaml;version=31.0')).status,
      200,
    );
  });

  it('is deleted without a trace [check 51]', async () => {
    const { alice } = cloud;
    // Slow enough for somebody who looks now and then to see it happen.
    cloud.sim.setFaults([fault({ operation: 'vdcDeleteVapp', effect: 'delay', delayMs: 1_000 })]);
    const answer = await alice.call('DELETE', '/api/cse/c1');
    assert.equal(answer.status, 202, answer.text);
    const body = record(answer.body);
    assert.equal(body['cluster_name'], 'c1');
    const texts: string[] = [];
    const onChange = ({ operation }: { operation: string }) => void texts.push(operation);
    const task = await alice.waitForTask(String(body['task_href']), { pollMs: 5, onChange });
    assert.equal(task.status, 'success', task.error);
    assert.deepEqual(
      [texts[0], texts.at(-1)],
      [`Deleting cluster c1(${clusterId})`, `Deleted cluster c1(${clusterId})`],
    );
    assert.equal((await cloud.leftovers()).total, 0);
    assert.deepEqual((await alice.call('GET', '/api/cse')).body, []);
  });

  it('sent and received only documents that fit the published schemas', (t) =>
    assertWireClean(t, cloud.wire));
});

function record(value: unknown): Record<string, unknown> {
  assert.ok(typeof value === 'object' && value !== null);
  return Object.fromEntries(Object.entries(value));
}
