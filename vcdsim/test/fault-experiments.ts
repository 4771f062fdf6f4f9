import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { MalformedXml, attributeOf } from '../src/xml/read.ts';
import type { Lab } from './fault-lab.ts';
import { composing, standing, statuses, struck } from './fault-lab.ts';
import { guestExperiments } from './guest-fault-experiments.ts';
import type { Answer } from './simulated.ts';
import { errorOf, first, hrefOf } from './simulated.ts';
import { compose, composeBody, vmOf } from './tenant-world.ts';

/** What each example of `vcdsim/faults` has to come to, by the name of its file. */
export const experiments: Readonly<Record<string, (lab: Lab) => Promise<void>>> = {
  busy: async (lab) => {
    const vApp = await standing(lab);
    const refused = await lab.alice.send('POST', `${vApp}/power/action/powerOn`);
    assert.equal(errorOf(refused).code, 'BUSY_ENTITY');
    const [, inTheWay] = /task:([0-9a-f-]{36})/.exec(refused.text) ?? [];
    const task = (await lab.alice.get(`/api/task/${inTheWay}`)).root;
    assert.equal(attributeOf(task, 'operationName'), 'vappCreateSnapshot');
    lab.clock.advance(60_000);
    await lab.alice.taskEnd(task);
    await lab.alice.done('POST', `${vApp}/power/action/powerOn`);
  },
  'queue-full': async (lab) => {
    lab.arm();
    for (const code of ['OPERATION_LIMITS_EXCEEDED', 'OPERATION_LIMITS_EXCEEDED']) {
      assert.equal(errorOf(await composing(lab, 'k8s-1')).code, code);
    }
    assert.equal((await composing(lab, 'k8s-1')).status, 201);
  },
  unauthorized: async ({ alice, arm }) => {
    arm();
    assert.deepEqual(await statuses(3, () => alice.get('/api/org')), [401, 200, 200]);
  },
  forbidden: async (lab) => {
    const vApp = await standing(lab, 'k8s-1');
    assert.deepEqual(await statuses(4, () => lab.alice.get(vApp)), [403, 403, 403, 200]);
  },
  'not-yet-visible': async (lab) => {
    const vApps = [await compose(lab.alice, lab.places, 'one'), await standing(lab, 'two')];
    for (const vApp of vApps) {
      assert.deepEqual(await statuses(3, () => lab.alice.get(vApp)), [404, 404, 200]);
    }
  },
  'too-many-requests': async ({ alice, arm }) => {
    arm();
    const answers = await Promise.all(Array.from({ length: 20 }, () => alice.get('/api/org')));
    const waits = answers.filter(({ status }) => status === 429);
    assert.ok(waits.length > 0 && waits.length < 20);
    assert.ok(waits.every(({ headers }) => headers.get('retry-after') === '2'));
  },
  'server-error': async ({ alice, arm }) => {
    arm();
    const ask = () => alice.get('/api/query?type=vApp');
    assert.deepEqual(await statuses(5, ask), [200, 200, 500, 500, 200]);
  },
  'lost-request': (lab) => lostAt(lab, () => composing(lab, 'k8s-1'), 0),
  'lost-answer': (lab) => lostAt(lab, () => composing(lab, 'k8s-1'), 1),
  'timeout-undone': (lab) => unanswered(lab, 0),
  'timeout-done': (lab) => unanswered(lab, 1),
  'truncated-xml': async (lab) => {
    const vApp = await standing(lab);
    const cut = await lab.alice.get(vApp);
    assert.equal(cut.status, 200);
    assert.throws(() => cut.root, MalformedXml);
    assert.equal((await lab.alice.get(vApp)).root.name, 'VApp');
  },
  'wrong-xml': async (lab) => {
    const vApp = await standing(lab);
    const wrong = await lab.alice.get(vApp);
    assert.deepEqual([wrong.status, wrong.root.name], [200, 'Session']);
    assert.equal((await lab.alice.get(vApp)).root.name, 'VApp');
  },
  'proxy-page': async ({ alice, arm }) => {
    arm();
    const page = await alice.get('/api/query?type=vApp');
    assert.equal(page.headers.get('content-type'), 'text/html');
    assert.match(page.text, /^<html>/);
  },
  slow: async ({ alice, arm, clock }) => {
    arm();
    const began = clock.now().getTime();
    const answered = new AbortController();
    const answer = alice.get('/api/org').finally(() => answered.abort());
    while (!answered.signal.aborted) {
      await sleep(1);
      clock.advance(100);
    }
    assert.equal((await answer).status, 200);
    assert.ok(clock.now().getTime() - began >= 3_000);
  },
  'sessions-end': async ({ alice, arm, relogin }) => {
    arm();
    const ask = () => alice.get('/api/org');
    assert.deepEqual(await statuses(7, ask), [200, 200, 200, 200, 200, 401, 401]);
    assert.equal((await (await relogin()).get('/api/org')).status, 200);
  },
  'cell-failover': async (lab) => {
    const { alice, arm, relogin, server, clock } = lab;
    arm();
    assert.equal((await composing(lab, 'k8s-1')).status, 503);
    assert.equal((await alice.get('/api/versions')).status, 503, 'for everybody');
    assert.equal((await fetch(`${server.url}/sim/stats`)).status, 200, 'but not for who looks behind it');
    clock.advance(59_999);
    assert.equal((await alice.get('/api/versions')).status, 503);
    clock.advance(1);
    assert.equal((await alice.get('/api/versions')).status, 200);
    assert.equal((await alice.get('/api/org')).status, 401);
    assert.equal((await (await relogin()).get('/api/org')).status, 200);
  },
  'task-error': (lab) => composedWith(lab, { status: 'error', vApp: '-1' }),
  'task-error-done': (lab) => composedWith(lab, { status: 'error', vApp: '8' }),
  'task-abort': async (lab) => {
    const vApp = await standing(lab);
    const task = await lab.alice.taskEnd((await lab.alice.send('POST', `${vApp}/power/action/powerOn`)).root);
    assert.equal(attributeOf(task, 'status'), 'aborted');
    assert.equal(attributeOf((await lab.alice.get(vApp)).root, 'status'), '8', 'it is still off');
  },
  'task-vanish': async (lab) => {
    lab.arm();
    const { root } = await composing(lab, 'k8s-1');
    while ((await lab.alice.get(hrefOf(first(root, 'Task')))).status === 200) await sleep(1);
    const vApp = hrefOf(root);
    assert.equal(first((await lab.alice.get(vApp)).root, 'VApp').children.some(isTasks), false);
    assert.equal(attributeOf((await lab.alice.get(vApp)).root, 'status'), '0', 'still being made');
    lab.clock.advance(10_000);
    while (attributeOf((await lab.alice.get(vApp)).root, 'status') !== '8') await sleep(1);
  },
  'task-stuck': async (lab) => {
    const vApp = await standing(lab);
    const { root } = await lab.alice.send('POST', `${vApp}/power/action/powerOn`);
    assert.equal((await lab.alice.send('POST', `${hrefOf(root)}/action/cancel`)).status, 204);
    assert.equal(attributeOf(await lab.alice.taskEnd(root), 'status'), 'canceled');
  },
  'power-off-by-hand': async (lab) => {
    const { alice, guests, arm } = lab;
    const vApp = await compose(alice, lab.places, 'k8s', ['mstr-1', 'node-1']);
    await alice.done('POST', `${vApp}/power/action/powerOn`);
    arm();
    const running = async () => {
      await alice.get(vApp);
      return [...guests.machines.keys()].toSorted();
    };
    assert.deepEqual(await running(), ['mstr-1', 'node-1']);
    assert.deepEqual(await running(), ['mstr-1', 'node-1']);
    assert.deepEqual(await running(), ['mstr-1']);
    assert.equal(attributeOf(await vmOf(alice, vApp, 'node-1'), 'status'), '8');
  },
  'vm-deleted-by-hand': async (lab) => {
    const vApp = await compose(lab.alice, lab.places, 'k8s', ['mstr-1', 'node-1']);
    lab.arm();
    assert.doesNotMatch((await lab.alice.get(vApp)).text, /name="node-1"/);
    const { networks } = lab.server.sim.inventory;
    assert.equal([...networks.values()].find(({ name }) => name === 'acme-net')?.allocated.size, 1);
  },
  'kubelet-dies': async (lab) => {
    const { alice, guests, arm } = lab;
    const vApp = await compose(alice, lab.places, 'k8s', ['mstr-1', 'node-1']);
    await alice.done('POST', `${vApp}/power/action/powerOn`);
    arm();
    await statuses(2, () => alice.get(vApp));
    assert.deepEqual(guests.deadKubelets, ['node-1']);
    assert.ok(guests.machines.has('node-1'), 'its VM runs on');
  },
  'node-deleted-by-hand': async (lab) => {
    const { alice, guests, arm } = lab;
    const vApp = await compose(alice, lab.places, 'k8s', ['mstr-1', 'node-1']);
    await alice.done('POST', `${vApp}/power/action/powerOn`);
    arm();
    await statuses(2, () => alice.get(vApp));
    assert.deepEqual(guests.deletedNodes, ['node-1']);
    assert.ok(guests.machines.has('node-1'), 'its VM runs on');
  },
  'vapp-deleted-by-hand': async (lab) => {
    const vApp = await standing(lab, 'k8s-1');
    const found = await lab.alice.get('/api/query?type=vApp');
    assert.equal(attributeOf(found.root, 'total'), '0');
    assert.equal((await lab.alice.get(vApp)).status, 403);
  },
  'network-deleted': async (lab) => {
    lab.arm();
    const refused = await composing(lab, 'k8s-1');
    assert.equal(errorOf(refused).code, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN');
    assert.equal((await lab.alice.get(lab.places.network)).status, 403);
    assert.doesNotMatch((await lab.alice.get(lab.places.vdc)).text, /acme-net/);
  },
  'ip-pool-empty': async (lab) => {
    assert.match(
      await compositionError(lab, 'k8s-1'),
      /no more IP addresses available on network "acme-net"/,
    );
    assert.deepEqual(await usedAddresses(lab), [], 'nobody has to clean up what others have');
    lab.clock.advance(60_000);
    await compose(lab.alice, lab.places, 'k8s-2', ['a']);
  },
  'quota-full': async (lab) => {
    await compose(lab.alice, lab.places, 'before', ['a']);
    assert.match(await compositionError(lab, 'k8s-1'), /exceeds the VM quota of 1 of VDC "acme-vdc"/);
  },
  ...guestExperiments,
};

async function lostAt(lab: Lab, send: () => Promise<Answer>, made: number): Promise<void> {
  lab.arm();
  await assert.rejects(send(), /fetch failed/);
  assert.equal(lab.server.sim.inventory.vApps.size, made);
}

async function unanswered(lab: Lab, made: number): Promise<void> {
  const { server, alice, places, arm } = lab;
  arm();
  const patience = new AbortController();
  let answered = false;
  const asked = fetch(`${places.vdc}/action/composeVApp`, {
    method: 'POST',
    headers: { accept: 'application/*+xml;version=37.0', 'x-vcloud-authorization': alice.token },
    body: composeBody(places, 'k8s-1'),
    signal: patience.signal,
  }).finally(() => (answered = true));
  while (!(await struck(server)) || server.sim.inventory.vApps.size !== made) await sleep(1);
  await sleep(20);
  assert.equal(answered, false);
  patience.abort();
  await assert.rejects(asked, { name: 'AbortError' });
  assert.equal(server.sim.inventory.vApps.size, made);
}

async function composedWith(lab: Lab, wanted: { readonly status: string; readonly vApp: string }) {
  lab.arm();
  const { root } = await composing(lab, 'k8s-1', ['a']);
  const task = await lab.alice.taskEnd(first(root, 'Task'));
  assert.equal(attributeOf(task, 'status'), wanted.status);
  assert.equal(attributeOf((await lab.alice.get(hrefOf(root))).root, 'status'), wanted.vApp);
}

async function compositionError(lab: Lab, name: string): Promise<string> {
  lab.arm();
  const task = await lab.alice.taskEnd(first((await composing(lab, name, ['a'])).root, 'Task'));
  return attributeOf(first(task, 'Error'), 'message') ?? '';
}

async function usedAddresses({ server }: Lab): Promise<readonly string[]> {
  const answer = await fetch(`${server.url}/sim/inventory`);
  const { usedAddresses } = (await answer.json()) as { usedAddresses: Record<string, readonly string[]> };
  return Object.values(usedAddresses).flat();
}

function isTasks({ name }: { readonly name: string }): boolean {
  return name === 'Tasks';
}
