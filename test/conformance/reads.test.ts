import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Tenant } from '../../scripts/simulated/tenant.ts';
import { requestCluster } from '../support/cluster-requests.ts';
import { nodesShown } from '../support/node-requests.ts';
import { assertWireClean, quickGuests } from '../support/simulated-cloud.ts';
import { notReady, startConformance, withSubnets, type ConformanceCloud } from './conformance-cloud.ts';
import type { Shell } from './original-client.ts';
import { assertPrinted, assertRefused, steady } from './printed.ts';
import { version } from '../../src/main.ts';

/** Numbers are those of the conformance checks of the contract of CSE 1.2.7; the texts are its reference outputs. */
describe('what the original client shows', { skip: notReady() }, () => {
  let cloud: ConformanceCloud;
  let alice: Shell;
  let carol: Shell;
  let administrator: Shell;
  const guests = quickGuests();
  before(async () => {
    cloud = await startConformance({
      guests,
      model: withSubnets({ 'acme-net': '127.31.41', 'globex-net': '127.31.42' }),
    });
    [alice, carol, administrator] = await Promise.all([
      cloud.shellOf('alice', 'acme'),
      cloud.shellOf('carol', 'globex'),
      cloud.shellOf('administrator', 'System'),
    ]);
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('templates in the order of the configuration, one the default, descriptions over several lines [check 13]', async () => {
    assertPrinted(await alice.vcd('cse template list'), [
      'catalog    catalog_item           description                               is_default    name',
      '---------  ---------------------  ----------------------------------------  ------------  ------------',
      'cse        ubuntu-24.04-k8s-1.36  Ubuntu 24.04                              True          ubuntu-24.04',
      '                                  Kubernetes 1.36',
      'cse        photon-5-k8s-1.36      Photon 5                                  False         photon-5',
      '                                  Kubernetes 1.36',
      'cse        no-such-item           offered, but its catalog item is missing  False         not-built',
    ]);
  });

  it('without clusters an empty line [check 14]', async () => {
    assertPrinted(await alice.vcd('cse cluster list'), ['']);
  });

  it('a cluster that there is not [check 20]', async () => {
    assertRefused(await alice.vcd('cse cluster info nope'), "Cluster 'nope' not found.");
    assertRefused(await alice.vcd('cse node list nope'), "Cluster 'nope' not found.");
    assertRefused(await alice.vcd('cse cluster config nope'), "Cluster 'nope' not found");
  });

  it('in JSON: the error on standard output, and exit code 1 [check 20]', async () => {
    const ended = await alice.vcd('--json cse cluster info nope');
    assert.deepEqual(JSON.parse(ended.stdout), { error: "Cluster 'nope' not found." });
    assert.deepEqual([ended.code, ended.stderr], [1, '']);
  });

  describe('with clusters', { concurrency: 4 }, () => {
    const info = ['cse', 'node', 'info'];
    /** The first VM of the cluster whose name begins so. */
    const nodeNamed = async (cluster: string, prefix: string): Promise<string> => {
      const { masters, workers, nfs } = await nodesShown(cloud.alice, cluster);
      return [...masters, ...workers, ...nfs].find((name) => name.startsWith(prefix)) ?? '';
    };
    before(async () => {
      await madeBy(cloud.alice, 'c1', { node_count: 2 });
      await madeBy(cloud.alice, 'with-nfs', { node_count: 1, enable_nfs: true });
      await madeBy(await cloud.login('carol', 'globex'), 'theirs', {
        vdc: 'globex-vdc',
        network: 'globex-net',
      });
      const aliens = [await vAppMadeBy(alice, 'a-long-cluster'), await vAppMadeBy(alice, 'no-cluster')];
      await tag(cloud.alice, aliens[0] ?? '', {
        'cse.cluster.id': '3f1c1b4e-7c39-4a8e-9d0f-0d1a6a4a7a11',
        'cse.version': '1.2.7',
        'cse.template': 'photon-v2',
      });
    });

    it('one that has no master address yet, and no vApp that is no cluster [checks 15, 17]', async () => {
      assertPrinted(await alice.vcd('cse cluster list'), [
        'IP master       VMs  name            status       template      vdc',
        '------------  -----  --------------  -----------  ------------  --------',
        '127.31.41.10      3  c1              POWERED_ON   ubuntu-24.04  acme-vdc',
        '127.31.41.13      3  with-nfs        POWERED_ON   ubuntu-24.04  acme-vdc',
        '                  0  a-long-cluster  POWERED_OFF  photon-v2     acme-vdc',
      ]);
    });

    it('the clusters of all organizations for a system administrator, by the query for administrators [check 16]', async () => {
      const seen = cloud.exchanges.length;
      const { stdout } = await administrator.vcd('cse cluster list');
      assert.deepEqual(namesIn(stdout), ['a-long-cluster', 'c1', 'theirs', 'with-nfs']);
      const queries = cloud.exchanges.slice(seen).filter(({ pattern }) => pattern === '/api/query');
      assert.ok(queries.some(({ path }) => path.includes('type=adminVApp')));
    });

    it('the other way round: only their own for another organization [check 16]', async () => {
      assert.deepEqual(namesIn((await carol.vcd('cse cluster list')).stdout), ['theirs']);
      assertRefused(await carol.vcd('cse cluster info c1'), "Cluster 'c1' not found.");
    });

    it('in JSON the number of VMs is a string [check 18]', async () => {
      const { stdout } = await alice.vcd('--json cse cluster list');
      assert.deepEqual(JSON.parse(stdout)[0], {
        'IP master': '127.31.41.10',
        VMs: '3',
        name: 'c1',
        status: 'POWERED_ON',
        template: 'ubuntu-24.04',
        vdc: 'acme-vdc',
      });
    });

    it('the fourteen properties of a cluster, nodes by the beginning of their names [check 19]', async () => {
      const zero = '00000000-0000-0000-0000-000000000000';
      assertPrinted(await alice.vcd('cse cluster info c1'), [
        'property         value',
        `---------------  ${'-'.repeat(74)}`,
        `cluster_id       ${zero}`,
        `cse_version      ${version}`,
        'leader_endpoint  127.31.41.10',
        "master_nodes     {'name': 'mstr-xxxx', 'ipAddress': '127.31.41.10'}",
        'name             c1',
        'nfs_nodes',
        "nodes            {'name': 'node-xxxx', 'ipAddress': '127.31.41.11'}",
        "                 {'name': 'node-xxxx', 'ipAddress': '127.31.41.12'}",
        'number_of_vms    3',
        'status           POWERED_ON',
        'template         ubuntu-24.04',
        `vapp_href        https://127.0.0.1:00000/api/vApp/vapp-${zero}`,
        `vapp_id          ${zero}`,
        `vdc_href         https://127.0.0.1:00000/api/vdc/${zero}`,
        'vdc_name         acme-vdc',
      ]);
    });

    it('the nodes of a cluster, without its NFS node [check 21]', async () => {
      const { stdout } = await alice.vcd('--json cse cluster info with-nfs');
      assert.equal(JSON.parse(stdout).nfs_nodes.length, 1);
      assertPrinted(await alice.vcd('cse node list with-nfs'), [
        'ipAddress     name',
        '------------  ---------',
        '127.31.41.13  mstr-xxxx',
        '127.31.41.14  node-xxxx',
      ]);
    });

    it('a worker: six properties, the status in words, and no exports [check 22]', async () => {
      const worker = await nodeNamed('c1', 'node');
      const { ipAddress } = JSON.parse((await alice.vcd(['--json', ...info, 'c1', worker])).stdout);
      assert.match(ipAddress, /^127\.31\.41\.1[12]$/);
      assertPrinted(await alice.vcd([...info, 'c1', worker]), [
        'property      value',
        '------------  ------------',
        `ipAddress     ${ipAddress}`,
        'memoryMB      2048',
        'name          node-xxxx',
        'node_type     node',
        'numberOfCpus  2',
        'status        Powered on',
      ]);
    });

    it('an NFS node: what it exports as well [check 23]', async () => {
      const server = await nodeNamed('with-nfs', 'nfsd');
      const { ipAddress } = JSON.parse((await alice.vcd(['--json', ...info, 'with-nfs', server])).stdout);
      assertPrinted(await alice.vcd([...info, 'with-nfs', server]), [
        'property      value',
        '------------  ------------',
        'exports       /home',
        `ipAddress     ${ipAddress}`,
        'memoryMB      2048',
        'name          nfsd-xxxx',
        'node_type     nfsd',
        'numberOfCpus  2',
        'status        Powered on',
      ]);
    });

    it('a node that there is not [check 24]', async () => {
      assertRefused(await alice.vcd([...info, 'c1', 'zzz']), "Node 'zzz' not found in cluster 'c1'");
      assertRefused(await alice.vcd([...info, 'nope', 'zzz']), "Cluster 'nope' not found.");
    });
  });

  it('what the service is, to a tenant [check 64]', async () => {
    assertPrinted(await alice.vcd('cse system info'), [
      'property     value',
      `-----------  ${'-'.repeat(54)}`,
      'description  Container Service Extension for VMware vCloud Director',
      'product      CSE',
      `version      ${version}`,
    ]);
  });

  it('what the service is, to a system administrator [check 64]', async () => {
    const ended = await administrator.vcd('--json cse system info');
    const shown = JSON.parse(ended.stdout);
    assert.deepEqual(Object.keys(shown), [
      'all_threads',
      'config_file',
      'consumer_threads',
      'description',
      'product',
      'python',
      'requests_in_progress',
      'status',
      'version',
    ]);
    assert.deepEqual(
      [shown.consumer_threads, shown.requests_in_progress, shown.status, shown.config_file],
      [3, 0, 'Running', cloud.configPath],
    );
    const { stdout } = await administrator.vcd('cse system info');
    assert.match(stdout, /^\rproperty {14}value\n-+ {2}-+\nall_threads {11}\d+\n/);
  });

  it('all this time every document on the wire fitted the published schemas', (t) =>
    assertWireClean(t, cloud.wire));
});

/** A cluster that is ready. */
async function madeBy(tenant: Tenant, name: string, changes: Record<string, unknown>): Promise<void> {
  const task = await (await requestCluster(tenant, name, changes)).ended();
  assert.equal(task.status, 'success', task.error);
}

/** An empty vApp, made by the client itself; its URL. */
async function vAppMadeBy(shell: Shell, name: string): Promise<string> {
  const made = await shell.vcd(`vapp create ${name}`);
  assert.equal(made.code, 0, made.stderr);
  const { stdout } = await shell.vcd(`vapp info ${name}`);
  const id = /^id +([0-9a-f-]{36})$/m.exec(stdout)?.[1];
  assert.ok(id, stdout);
  return `/api/vApp/vapp-${id}`;
}

/** Puts metadata on a vApp as an original server did. */
async function tag(tenant: Tenant, vApp: string, entries: Record<string, string>): Promise<void> {
  const metadata = Object.entries(entries).map(
    ([key, value]) =>
      `<MetadataEntry><Domain visibility="READWRITE">GENERAL</Domain><Key>${key}</Key>` +
      `<TypedValue xsi:type="MetadataStringValue"><Value>${value}</Value></TypedValue></MetadataEntry>`,
  );
  const body =
    '<Metadata xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `${metadata.join('')}</Metadata>`;
  const answer = await tenant.call('POST', `${vApp}/metadata`, body, 'application/*+xml;version=31.0');
  assert.equal(answer.status, 202, answer.text);
  const task = await tenant.waitForTask(/href="([^"]+\/api\/task\/[^"]+)"/.exec(answer.text)?.[1] ?? '');
  assert.equal(task.status, 'success');
}

/** Names in the output of `cluster list`, in alphabetical order: no order is asked for. */
function namesIn(printed: string): string[] {
  const rows = steady(printed).split('\n').slice(2, -1);
  return rows.map((row) => /^(?:[\d.]+)? +\d+ {2}(\S+)/.exec(row)?.[1] ?? row).toSorted();
}
