import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startVcdsim } from 'vcdsim';
import { requestCluster } from '../support/cluster-requests.ts';
import { quickGuests } from '../support/simulated-cloud.ts';
import { loginWords, notReady, startConformance, type ConformanceCloud } from './conformance-cloud.ts';
import { openShell, type Shell } from './original-client.ts';
import { assertPrinted, assertRefused, propertiesIn } from './printed.ts';

/** What vcd-cli and pyvcloud say to the simulator, with the server standing by. */
describe('vcd itself', { skip: notReady() }, () => {
  let cloud: ConformanceCloud;
  let alice: Shell;
  const guests = quickGuests();
  before(async () => {
    cloud = await startConformance({ guests });
    alice = await cloud.shellOf('alice', 'acme');
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  const shell = () => openShell({ version: '1.2.7', directory: cloud.directory });

  describe('login', { concurrency: 4 }, () => {
    for (const version of ['29.0', '31.0', '32.0', 'the highest']) {
      it(`with API version ${version}`, async () => {
        const person = await shell();
        const words = loginWords(cloud.sim.url, 'alice', 'acme');
        const chosen = version === 'the highest' ? [] : ['-V', version];
        assertPrinted(await person.vcd([...words, ...chosen]), [
          "alice logged in, org: 'acme', vdc: 'acme-vdc'",
        ]);
        assertPrinted(await person.vcd('cse cluster list'), ['']);
      });
    }

    it('of a system administrator, whatever the case of the organization', async () => {
      const person = await shell();
      assertPrinted(await person.vcd(loginWords(cloud.sim.url, 'administrator', 'system')), [
        "administrator logged in, org: 'system', vdc: ''",
      ]);
    });

    it('with a wrong password', async () => {
      const person = await shell();
      const words = [...loginWords(cloud.sim.url, 'alice', 'acme'), '-p', 'wrong'];
      assertRefused(await person.vcd(words), /^Session has expired or is invalid, please login again\.$/);
      assertRefused(await person.vcd('cse cluster list'), "Can't restore session, please login again.");
    });

    it('over TLS, without looking at the certificate', async () => {
      await using sim = await startVcdsim({ tls: true });
      const person = await shell();
      const host = new URL(sim.url).host;
      assertPrinted(await person.vcd(loginWords(host, 'alice', 'acme')), [
        "alice logged in, org: 'acme', vdc: 'acme-vdc'",
      ]);
      assertPrinted(await person.vcd('pwd'), [
        "connected to 127.0.0.1:00000 as 'alice'",
        "using org: 'acme', vdc: 'acme-vdc', vApp: ''.",
      ]);
    });

    it('and logout: the token is dead', async () => {
      const person = await shell();
      await person.vcd(loginWords(cloud.sim.url, 'alice', 'acme'));
      assertPrinted(await person.vcd('logout'), ['alice logged out.']);
      assertRefused(await person.vcd('cse cluster list'), "Can't restore session, please login again.");
    });
  });

  it('org list', async () => {
    assertPrinted(await alice.vcd('org list'), [
      'in_use    logged_in    name',
      '--------  -----------  ------',
      'True      True         acme',
    ]);
  });

  it('vdc list', async () => {
    assertPrinted(await alice.vcd('vdc list'), [
      'in_use    name      org',
      '--------  --------  -----',
      'True      acme-vdc  acme',
    ]);
  });

  it('catalog list: the shared one of another organization', async () => {
    const [catalog, ...others] = JSON.parse((await alice.vcd('--json catalog list')).stdout);
    assert.equal(others.length, 0);
    assert.deepEqual(
      [catalog.name, catalog.orgName, catalog.ownerName, catalog.isShared, catalog.numberOfVAppTemplates],
      ['cse', 'provider', 'publisher', 'true', '2'],
    );
  });

  describe('with a cluster', { concurrency: 4 }, () => {
    before(async () => {
      const task = await (await requestCluster(cloud.alice, 'c1', { node_count: 1 })).ended();
      assert.equal(task.status, 'success', task.error);
    });

    it('vapp list', async () => {
      const [vApp, ...others] = JSON.parse((await alice.vcd('--json vapp list')).stdout);
      assert.equal(others.length, 0);
      assert.deepEqual(
        [vApp.name, vApp.ownerName, vApp.status, vApp.numberOfVMs, vApp.vdcName],
        ['c1', 'alice', 'POWERED_ON', '2', 'acme-vdc'],
      );
    });

    it('vapp info: the four keys of CSE, the owner, the network, the VMs', async () => {
      const shown = propertiesIn((await alice.vcd('vapp info c1')).stdout);
      const address = shown.get('metadata: cse.master.ip');
      assert.match(address ?? '', /^127\./);
      assert.deepEqual(
        [...shown.keys()].filter((key) => key.startsWith('metadata: ')),
        ['cse.cluster.id', 'cse.master.ip', 'cse.template', 'cse.version'].map((key) => `metadata: ${key}`),
      );
      const values = ['owner', 'description', 'status', 'vapp-net-1', 'vapp-net-1-mode'];
      assert.deepEqual(
        values.map((key) => shown.get(key)),
        ['alice', 'cluster c1', 'Powered on', 'acme-net', 'bridged'],
      );
      assert.match(shown.get('vm-1: name') ?? '', /^mstr-\w{4}$/);
      assert.equal(shown.get('vm-1: computer-name'), shown.get('vm-1: name'));
      assert.equal(shown.get('vm-1: Network adapter 0'), `POOL: ${address}`);
      assert.match(shown.get('vm-2: name') ?? '', /^node-\w{4}$/);
    });

    it('task list: the creation is the user’s, the steps are the service account’s', async () => {
      const tasks = JSON.parse((await alice.vcd('--json task list')).stdout) as Record<string, string>[];
      const own = tasks.filter(({ serviceNamespace }) => serviceNamespace === 'vcloud.cse');
      assert.deepEqual(
        own.map(({ name, objectName, ownerName, status }) => [name, objectName, ownerName, status]),
        [['create_cluster', 'c1', 'alice', 'success']],
      );
      assert.ok(tasks.length > own.length);
    });
  });

  it('a session that has ended: the client says so, and the service logs in anew', async () => {
    const person = await cloud.shellOf('alice', 'acme');
    cloud.sim.endSessions();
    assertRefused(
      await person.vcd('cse cluster list'),
      // vCD's own words: the request never came to the service.
      /Authentication failed or the session has ended\.$/,
    );
    const again = await cloud.shellOf('alice', 'acme');
    const { stdout } = await again.vcd('--json cse cluster list');
    assert.deepEqual(
      JSON.parse(stdout).map(({ name }: { name: string }) => name),
      ['c1'],
    );
  });

  it('a service that does not answer [check 12]', async () => {
    const person = await cloud.shellOf('alice', 'acme');
    await cloud.stopServer();
    assertRefused(
      await person.vcd('cse template list'),
      /External service 'cse' failed to respond in the specified timeout \(10 SECONDS\)/,
    );
  });
});
