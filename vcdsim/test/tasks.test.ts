import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../src/index.ts';
import { defaultModel } from '../src/model/default-model.ts';
import type { XmlElement } from '../src/xml/read.ts';
import { attributeOf } from '../src/xml/read.ts';
import { all, errorOf, first, hrefOf, linkTo, simulated, xmlns } from './simulated.ts';
import type { Client, TestSimulator } from './simulated.ts';
import type { Places } from './tenant-world.ts';
import { compose, composeBody, findPlaces, recomposeBody, sourcedItem, vmOf } from './tenant-world.ts';

function status(element: XmlElement): string | undefined {
  return attributeOf(element, 'status');
}

/** Lets what waits for simulated time, or for the next turn, go on. */
async function turn(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise((resolve) => setImmediate(resolve));
}

/** A vApp with VMs a and b, made on a clock that stands still, every task taking 100 ms. */
async function slowWorld(server: TestSimulator, clock: ManualClock) {
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const answer = await alice.send(
    'POST',
    `${places.vdc}/action/composeVApp`,
    composeBody(places, 'k8s', ['a', 'b']),
  );
  await turn();
  clock.advance(100);
  await turn();
  const vApp = hrefOf(answer.root);
  assert.equal(status((await alice.get(vApp)).root), '8');
  return { alice, places, vApp };
}

test('a task takes its simulated time and is queued, running, done', async (t) => {
  const clock = new ManualClock();
  await using server = await simulated(t, { clock, latency: 100 });
  const { alice, vApp } = await slowWorld(server, clock);
  const answer = await alice.send('POST', `${vApp}/power/action/powerOn`);
  assert.equal(answer.headers.get('location'), hrefOf(answer.root));
  assert.equal(status(answer.root), 'queued');
  assert.match(attributeOf(answer.root, 'operation') ?? '', /^Starting k8s\([0-9a-f-]{36}\)$/);
  await turn();
  const running = (await alice.get(hrefOf(answer.root))).root;
  assert.deepEqual([status(running), attributeOf(running, 'endTime')], ['running', undefined]);
  assert.equal(all((await alice.get(vApp)).root, 'Task').length, 1, 'the vApp shows what runs on it');
  clock.advance(99);
  await turn();
  assert.equal(status((await alice.get(hrefOf(answer.root))).root), 'running');
  clock.advance(1);
  await turn();
  const ended = (await alice.get(hrefOf(answer.root))).root;
  assert.equal(status(ended), 'success');
  assert.match(attributeOf(ended, 'operation') ?? '', /^Started k8s/);
  assert.equal(attributeOf(ended, 'endTime'), clock.now().toISOString());
});

test('a vApp takes one task at a time and says which one is in the way', async (t) => {
  const clock = new ManualClock();
  await using server = await simulated(t, { clock, latency: 100 });
  const { alice, places, vApp } = await slowWorld(server, clock);
  const recompose = recomposeBody(sourcedItem(places, 'c'));
  const holder = (await alice.send('POST', `${vApp}/action/recomposeVApp`, recompose)).root;
  const id = attributeOf(holder, 'id')?.split(':').at(-1);
  const refused = errorOf(await alice.send('DELETE', `${vApp}?force=true`));
  assert.deepEqual([refused.status, refused.code], [400, 'BUSY_ENTITY']);
  assert.match(
    refused.message,
    new RegExp(
      `^The entity Ref: com.vmware.vcloud.entity.vapp:[0-9a-f-]{36} is busy completing an operation VDC_RECOMPOSE_VAPP. VDC_RECOMPOSE_VAPP\\(com.vmware.vcloud.entity.task:${id}\\)$`,
    ),
  );
  const vm = hrefOf(await vmOf(alice, vApp, 'a'));
  assert.equal(errorOf(await alice.send('POST', `${vm}/power/action/powerOn`)).code, 'BUSY_ENTITY');
  const fresh = hrefOf(await vmOf(alice, vApp, 'c'));
  assert.equal(errorOf(await alice.send('POST', `${fresh}/power/action/powerOn`)).code, 'BUSY_ENTITY');
  const records = (await alice.get('/api/query?type=vApp')).root;
  assert.equal(attributeOf(first(records, 'VAppRecord'), 'isBusy'), 'true');
  assert.equal((await alice.get(vApp)).status, 200, 'reading is always allowed');
  const metadata = await alice.send('POST', `${vApp}/metadata`, metadataBody);
  assert.equal(metadata.status, 202, 'metadata is an exception');
  const other = await alice.send('POST', `${places.vdc}/action/composeVApp`, composeBody(places, 'other'));
  assert.equal(other.status, 201, 'other vApps run beside it');
});

const metadataBody = `<Metadata ${xmlns}><MetadataEntry><Key>k</Key><TypedValue xsi:type="MetadataStringValue"><Value>v</Value></TypedValue></MetadataEntry></Metadata>`;

test('VMs are reconfigured side by side, and one that is busy blocks its vApp', async (t) => {
  const clock = new ManualClock();
  await using server = await simulated(t, { clock, latency: 100 });
  const { alice, vApp } = await slowWorld(server, clock);
  const tasks: XmlElement[] = [];
  for (const name of ['a', 'b']) {
    const href = hrefOf(await vmOf(alice, vApp, name));
    const answer = await alice.send('POST', `${href}/action/reconfigureVm`, `<Vm ${xmlns} name="${name}"/>`);
    assert.equal(answer.status, 202, answer.text);
    tasks.push(answer.root);
    const again = await alice.send('POST', `${href}/action/reconfigureVm`, `<Vm ${xmlns} name="${name}"/>`);
    assert.match(errorOf(again).message, /entity\.vm:.* VAPP_UPDATE_VM/);
  }
  assert.match(errorOf(await alice.send('POST', `${vApp}/power/action/powerOn`)).message, /VAPP_UPDATE_VM/);
  await turn();
  clock.advance(100);
  await turn();
  for (const task of tasks) assert.equal(status((await alice.get(hrefOf(task))).root), 'success');
  assert.equal((await alice.send('POST', `${vApp}/power/action/powerOn`)).status, 202);
});

test('a cancelled task is taken back', async (t) => {
  const clock = new ManualClock();
  await using server = await simulated(t, { clock, latency: 100 });
  const { alice, places, vApp } = await slowWorld(server, clock);
  const recompose = recomposeBody(sourcedItem(places, 'c'));
  const task = (await alice.send('POST', `${vApp}/action/recomposeVApp`, recompose)).root;
  await turn();
  assert.equal((await alice.send('POST', linkTo(task, 'task:cancel'))).status, 204);
  await turn();
  const ended = (await alice.get(hrefOf(task))).root;
  assert.equal(status(ended), 'canceled');
  assert.ok(first(ended, 'Error'), 'old clients read it');
  assert.equal(all((await alice.get(vApp)).root, 'Vm').length, 2);
  const again = await alice.send('POST', `${hrefOf(task)}/action/cancel`);
  assert.equal(errorOf(again).code, 'INVALID_STATE');
});

test('a long task is stopped with the simulator', async (t) => {
  const clock = new ManualClock();
  const server = await simulated(t, { clock, latency: 1e9 });
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const body = composeBody(places, 'k8s', ['a']);
  await alice.send('POST', `${places.vdc}/action/composeVApp`, body);
  await server[Symbol.asyncDispose]();
  assert.equal(clock.now().getTime(), new ManualClock().now().getTime());
});

const cseTask = (attributes: string, content = ''): string =>
  `<Task ${xmlns} serviceNamespace="vcloud.cse" name="task" operationName="create_cluster" ${attributes}>
  <Owner href="urn:cse:cluster:1" name="c1" type="application/vcloud.cse.cluster+xml"/>${content}<Details/></Task>`;

/** An extension's view: the administrator, the tenant's org and the tenant. */
async function extensionWorld(server: TestSimulator) {
  const administrator = await server.login('administrator@System');
  const alice = await server.login('alice@acme');
  const session = (await alice.get('/api/session')).root;
  const org = await administrator.get(linkTo(session, 'down', 'application/vnd.vmware.vcloud.org+xml'));
  const list = linkTo(org.root, 'down', 'application/vnd.vmware.vcloud.tasksList+xml');
  const user = `<User href="${attributeOf(session, 'userId')}" name="alice"/>`;
  const post = async (client: Client, attributes: string, content = user) =>
    client.send('POST', list, cseTask(attributes, content));
  return { administrator, alice, list, user, post };
}

test('an extension reports through a task of its own, which the tenant sees', async (t) => {
  await using server = await simulated(t);
  const { administrator, alice, list, user, post } = await extensionWorld(server);
  const created = await post(administrator, 'status="running" operation="Creating cluster c1(1)"');
  assert.equal(created.status, 201);
  const href = hrefOf(created.root);
  const seen = (await alice.get(href)).root;
  assert.equal(attributeOf(first(seen, 'Owner'), 'href'), 'urn:cse:cluster:1');
  assert.match(attributeOf(first(seen, 'User'), 'href') ?? '', /\/api\/admin\/user\//);
  assert.equal(attributeOf(first(seen, 'Organization'), 'name'), 'acme');
  const listed = all((await alice.get(list)).root, 'Task').map((task) => attributeOf(task, 'href'));
  assert.deepEqual(listed, [href]);
  const byName = await alice.get('/api/query?type=task&filter=name==create_cluster;status==running');
  assert.equal(all(byName.root, 'TaskRecord').length, 1);
  // The old client writes the status in capitals.
  const update = cseTask('status="SUCCESS" operation="Created cluster c1(1)"', user);
  const ended = await administrator.send('PUT', href, update);
  assert.equal(status(ended.root), 'success');
  assert.ok(attributeOf(ended.root, 'endTime'));
  const late = await administrator.send('PUT', href, cseTask('status="error" operation="no"', user));
  assert.equal(errorOf(late).code, 'BAD_REQUEST');
  assert.equal(status((await alice.get(href)).root), 'success', 'what has ended stays as it is');
});

test('a failed task of an extension carries its error, the stack for administrators alone', async (t) => {
  await using server = await simulated(t);
  const { administrator, alice, user, post } = await extensionWorld(server);
  const error =
    '<Error majorErrorCode="500" minorErrorCode="INTERNAL_SERVER_ERROR" message="it broke" stackTrace="at x"/>';
  const created = await post(administrator, 'status="error" operation="create cluster"', error + user);
  assert.equal(created.status, 201, created.text);
  const forTenant = first((await alice.get(hrefOf(created.root))).root, 'Error');
  assert.equal(attributeOf(forTenant, 'message'), 'it broke');
  assert.equal(attributeOf(forTenant, 'stackTrace'), undefined);
  const forAdministrator = first((await administrator.get(hrefOf(created.root))).root, 'Error');
  assert.equal(attributeOf(forAdministrator, 'stackTrace'), 'at x');
});

test('a cancel of an extension’s task is a wish', async (t) => {
  await using server = await simulated(t);
  const { administrator, alice, post } = await extensionWorld(server);
  const created = await post(administrator, 'status="running" operation="x"');
  assert.equal((await alice.send('POST', linkTo(created.root, 'task:cancel'))).status, 204);
  const { root } = await alice.get(hrefOf(created.root));
  assert.deepEqual([attributeOf(root, 'cancelRequested'), status(root)], ['true', 'running']);
});

test('who may create tasks, and what they may say', async (t) => {
  await using server = await simulated(t);
  const { administrator, alice, list, user, post } = await extensionWorld(server);
  assert.equal((await post(alice, 'status="running" operation="x"')).status, 403);
  const wrong = [
    cseTask('status="dancing" operation="x"', user),
    cseTask('status="running" operation="x"', user).replace('vcloud.cse', 'com.vmware.vcloud.x'),
    cseTask('status="running" operation="x"', '<User href="urn:vcloud:user:1" name="nobody"/>'),
    cseTask('status="running" operation="x"', user).replace(/<Owner[^>]*>/, ''),
  ];
  for (const body of wrong) {
    assert.equal(errorOf(await administrator.send('POST', list, body)).code, 'BAD_REQUEST', body);
  }
  const bob = await server.login('bob@acme');
  const created = await post(administrator, 'status="running" operation="x"');
  assert.equal((await bob.get(hrefOf(created.root))).status, 403, 'not his');
  const carol = await server.login('carol@globex');
  assert.equal((await carol.get(hrefOf(created.root))).status, 403, 'not her organization’s');
  assert.equal((await carol.get(list)).status, 403);
  const places = await findPlaces(alice);
  const vApp = await compose(alice, places, 'k8s');
  const power = await alice.send('POST', `${vApp}/metadata`, metadataBody);
  const meddling = await administrator.send(
    'PUT',
    hrefOf(power.root),
    cseTask('status="error" operation="x"', user),
  );
  assert.ok(meddling.status >= 400, 'built-in tasks are nobody’s to change');
});

test('more operations at a time than the model allows are refused, of a user and of an organization', async (t) => {
  const start = async (client: Client, places: Places, name: string) => {
    const body = composeBody(places, name);
    return client.send('POST', `${places.vdc}/action/composeVApp`, body);
  };
  for (const [operationLimits, text] of [
    [{ perUser: 1 }, /user "alice" on organization "acme" has been reached/],
    [{ perOrg: 1 }, /for organization "acme" has been reached/],
  ] as const) {
    const model = { ...defaultModel, operationLimits };
    await using server = await simulated(t, { model, latency: 50 });
    const alice = await server.login('alice@acme');
    const bob = await server.login('bob@acme');
    const places = await findPlaces(alice);
    const first0 = await start(alice, places, 'one');
    const refused = errorOf(await start(alice, places, 'two'));
    assert.equal(refused.code, 'OPERATION_LIMITS_EXCEEDED');
    assert.match(refused.message, text);
    assert.equal((await start(bob, places, 'bobs')).status, 'perUser' in operationLimits ? 201 : 400);
    await alice.taskEnd(first(first0.root, 'Task'));
    assert.equal((await start(alice, places, 'three')).status, 201, 'there is room again');
    const names = [...server.sim.inventory.vApps.values()].map(({ name }) => name);
    assert.ok(!names.includes('two'));
  }
});
