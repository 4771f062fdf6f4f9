import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { startVcdsim, type Exchange, type Simulator } from 'vcdsim';
import { z } from 'zod';
import { connectCloudDirector, type ConnectedCloudDirector } from '#vcd/connect.ts';
import {
  VcdBusy,
  VcdDuplicateName,
  VcdForbidden,
  VcdRejected,
  VcdUnauthorized,
  VcdUnavailable,
} from '#vcd/errors.ts';
import type { NewVm, Session, Task, TaskDraft, TemplateSource, VApp, Vdc } from '#vcd/model.ts';
import { callerToken } from '../support/caller-token.ts';
import { fault } from '../support/faults.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { noVcdSchemas, openVcdSchemas } from '../support/vcd-schemas.ts';

const signal = AbortSignal.timeout(60_000);
const clusterId = 'f0000000-0000-4000-8000-000000000001';
const absent = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

const exchanges: Exchange[] = [];
let sim: Simulator;
let vcd: ConnectedCloudDirector;
let alice: Session;
let vdc: Vdc;
let template: TemplateSource;
let vApp: VApp;

before(async () => {
  sim = await startVcdsim({ latency: 20, onExchange: (exchange) => void exchanges.push(exchange) });
  vcd = connect();
});

after(async () => {
  await vcd[Symbol.asyncDispose]();
  await sim[Symbol.asyncDispose]();
});

/** A client of the simulator as its administrator. */
function connect(apiVersion?: string): ConnectedCloudDirector {
  return connectCloudDirector({
    baseUrl: sim.url,
    username: 'administrator',
    password: 'secret',
    org: 'System',
    apiVersion,
    verifyTls: true,
    log: recordedLog().log,
    limits: { concurrency: 8, ratePerSecond: 500 },
  });
}

const tokenOf = (user: string, org: string) => callerToken(sim.url, { user, org });

/** Waits for a task as nothing in the product does. */
async function ended(task: Task | undefined): Promise<Task> {
  assert.ok(task);
  for (;;) {
    const now = await vcd.getTask(task.id, signal);
    if (!['queued', 'preRunning', 'running'].includes(now.state)) return now;
    await sleep(5);
  }
}

async function succeeded(task: Task | undefined): Promise<void> {
  const end = await ended(task);
  assert.equal(end.state, 'success', end.error?.message ?? end.operation);
}

/** How often the simulator was asked for something, whatever became of the answer. */
async function countOf(operation: string): Promise<number> {
  const answer = await fetch(`${sim.url}/sim/stats`);
  const stats = z.object({ requests: z.record(z.string(), z.number()) }).parse(await answer.json());
  return stats.requests[operation] ?? 0;
}

const context = () => ({ orgId: alice.orgId });
const reload = async () => {
  vApp = await vcd.getVApp(vApp.id, context(), signal);
  return vApp;
};

function node(name: string): NewVm {
  const storageProfile = vdc.storageProfiles.find((each) => each.name === '*');
  return {
    name,
    description: `node of ${clusterId}`,
    source: { vmId: template.vmId, vmName: template.vmName },
    nic: { index: template.primaryNicIndex, network: 'acme-net', adapter: template.nicAdapter },
    storageProfile,
    customizationScript: '#!/bin/sh\n[ "x$1" = "xpostcustomization" ] && true\n',
  };
}

function composition(vms: readonly NewVm[]) {
  const network = vdc.networks.find((each) => each.name === 'acme-net');
  assert.ok(network);
  return { vdcId: vdc.id, name: 'c1', description: 'cluster c1', network, vms };
}

describe('a cluster’s life, call by call', () => {
  test('the caller is known by the token, of either kind', async () => {
    const legacy = await tokenOf('alice', 'acme');
    alice = await vcd.asCaller(legacy).session(signal);
    assert.equal(alice.userName, 'alice');
    assert.equal(alice.orgName, 'acme');
    assert.equal(alice.role, 'Organization Administrator');
    assert.equal(alice.systemAdministrator, false);
    assert.match(alice.userId, /^urn:vcloud:user:/);
    const unknown = { ...legacy, token: '0123456789abcdef0123456789abcdef' };
    await assert.rejects(vcd.asCaller(unknown).session(signal), VcdUnauthorized);
    await assert.rejects(vcd.asCaller({ ...unknown, scheme: 'bearer' }).session(signal), VcdUnauthorized);
  });

  test('the service account knows who it is', async () => {
    const session = await vcd.whoAmI(signal);
    assert.equal(session.userName, 'administrator');
    assert.equal(session.systemAdministrator, true);
  });

  test('a VDC is found in the caller’s view only', async () => {
    const view = vcd.asCaller(await tokenOf('alice', 'acme'));
    const id = await view.findVdcId(alice.orgId, 'acme-vdc', signal);
    assert.ok(id !== undefined);
    const found = await view.vdc(id, signal);
    assert.ok(found);
    vdc = found;
    assert.ok(vdc.networks.some((each) => each.name === 'acme-net'));
    assert.ok(vdc.storageProfiles.some((each) => each.name === '*'));
    const carol = vcd.asCaller(await tokenOf('carol', 'globex'));
    const { orgId } = await carol.session(signal);
    assert.equal(await carol.findVdcId(orgId, 'acme-vdc', signal), undefined);
    assert.equal(await carol.vdc(id, signal), undefined);
    await assert.rejects(carol.findVdcId(alice.orgId, 'acme-vdc', signal), VcdForbidden);
  });

  test('a template is found by organization, catalog and item', async () => {
    const where = { org: 'provider', catalog: 'cse' };
    const catalog = await vcd.catalogs.findCatalog(where, signal);
    assert.ok(catalog);
    const named = catalog.items.find(({ name }) => name === 'ubuntu-24.04-k8s-1.36');
    assert.ok(named);
    const context = { orgId: catalog.orgId };
    const { vAppTemplateId } = await vcd.catalogs.getItem(named.id, context, signal);
    assert.ok(vAppTemplateId);
    const { status, source } = await vcd.catalogs.getVAppTemplate(vAppTemplateId, context, signal);
    assert.equal(status, 8);
    assert.ok(source);
    template = source;
    assert.equal(await vcd.catalogs.findCatalog({ ...where, catalog: 'none' }, signal), undefined);
    assert.equal(await vcd.catalogs.findCatalog({ ...where, org: 'none' }, signal), undefined);
  });

  test('a vApp is composed with all its VMs, off', async () => {
    vApp = await vcd.composeVApp(composition([node('mstr-a1b2'), node('node-c3d4')]), context(), signal);
    assert.equal(vApp.name, 'c1');
    await succeeded(vApp.tasks[0]);
    await reload();
    assert.deepEqual(vApp.networks, ['acme-net']);
    assert.deepEqual(vApp.vms.map((vm) => vm.name).sort(), ['mstr-a1b2', 'node-c3d4']);
    for (const vm of vApp.vms) {
      assert.equal(vm.status, 8);
      assert.equal(vm.deployed, false);
      assert.equal(vm.storageProfile, '*');
      assert.deepEqual(
        vm.networkConnections.map(({ network, connected }) => ({ network, connected })),
        [{ network: 'acme-net', connected: true }],
      );
      assert.ok(vm.hardware);
    }
  });

  test('its name is taken now', async () => {
    await assert.rejects(vcd.composeVApp(composition([]), context(), signal), VcdDuplicateName);
  });

  test('it carries metadata, and the caller as owner', async () => {
    await succeeded(
      await vcd.setMetadata(
        vApp.id,
        { 'cse.cluster.id': clusterId, 'cse.version': '2.0.0', 'cse.template': 'a & b' },
        context(),
        signal,
      ),
    );
    await succeeded(await vcd.setMetadata(vApp.id, { 'cse.version': '2.0.1' }, context(), signal));
    assert.deepEqual(Object.fromEntries(await vcd.getMetadata(vApp.id, context(), signal)), {
      'cse.cluster.id': clusterId,
      'cse.version': '2.0.1',
      'cse.template': 'a & b',
    });
    await vcd.setOwner(vApp.id, { id: alice.userId, name: alice.userName }, context(), signal);
    assert.equal((await reload()).ownerId, alice.userId);
  });

  test('it is found by name, by VDC and by metadata', async () => {
    const find = (where: Parameters<typeof vcd.findVApps>[0]) =>
      vcd.findVApps(where, ['cse.version'], context(), signal);
    for (const where of [
      { name: 'c1' },
      { name: 'c1', vdcId: vdc.id },
      { metadata: { key: 'cse.cluster.id', value: clusterId } },
    ]) {
      const [record, ...more] = await find(where);
      assert.deepEqual(more, []);
      assert.ok(record);
      assert.equal(record.id, vApp.id);
      assert.equal(record.vdcId, vdc.id);
      assert.equal(record.vdcName, 'acme-vdc');
      assert.equal(record.orgId, alice.orgId);
      assert.equal(record.numberOfVms, '2');
      assert.equal(record.metadata.get('cse.version'), '2.0.1');
    }
    for (const where of [
      { name: 'c2' },
      { name: 'c*' },
      { name: 'c1', vdcId: absent },
      { name: 'x,name==c1' },
      { metadata: { key: 'cse.cluster.id', value: '*' } },
    ]) {
      assert.deepEqual(await find(where), [], JSON.stringify(where));
    }
  });

  test('it is a cluster in the view of those who may see it', async () => {
    const names = async (user: string, org: string, name?: string) => {
      const view = vcd.asCaller(await tokenOf(user, org));
      const records = await view.visibleClusters(await view.session(signal), name, signal);
      return records.map((record) => record.name);
    };
    assert.deepEqual(await names('alice', 'acme'), ['c1']);
    assert.deepEqual(await names('alice', 'acme', 'c1'), ['c1']);
    assert.deepEqual(await names('alice', 'acme', 'c2'), []);
    assert.deepEqual(await names('carol', 'globex'), []);
    assert.deepEqual(await names('administrator', 'System', 'c1'), ['c1']);
  });

  test('a VM takes size and ExtraConfig in one call, and keeps the rest', async () => {
    const [vm] = vApp.vms;
    assert.ok(vm);
    const userData = Buffer.from('#cloud-config\n'.repeat(5_000)).toString('base64');
    const extraConfig = { 'guestinfo.userdata': userData, 'guestinfo.userdata.encoding': 'base64' };
    await succeeded(
      await vcd.reconfigureVm(vApp.id, vm, { cpus: 4, memoryMb: 8192, extraConfig }, context(), signal),
    );
    const changed = (await reload()).vms.find((each) => each.id === vm.id);
    assert.ok(changed);
    assert.equal(changed.cpus, 4);
    assert.equal(changed.memoryMb, 8192);
    assert.equal(changed.extraConfig.get('guestinfo.userdata'), userData);
    assert.deepEqual(changed.networkConnections, vm.networkConnections);
    assert.equal(changed.description, `node of ${clusterId}`);

    const wipe = { extraConfig: { 'guestinfo.userdata': '', 'guestinfo.other': 'x' } };
    await succeeded(await vcd.reconfigureVm(vApp.id, changed, wipe, context(), signal));
    const wiped = (await reload()).vms.find((each) => each.id === vm.id);
    assert.equal(wiped?.extraConfig.has('guestinfo.userdata'), false);
    assert.equal(wiped?.extraConfig.get('guestinfo.userdata.encoding'), 'base64');
    assert.equal(wiped?.extraConfig.get('guestinfo.other'), 'x');
    assert.equal(wiped?.cpus, 4);
  });

  test('its VMs are powered on and have addresses', async () => {
    await succeeded(await vcd.powerOnVApp(vApp.id, context(), signal));
    await reload();
    assert.equal(vApp.status, 4);
    for (const vm of vApp.vms) {
      assert.equal(vm.status, 4);
      assert.match(vm.ipAddress ?? '', /^127\.10\.0\./);
    }
  });

  test('its leases begin anew, at the length that was asked for', async () => {
    assert.deepEqual(vApp.leases, { deploymentSeconds: 0, storageSeconds: 0 });
    const leases = { deploymentSeconds: 3600, storageSeconds: 7200 };
    await succeeded(await vcd.renewLeases(vApp.id, leases, context(), signal));
    const { stopsAt = '', expiresAt = '', ...lengths } = (await reload()).leases ?? assert.fail();
    assert.deepEqual(lengths, leases);
    assert.equal(Date.parse(expiresAt) - Date.parse(stopsAt), 7_200_000);
    await succeeded(
      await vcd.renewLeases(vApp.id, { deploymentSeconds: 0, storageSeconds: 0 }, context(), signal),
    );
  });

  test('one change at a time: a second one is told what it has to wait for', async () => {
    const first = await vcd.recomposeVApp(vApp.id, { add: [node('node-e5f6')] }, context(), signal);
    await assert.rejects(
      vcd.recomposeVApp(vApp.id, { add: [node('node-g7h8')] }, context(), signal),
      (fault) => fault instanceof VcdBusy && fault.taskId === first.id,
    );
    await succeeded(first);
    const added = (await reload()).vms.find((vm) => vm.name === 'node-e5f6');
    assert.equal(added?.status, 8);
  });

  test('a VM is undeployed and removed', async () => {
    const vm = vApp.vms.find((each) => each.name === 'node-c3d4');
    assert.ok(vm);
    await succeeded(await vcd.undeployVm(vApp.id, vm.id, context(), signal));
    await succeeded(await vcd.recomposeVApp(vApp.id, { removeVmIds: [vm.id] }, context(), signal));
    assert.deepEqual((await reload()).vms.map((each) => each.name).sort(), ['mstr-a1b2', 'node-e5f6']);
  });

  test('it is deleted while it runs, and deleting it again is no fault', async () => {
    await succeeded(await vcd.deleteVApp(vApp.id, context(), signal));
    await assert.rejects(vcd.getVApp(vApp.id, context(), signal), VcdForbidden);
    assert.equal(await vcd.deleteVApp(vApp.id, context(), signal), undefined);
  });
});

test('a task of ours is opened, found, changed, and ends once', async () => {
  const draft: TaskDraft = {
    operationName: 'create_cluster',
    operation: `Creating cluster c1(${clusterId})`,
    state: 'running',
    owner: { href: `urn:cse:cluster:${clusterId}`, name: 'c1', type: 'application/vcloud.cse.cluster+xml' },
    user: { id: alice.userId, name: alice.userName },
  };
  const task = await vcd.createTask(alice.orgId, draft, signal);
  assert.equal(task.state, 'running');
  assert.equal(task.operationName, 'create_cluster');
  assert.equal(task.ownerHref, draft.owner.href);
  assert.deepEqual(
    (await vcd.findTasks(alice.orgId, draft.owner.href, signal)).map((each) => each.id),
    [task.id],
  );

  const text = `Creating cluster vApp c1(${clusterId})`;
  assert.equal((await vcd.updateTask(task.id, { ...draft, operation: text }, signal)).operation, text);
  const failed: TaskDraft = {
    ...draft,
    state: 'error',
    operation: 'create cluster',
    errorMessage: 'no\nroom',
  };
  assert.deepEqual((await vcd.updateTask(task.id, failed, signal)).error, {
    code: 'INTERNAL_SERVER_ERROR',
    message: 'no\nroom',
  });
  const after = await vcd.updateTask(task.id, { ...draft, state: 'success' }, signal);
  assert.equal(after.state, 'error');
});

test('what is not there is forbidden', async () => {
  await assert.rejects(vcd.getVApp(absent, context(), signal), VcdForbidden);
  await assert.rejects(vcd.getTask(absent, signal), VcdForbidden);
  await assert.rejects(vcd.powerOnVApp(absent, context(), signal), VcdForbidden);
});

test('the oldest version that the original’s configuration names still works', async () => {
  await using old = connect('29.0');
  assert.equal((await old.whoAmI(signal)).userName, 'administrator');
  await using never = connect('12.0');
  await assert.rejects(never.whoAmI(signal), VcdRejected);
});

describe('when things go wrong', () => {
  after(() => sim.setFaults([]));

  test('sessions that vCD has ended are opened again', async () => {
    sim.endSessions();
    assert.equal((await vcd.whoAmI(signal)).userName, 'administrator');
  });

  test('reads go through an overload and a connection that breaks', async () => {
    sim.setFaults([
      fault({ operation: 'GET /api/session', effect: 'answer', status: 503, count: 1 }),
      fault({ operation: 'GET /api/session', effect: 'drop-before', count: 1 }),
    ]);
    assert.equal((await vcd.whoAmI(signal)).userName, 'administrator');
  });

  test('a compose whose answer is lost is sent once, and found again by name', async () => {
    const operation = 'POST /api/vdc/{id}/action/composeVApp';
    sim.setFaults([fault({ operation, effect: 'drop-after', count: 1 })]);
    const before = await countOf(operation);
    const name = 'lost';
    const soon = AbortSignal.timeout(5_000);
    await assert.rejects(vcd.composeVApp({ ...composition([]), name }, context(), soon), VcdUnavailable);
    assert.equal(await countOf(operation), before + 1);
    const [record] = await vcd.findVApps({ name, vdcId: vdc.id }, [], context(), signal);
    assert.ok(record);
  });
});

test('every body that went out is valid', (t) => {
  const schemas = openVcdSchemas();
  if (!schemas) return t.skip(noVcdSchemas);
  const sent = exchanges.filter(({ requestBody }) => requestBody !== '');
  assert.ok(sent.length > 10, `${sent.length} bodies`);
  for (const { method, pattern, requestBody } of sent) {
    assert.deepEqual(schemas.validate(requestBody), [], `${method} ${pattern}`);
  }
});
