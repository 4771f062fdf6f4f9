import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VcdForbidden, VcdRejected, VcdUnavailable } from '#vcd/errors.ts';
import type { TaskDraft } from '#vcd/model.ts';
import type { ScriptedAnswer, SeenRequest } from '../../support/scripted-server.ts';
import { connectToScript, errorAnswer, xmlAnswer } from '../../support/scripted-vcd.ts';
import { taskDocument, vAppDocument, vmDocument } from '../../support/vcd-documents.ts';

const never = new AbortController().signal;
const id = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const context = { orgId: id(1) };
const vcloud = 'xmlns="http://www.vmware.com/vcloud/v1.5"';
const forbidden = errorAnswer(403, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN', 'No access to entity');
const queued = xmlAnswer(taskDocument({ id: id(2), status: 'queued' }), 202);

/** Answers by `METHOD path`, the query left out. */
function table(answers: Readonly<Record<string, ScriptedAnswer>>) {
  return ({ method, path }: SeenRequest): ScriptedAnswer | undefined =>
    answers[`${method} ${path.split('?')[0]}`];
}

test('each change is one request of its type, in the organization’s context', async () => {
  const path = `/api/vApp/vapp-${id(3)}`;
  const vApp = xmlAnswer(`<VApp ${vcloud} name="c1" id="${id(3)}" status="0"/>`, 201);
  await using scripted = await connectToScript(
    table({
      [`POST /api/vdc/${id(4)}/action/composeVApp`]: vApp,
      [`POST ${path}/action/recomposeVApp`]: queued,
      [`POST /api/vApp/vm-${id(5)}/action/undeploy`]: queued,
      [`POST ${path}/power/action/powerOn`]: queued,
      [`POST /api/vApp/vm-${id(5)}/power/action/powerOn`]: queued,
      [`POST ${path}/metadata`]: queued,
      [`PUT ${path}/owner`]: { status: 204 },
      [`DELETE ${path}`]: queued,
    }),
  );
  const { vcd } = scripted;
  const network = { id: id(6), name: 'net' };
  const params = { vdcId: id(4), name: 'c1', description: 'cluster c1', network, vms: [] };
  assert.equal((await vcd.composeVApp(params, context, never)).id, id(3));
  const tasks = [
    await vcd.recomposeVApp(id(3), { removeVmIds: [id(5)] }, context, never),
    await vcd.undeployVm(id(3), id(5), context, never),
    await vcd.powerOnVApp(id(3), context, never),
    await vcd.powerOnVm(id(3), id(5), context, never),
    await vcd.setMetadata(id(3), { 'cse.cluster.id': 'x' }, context, never),
    await vcd.deleteVApp(id(3), context, never),
  ];
  await vcd.setOwner(id(3), { id: `urn:vcloud:user:${id(7)}`, name: 'alice' }, context, never);
  assert.deepEqual(
    tasks.map((task) => task?.state),
    ['queued', 'queued', 'queued', 'queued', 'queued', 'queued'],
  );

  const types = scripted.server.seen
    .filter((request) => request.path.startsWith('/api/v'))
    .filter((request) => request.path !== '/api/versions')
    .map(({ method, path, headers }) => {
      assert.equal(headers['x-vmware-vcloud-tenant-context'], id(1), `${method} ${path}`);
      return `${method} ${path.split('/').at(-1)} ${headers['content-type'] ?? '-'}`;
    });
  const vnd = 'application/vnd.vmware.vcloud';
  assert.deepEqual(types, [
    `POST composeVApp ${vnd}.composeVAppParams+xml`,
    `POST recomposeVApp ${vnd}.recomposeVAppParams+xml`,
    `POST undeploy ${vnd}.undeployVAppParams+xml`,
    'POST powerOn -',
    'POST powerOn -',
    `POST metadata ${vnd}.metadata+xml`,
    `DELETE vapp-${id(3)}?force=true&recursive=false -`,
    `PUT owner ${vnd}.owner+xml`,
  ]);
  const owner = scripted.server.seen.at(-1)?.body ?? '';
  assert.match(owner, new RegExp(`href="${scripted.server.url}/api/admin/user/${id(7)}"`));
});

describe('reconfigureVm', () => {
  const path = `/api/vApp/vm-${id(5)}`;
  const script = table({
    [`GET ${path}`]: xmlAnswer(vmDocument({ id: id(5), name: 'n' })),
    [`GET /api/vApp/vapp-${id(3)}`]: xmlAnswer(
      vAppDocument({ id: id(3), name: 'c1', vms: [{ id: id(5), name: 'n' }] }),
    ),
    [`POST ${path}/action/reconfigureVm`]: queued,
  });
  const change = { extraConfig: { 'guestinfo.userdata': 'x' } };

  test('sends back the hardware that was read with the VM', async () => {
    await using scripted = await connectToScript(script);
    const [vm] = (await scripted.vcd.getVApp(id(3), context, never)).vms;
    assert.ok(vm);
    await scripted.vcd.reconfigureVm(id(3), vm, change, context, never);
    assert.equal(scripted.count(`GET ${path}`), 0);
    assert.match(scripted.server.seen.at(-1)?.body ?? '', /Network adapter 0/);
  });

  test('reads it first where the VM came without', async () => {
    await using scripted = await connectToScript(script);
    const [vm] = (await scripted.vcd.getVApp(id(3), context, never)).vms;
    assert.ok(vm);
    const { hardware: _, ...bare } = vm;
    await scripted.vcd.reconfigureVm(id(3), bare, change, context, never);
    assert.equal(scripted.count(`GET ${path}`), 1);
    assert.match(scripted.server.seen.at(-1)?.body ?? '', /Network adapter 0/);
  });
});

describe('deleteVApp, which vCD refuses alike for what is forbidden and for what is gone', () => {
  const path = `/api/vApp/vapp-${id(3)}`;
  const vApp = xmlAnswer(vAppDocument({ id: id(3), name: 'c1', vms: [] }));

  test('gives no task for a vApp that is gone', async () => {
    await using scripted = await connectToScript(
      table({ [`DELETE ${path}`]: forbidden, [`GET ${path}`]: forbidden }),
    );
    assert.equal(await scripted.vcd.deleteVApp(id(3), context, never), undefined);
  });

  test('says forbidden of one that is still there', async () => {
    await using scripted = await connectToScript(
      table({ [`DELETE ${path}`]: forbidden, [`GET ${path}`]: vApp }),
    );
    await assert.rejects(scripted.vcd.deleteVApp(id(3), context, never), VcdForbidden);
  });

  test('does not take a vCD that does not answer for one without the vApp', async () => {
    await using scripted = await connectToScript(
      table({ [`DELETE ${path}`]: forbidden, [`GET ${path}`]: { status: 500 } }),
    );
    await assert.rejects(scripted.vcd.deleteVApp(id(3), context, never), VcdUnavailable);
  });
});

describe('findVApps', () => {
  const record = (vApp: number, vdc: number, org: number) =>
    `<AdminVAppRecord id="urn:vcloud:vapp:${id(vApp)}" name="c1" vdc="urn:vcloud:vdc:${id(vdc)}" org="urn:vcloud:org:${id(org)}"/>`;
  const answer = xmlAnswer(
    `<QueryResultRecords ${vcloud} total="3">${record(3, 4, 1)}${record(5, 6, 1)}${record(7, 4, 8)}</QueryResultRecords>`,
  );

  test('keeps to the organization and the VDC, whatever vCD makes of the context', async () => {
    await using scripted = await connectToScript(table({ 'GET /api/query': answer }));
    const find = (vdcId?: string) =>
      scripted.vcd.findVApps({ name: 'c1', ...(vdcId !== undefined && { vdcId }) }, [], context, never);
    assert.deepEqual(
      (await find()).map((each) => each.id),
      [id(3), id(5)],
    );
    assert.deepEqual(
      (await find(id(4))).map((each) => each.id),
      [id(3)],
    );
    assert.match(scripted.calls()[0] ?? '', /type=adminVApp/);
    assert.equal(scripted.server.seen.at(-1)?.headers['x-vmware-vcloud-tenant-context'], id(1));
  });

  test('asks as a tenant with a tenant’s account', async () => {
    await using scripted = await connectToScript(table({ 'GET /api/query': answer }), { org: 'acme' });
    await scripted.vcd.findVApps({ name: 'c1' }, [], context, never);
    assert.match(scripted.calls()[0] ?? '', /type=vApp/);
  });
});

test('metadata is read as a map', async () => {
  const body = `<Metadata ${vcloud}><MetadataEntry><Key>k</Key><Value>v</Value></MetadataEntry></Metadata>`;
  await using scripted = await connectToScript(
    table({ [`GET /api/vApp/vapp-${id(3)}/metadata`]: xmlAnswer(body) }),
  );
  assert.deepEqual([...(await scripted.vcd.getMetadata(id(3), context, never))], [['k', 'v']]);
});

describe('tasks of ours', () => {
  const draft: TaskDraft = {
    operationName: 'create_cluster',
    operation: 'Created cluster',
    state: 'success',
    owner: { href: 'urn:cse:cluster:x', name: 'c1', type: 'application/vcloud.cse.cluster+xml' },
    user: { id: `urn:vcloud:user:${id(4)}`, name: 'alice' },
  };
  const path = `/api/task/${id(2)}`;
  const taskIs = (status: string) => xmlAnswer(taskDocument({ id: id(2), status }));

  test('are opened in the organization’s list', async () => {
    await using scripted = await connectToScript(
      table({ [`POST /api/tasksList/${id(1)}`]: taskIs('running') }),
    );
    assert.equal((await scripted.vcd.createTask(id(1), draft, never)).id, id(2));
    assert.match(scripted.server.seen.at(-1)?.body ?? '', /serviceNamespace="vcloud.cse"/);
  });

  test('are found by their owner', async () => {
    const tasks = [
      taskDocument({ id: id(2), status: 'running', owner: 'urn:cse:cluster:x' }),
      taskDocument({ id: id(3), status: 'success' }),
    ];
    await using scripted = await connectToScript(
      table({
        [`GET /api/tasksList/${id(1)}`]: xmlAnswer(`<TasksList ${vcloud}>${tasks.join('')}</TasksList>`),
      }),
    );
    const found = await scripted.vcd.findTasks(id(1), 'urn:cse:cluster:x', never);
    assert.deepEqual(
      found.map((task) => task.id),
      [id(2)],
    );
  });

  for (const refusal of [
    errorAnswer(400, 'BAD_REQUEST', 'Task is completed'),
    errorAnswer(409, 'CONFLICT', 'x'),
    forbidden,
  ]) {
    const status = refusal === 'hangUp' ? 0 : refusal.status;
    test(`that have ended stay as they are, when vCD refuses with ${status}`, async () => {
      await using scripted = await connectToScript(
        table({ [`PUT ${path}`]: refusal, [`GET ${path}`]: taskIs('canceled') }),
      );
      assert.equal((await scripted.vcd.updateTask(id(2), draft, never)).state, 'canceled');
    });
  }

  test('that still run show why an update was refused', async () => {
    await using scripted = await connectToScript(
      table({
        [`PUT ${path}`]: errorAnswer(400, 'BAD_REQUEST', 'bad text'),
        [`GET ${path}`]: taskIs('running'),
      }),
    );
    await assert.rejects(
      scripted.vcd.updateTask(id(2), draft, never),
      (fault) => fault instanceof VcdRejected && fault.message === 'bad text',
    );
  });

  test('are not looked up after an update that vCD did not refuse', async () => {
    await using scripted = await connectToScript(table({ [`PUT ${path}`]: { status: 500 } }));
    await assert.rejects(scripted.vcd.updateTask(id(2), draft, never), VcdUnavailable);
    assert.deepEqual(scripted.calls(), [`PUT ${path}`]);
  });
});
