import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FaultRules, readFaultOption } from '../src/faults/fault-rule.ts';
import { attributeOf } from '../src/xml/read.ts';
import { errorOf, first, hrefOf, simulated } from './simulated.ts';
import type { TestSimulator } from './simulated.ts';
import { compose, composeBody, findPlaces } from './tenant-world.ts';

async function setFaults(server: TestSimulator, rules: unknown): Promise<Response> {
  return fetch(`${server.url}/sim/faults`, { method: 'POST', body: JSON.stringify(rules) });
}

async function json(server: TestSimulator, path: string): Promise<Record<string, never>> {
  return (await (await fetch(server.url + path)).json()) as Record<string, never>;
}

test('an answer can be replaced, for some calls and objects, a number of times', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const rule = {
    operation: 'POST /api/vdc/{id}/action/*',
    object: 'k8s-*',
    count: 1,
    after: 1,
    effect: 'answer',
    status: 503,
    code: 'SERVICE_UNAVAILABLE',
    message: 'Come again.',
    retryAfterSeconds: 3,
  };
  assert.equal((await setFaults(server, { rules: [rule] })).status, 200);
  const prologue = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const send = async (name: string) =>
    alice.send('POST', `${places.vdc}/action/composeVApp`, prologue + composeBody(places, name));
  assert.equal((await send('other')).status, 201);
  assert.equal((await send('k8s-1')).status, 201, 'the first passes');
  const struck = await send('k8s-2');
  assert.deepEqual(errorOf(struck), { status: 503, code: 'SERVICE_UNAVAILABLE', message: 'Come again.' });
  assert.equal(struck.headers.get('retry-after'), '3');
  assert.equal((await send('k8s-2')).status, 201, 'once only, and nothing was made');
  const { rules } = (await json(server, '/sim/faults')) as unknown as { rules: { struck: number }[] };
  assert.equal(rules[0]?.struck, 1);
  assert.equal((await fetch(`${server.url}/sim/faults`, { method: 'DELETE' })).status, 204);
});

test('the line can be cut before or after the work was done', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const operation = 'POST /api/vdc/{id}/action/composeVApp';
  for (const [effect, made] of [
    ['drop-before', false],
    ['drop-after', true],
  ] as const) {
    server.sim.setFaults([]);
    await setFaults(server, [{ operation, effect, count: 1 }]);
    const path = `${places.vdc}/action/composeVApp`;
    await assert.rejects(alice.send('POST', path, composeBody(places, effect)));
    const found = await alice.get(`/api/query?type=vApp&filter=name==${effect}`);
    assert.equal(attributeOf(found.root, 'total'), made ? '1' : '0', effect);
  }
});

test('tasks can fail, hang and be slow', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const failing = { operation: 'vdcComposeVapp', object: 'bad', effect: 'task-error', message: 'No room.' };
  await setFaults(server, [
    { ...failing, code: 'NO_ROOM' },
    { operation: 'vappDeploy', effect: 'task-stuck' },
    { operation: 'metadata*', effect: 'delay', delayMs: 5 },
  ]);
  const answer = await alice.send(
    'POST',
    `${places.vdc}/action/composeVApp`,
    composeBody(places, 'bad', ['a']),
  );
  const task = await alice.taskEnd(first(answer.root, 'Task'));
  const error = first(task, 'Error');
  assert.equal(attributeOf(error, 'minorErrorCode'), 'NO_ROOM');
  assert.match(attributeOf(error, 'message') ?? '', /No room\.$/);
  assert.equal(attributeOf((await alice.get(hrefOf(answer.root))).root, 'status'), '-1');
  const vApp = await compose(alice, places, 'good', ['a']);
  const stuck = await alice.send('POST', `${vApp}/power/action/powerOn`);
  const inventory = (await json(server, '/sim/inventory')) as unknown as {
    runningTasks: { owner: string }[];
  };
  assert.deepEqual(
    inventory.runningTasks.map((running) => running.owner),
    ['good'],
  );
  assert.equal((await alice.send('POST', `${hrefOf(stuck.root)}/action/cancel`)).status, 204);
  assert.equal(attributeOf(await alice.taskEnd(stuck.root), 'status'), 'canceled');
});

test('chances repeat with the seed', async (t) => {
  const outcomes: string[] = [];
  for (const seed of [1, 1, 2]) {
    await using server = await simulated(t, { seed });
    const alice = await server.login('alice@acme');
    await setFaults(server, [{ operation: 'GET /api/org', probability: 0.5, effect: 'answer' }]);
    const statuses: number[] = [];
    for (let round = 0; round < 20; round++) statuses.push((await alice.get('/api/org')).status);
    outcomes.push(statuses.join());
    assert.ok(statuses.includes(200) && statuses.includes(500));
  }
  assert.equal(outcomes[0], outcomes[1]);
  assert.notEqual(outcomes[0], outcomes[2]);
});

test('a rule keeps its counts while others come and go', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const [kept] = FaultRules.parse([{ operation: 'GET /api/org', effect: 'answer' }]);
  const others = FaultRules.parse([{ operation: 'GET /api/nothing' }]);
  assert.ok(kept);
  const struck = async () => {
    const { rules } = (await json(server, '/sim/faults')) as unknown as { rules: { struck: number }[] };
    return rules.at(-1)?.struck;
  };
  server.sim.setFaults([kept]);
  await alice.get('/api/org');
  server.sim.setFaults([...others, kept]);
  assert.equal(await struck(), 1);
  server.sim.setFaults([{ ...kept }]);
  assert.equal(await struck(), 0, 'another rule that says the same begins anew');
});

test('a key that means nothing to its effect is refused by name', () => {
  const told = FaultRules.safeParse([{ operation: 'vappDeploy', effect: 'task-stuck', status: 503 }]);
  assert.match(told.error?.message ?? '', /means nothing to the effect task-stuck/);
});

test('a rule of one line reads as one of a file', () => {
  const [inFile] = FaultRules.parse([
    {
      ...{ operation: 'POST /api/vdc/{id}/action/*', effect: 'answer', status: 503, perObject: true },
      ...{ message: 'Come again, later = better.', probability: 0.5, object: '12' },
    },
  ]);
  const line =
    'operation=POST /api/vdc/{id}/action/*,effect=answer,status=503,perObject=true,' +
    'message=Come again\\, later = better.,probability=0.5,object=12';
  assert.deepEqual(readFaultOption(line), inFile);
  for (const [wrong, told] of [
    ['operation', /expected KEY=VALUE/],
    ['operation=x,effect=magic', /effect/],
    ['operation=x,count=many', /count/],
    ['operation=x,odd=1', /odd/],
    ['effect=delay', /operation/],
  ] as const) {
    assert.throws(() => readFaultOption(wrong), told, wrong);
  }
});

test('calls are counted for each object by itself where a rule says so', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  const [one, two] = [await compose(alice, places, 'one'), await compose(alice, places, 'two')];
  const rule = { operation: 'GET /api/vApp/vapp-{id}', effect: 'answer', after: 1, count: 1 };
  for (const [perObject, wanted] of [
    [true, [200, 200, 500, 500, 200, 200]],
    [false, [200, 500, 200, 200, 200, 200]],
  ] as const) {
    await setFaults(server, [{ ...rule, perObject }]);
    const seen: number[] = [];
    for (const vApp of [one, two, one, two, one, two]) seen.push((await alice.get(vApp)).status);
    assert.deepEqual(seen, wanted);
  }
});

test('rules that are none are refused', async (t) => {
  await using server = await simulated(t);
  for (const rules of [
    [{ operation: '' }],
    [{ operation: 'x', effect: 'magic' }],
    [{ operation: 'x', odd: 1 }],
    7,
  ]) {
    assert.equal((await setFaults(server, rules)).status, 400, JSON.stringify(rules));
  }
  const broken = await fetch(`${server.url}/sim/faults`, { method: 'POST', body: '{' });
  assert.equal(broken.status, 400);
});

test('the counts say what was asked, by operation, and can be set to zero', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  const places = await findPlaces(alice);
  await compose(alice, places, 'k8s', ['a']);
  await alice.get('/api/nothing/here');
  const before = (await json(server, '/sim/stats')) as unknown as {
    requests: Record<string, number>;
    polls: number;
    tasks: Record<string, Record<string, number>>;
    sessions: number;
    logins: number;
    workloadApi: object;
  };
  assert.equal(before.requests['POST /api/vdc/{id}/action/composeVApp'], 1);
  assert.equal(before.requests['POST /api/sessions'], 1);
  assert.equal(before.polls, before.requests['GET /api/task/{id}']);
  assert.equal(before.requests['GET (unknown)'], 1);
  assert.deepEqual(before.tasks, { vdcComposeVapp: { success: 1 } });
  assert.deepEqual([before.sessions, before.logins, before.workloadApi], [1, 1, {}]);
  assert.equal((await fetch(`${server.url}/sim/reset-stats`, { method: 'POST' })).status, 204);
  const after = await json(server, '/sim/stats');
  assert.deepEqual(after, {
    requests: {},
    polls: 0,
    tasks: {},
    sessions: 1,
    logins: 0,
    rights: {},
    workloadApi: {},
  });
});

test('all sessions can be ended at once', async (t) => {
  await using server = await simulated(t);
  const alice = await server.login('alice@acme');
  await fetch(`${server.url}/sim/expire-sessions`, { method: 'POST' });
  assert.equal((await alice.get('/api/org')).status, 401);
});
