import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VcdBusy, VcdOverloaded, VcdRejected, VcdUnavailable } from '#vcd/errors.ts';
import type { VcdCall } from '#vcd/http/transport.ts';
import { FakeTime, settled } from '../../support/fake-time.ts';
import { startScriptedServer, type ScriptedAnswer } from '../../support/scripted-server.ts';
import {
  type VcdScript,
  connectToScript,
  errorAnswer,
  transportTo,
  xmlAnswer,
} from '../../support/scripted-vcd.ts';
import { taskDocument, vAppDocument } from '../../support/vcd-documents.ts';

const never = new AbortController().signal;
const id = '00000001-0000-4000-8000-000000000000';
const other = '00000002-0000-4000-8000-000000000000';
const context = { orgId: id };
const getTask = `GET /api/task/${id}`;
const powerOn = `POST /api/vApp/vapp-${id}/power/action/powerOn`;
const task = xmlAnswer(taskDocument({ id, status: 'running' }));

/** Plays the answers for one request in order, the last one for ever. */
function answersTo(line: string, ...answers: readonly ScriptedAnswer[]): VcdScript {
  let next = 0;
  return ({ method, path }) => {
    if (`${method} ${path}` !== line) return undefined;
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    return answer;
  };
}

describe('a read', () => {
  test('is repeated after a 5xx, an overload and a connection that broke, with growing waits', async () => {
    await using scripted = await connectToScript(
      answersTo(getTask, { status: 500 }, { status: 503 }, 'hangUp', task),
    );
    assert.equal((await scripted.vcd.getTask(id, never)).state, 'running');
    assert.equal(scripted.count(getTask), 4);
    assert.deepEqual(scripted.waits, [500, 1000, 2000]);
  });

  test('waits as long as vCD asks', async () => {
    const busy = { status: 429, headers: { 'retry-after': '3' } };
    await using scripted = await connectToScript(answersTo(getTask, busy, task));
    await scripted.vcd.getTask(id, never);
    assert.deepEqual(scripted.waits, [3000]);
  });

  test('takes a date to come back at by the server’s clock', async () => {
    const headers = { date: 'Wed, 21 Oct 2026 07:28:00 GMT', 'retry-after': 'Wed, 21 Oct 2026 07:28:05 GMT' };
    await using scripted = await connectToScript(answersTo(getTask, { status: 503, headers }, task));
    await scripted.vcd.getTask(id, never);
    assert.deepEqual(scripted.waits, [5000]);
  });

  test('leaves a long wait to the caller', async () => {
    const busy = { status: 503, headers: { 'retry-after': '120' } };
    await using scripted = await connectToScript(answersTo(getTask, busy));
    await assert.rejects(
      scripted.vcd.getTask(id, never),
      (fault) => fault instanceof VcdOverloaded && fault.retryAfterMs === 120_000,
    );
    assert.equal(scripted.count(getTask), 1);
  });

  test('is given up after four attempts', async () => {
    await using scripted = await connectToScript(
      answersTo(getTask, { status: 502, body: '<html><br></html>' }),
    );
    await assert.rejects(
      scripted.vcd.getTask(id, never),
      (fault) =>
        fault instanceof VcdUnavailable &&
        fault.answer.status === 502 &&
        fault.answer.operation === 'getTask',
    );
    assert.equal(scripted.count(getTask), 4);
  });

  test('that was refused is not repeated', async () => {
    await using scripted = await connectToScript(answersTo(getTask, errorAnswer(400, 'BAD_REQUEST', 'no')));
    await assert.rejects(scripted.vcd.getTask(id, never), VcdRejected);
    assert.equal(scripted.count(getTask), 1);
  });

  test('stops waiting when its caller gives up', async () => {
    const time = new FakeTime();
    await using scripted = await connectToScript(answersTo(getTask, { status: 500 }), { time });
    const giveUp = new AbortController();
    const call = scripted.vcd.getTask(id, giveUp.signal);
    while (time.pending === 0) await settled();
    giveUp.abort(new Error('enough'));
    await assert.rejects(call, /^Error: enough$/);
    assert.equal(time.pending, 0);
  });
});

describe('a change is sent once, whatever becomes of it', () => {
  for (const [what, answer] of [
    ['a 503', { status: 503 }],
    ['a 500', { status: 500 }],
    ['a connection that breaks', 'hangUp'],
    ['an answer that is cut off', xmlAnswer('<Task xmlns="http://www.vmware.com/vcloud/v1.5" ')],
  ] as const) {
    test(what, async () => {
      await using scripted = await connectToScript(answersTo(powerOn, answer));
      await assert.rejects(scripted.vcd.powerOnVApp(id, context, never));
      assert.equal(scripted.count(powerOn), 1);
      assert.deepEqual(scripted.waits, []);
    });
  }
});

describe('an answer that cannot be read', () => {
  const whole = taskDocument({ id, status: 'running' });
  for (const [what, body, expected] of [
    ['cut off', whole.slice(0, -20), /the answer to getTask cannot be read: .*unclosed tag/],
    ['two documents', whole + whole, /cannot be read/],
    ['with a document type', `<!DOCTYPE Task>${whole}`, /a document type is not accepted/],
    ['empty', '', /cannot be read/],
    ['a page of a gateway with status 200', '<html><body>Please log in<br></body></html>', /cannot be read/],
    ['another document', '<Session xmlns="http://www.vmware.com/vcloud/v1.5"/>', /Session and not Task/],
    [
      'without what the schema promises',
      whole.replace(' status="running"', ''),
      /Task has no attribute status/,
    ],
  ] as const) {
    test(what, async () => {
      await using scripted = await connectToScript(answersTo(getTask, xmlAnswer(body)));
      await assert.rejects(
        scripted.vcd.getTask(id, never),
        (fault) =>
          fault instanceof VcdUnavailable &&
          fault.answer.code === 'ANSWER_UNREADABLE' &&
          expected.test(fault.message),
      );
    });
  }
});

describe('the token goes nowhere else', () => {
  test('not after a redirect', async () => {
    await using elsewhere = await startScriptedServer(() => task);
    const redirect = { status: 302, headers: { location: `${elsewhere.url}/api/task/${id}` } };
    await using scripted = await connectToScript(answersTo(getTask, redirect));
    await assert.rejects(scripted.vcd.getTask(id, never), VcdUnavailable);
    assert.deepEqual(elsewhere.seen, []);
  });

  test('not to the hosts of hrefs that vCD answers with', async () => {
    await using scripted = await connectToScript(({ method, path }) => {
      if (method === 'POST' && path.endsWith('/action/reconfigureVm')) return task;
      if (path.startsWith('/api/vApp/vapp-')) {
        return xmlAnswer(vAppDocument({ id, name: 'c', vms: [{ id: other, name: 'n' }] }));
      }
      return undefined;
    });
    const vApp = await scripted.vcd.getVApp(id, context, never);
    const [vm] = vApp.vms;
    assert.ok(vm);
    await scripted.vcd.reconfigureVm(id, vm, { cpus: 4 }, context, never);
    assert.deepEqual(scripted.calls(), [
      `GET /api/vApp/vapp-${id}`,
      `POST /api/vApp/vm-${other}/action/reconfigureVm`,
    ]);
  });

  test('not to an address that poses as a path', async () => {
    await using server = await startScriptedServer(() => task);
    using transport = transportTo(server.url);
    for (const path of ['https://evil.example/api', '//evil.example/api', '/\\evil.example', 'api/task']) {
      const request = { operation: 'op', method: 'GET', path, headers: { authorization: 'x' } } as const;
      await assert.rejects(transport.send(request, never), /op would leave/);
    }
    assert.deepEqual(server.seen, []);
  });

  test('not by an id that is none', async () => {
    await using scripted = await connectToScript(() => undefined);
    for (const bad of ['', '..', `${id}/../../x`, `${id}?force=true`, `urn:vcloud:task:${id}`]) {
      await assert.rejects(scripted.vcd.getTask(bad, never), TypeError);
    }
    assert.deepEqual(scripted.server.trail(), []);
  });
});

test('a busy vApp is told with its task, and counted', async () => {
  const busy: unknown[] = [];
  const message = `The entity Ref: com.vmware.vcloud.entity.vapp:${id} is busy completing an operation X. X(com.vmware.vcloud.entity.task:${other})`;
  await using scripted = await connectToScript(answersTo(powerOn, errorAnswer(400, 'BUSY_ENTITY', message)), {
    metrics: { onBusy: (each) => void busy.push(each) },
  });
  await assert.rejects(
    scripted.vcd.powerOnVApp(id, context, never),
    (fault) => fault instanceof VcdBusy && fault.taskId === other,
  );
  assert.deepEqual(busy, [{ operation: 'powerOnVApp' }]);
});

test('an error carries the request id that vCD gave', async () => {
  const answer = { status: 400, headers: { 'X-VMWARE-VCLOUD-REQUEST-ID': 'r-1' }, body: '' };
  await using scripted = await connectToScript(answersTo(getTask, answer));
  await assert.rejects(
    scripted.vcd.getTask(id, never),
    (fault) => fault instanceof VcdRejected && fault.answer.requestId === 'r-1',
  );
});

test('every attempt is counted, with the status or the error of the network', async () => {
  const seen: string[] = [];
  const onCall = ({ operation, method, code }: VcdCall) => void seen.push(`${operation} ${method} ${code}`);
  await using scripted = await connectToScript(answersTo(getTask, 'hangUp', { status: 500 }, task), {
    metrics: { onCall },
  });
  await scripted.vcd.getTask(id, never);
  assert.deepEqual(seen, [
    'getVersions GET 200',
    'login POST 200',
    'getTask GET ECONNRESET',
    'getTask GET 500',
    'getTask GET 200',
  ]);
});

test('what a call waited for its place is told apart from what it took', async () => {
  const waited: number[] = [];
  await using scripted = await connectToScript(answersTo(getTask, task), {
    limits: { concurrency: 1, ratePerSecond: 10 },
    metrics: { onCall: ({ waitedMs, ms }) => void waited.push(waitedMs, ms) },
  });
  await scripted.vcd.getTask(id, never);
  assert.deepEqual(waited, [0, 0, 100, 0, 100, 0]);
});

/** Answers nothing until told to, and knows how many requests it holds. */
function holdingScript() {
  const held: { readonly line: string; readonly answer: () => void }[] = [];
  const script: VcdScript = ({ method, path }) => {
    if (!path.startsWith('/api/task/') && !path.includes('/power/')) return undefined;
    const { promise, resolve } = Promise.withResolvers<ScriptedAnswer>();
    held.push({ line: `${method} ${path}`, answer: () => resolve(task) });
    return promise;
  };
  const until = async (count: number) => {
    while (held.length < count) await settled();
  };
  return { held, script, until };
}

test('no more calls than the budget has places are out at once', async () => {
  const { held, script, until } = holdingScript();
  await using scripted = await connectToScript(script, { limits: { concurrency: 3, ratePerSecond: 1000 } });
  const calls = Array.from({ length: 7 }, () => scripted.vcd.getTask(id, never));
  await until(3);
  for (let turn = 0; turn < 20; turn += 1) await settled();
  assert.equal(held.length, 3);
  assert.deepEqual(scripted.vcd.load().calls, { running: 3, waiting: 4 });
  for (let answered = 0; answered < 7; answered += 1) {
    await until(answered + 1);
    held[answered]?.answer();
  }
  await Promise.all(calls);
  assert.deepEqual(scripted.vcd.load().calls, { running: 0, waiting: 0 });
});

test('a caller’s question goes before the work that stands in line', async () => {
  const { held, script, until } = holdingScript();
  const order: string[] = [];
  const onCall = ({ operation }: VcdCall) => void order.push(operation);
  await using scripted = await connectToScript(
    (request, session) => (request.path.startsWith('/api/org/') ? { status: 403 } : script(request, session)),
    { limits: { concurrency: 1, ratePerSecond: 1000 }, metrics: { onCall } },
  );
  const work = [1, 2, 3].map(() => scripted.vcd.getTask(id, never));
  await until(1);
  const caller = scripted.vcd.asCaller({ token: 'x', scheme: 'bearer', apiVersion: '31.0' });
  const question = assert.rejects(caller.findVdcId(id, 'v', never));
  await settled();
  for (let answered = 0; answered < 3; answered += 1) {
    await until(answered + 1);
    held[answered]?.answer();
  }
  await Promise.all([question, ...work]);
  assert.deepEqual(order.slice(2), ['getTask', 'getCallerOrg', 'getTask', 'getTask']);
});

test('changes of one vApp go out one after the other, of two at the same time', async () => {
  const { held, script, until } = holdingScript();
  await using scripted = await connectToScript(script);
  const calls = [id, id, other].map((vApp) => scripted.vcd.powerOnVApp(vApp, context, never));
  await until(2);
  for (let turn = 0; turn < 20; turn += 1) await settled();
  assert.deepEqual(held.map(({ line }) => line).sort(), [powerOn, powerOn.replace(id, other)].sort());
  assert.deepEqual(scripted.vcd.load().entities, { open: 2, waiting: 1 });
  for (const { answer } of held) answer();
  await until(3);
  held[2]?.answer();
  await Promise.all(calls);
});

test('a call on its way ends when its caller gives up', async () => {
  const { script, until, held } = holdingScript();
  await using scripted = await connectToScript(script);
  const giveUp = new AbortController();
  const call = scripted.vcd.getTask(id, giveUp.signal);
  await until(1);
  giveUp.abort(new Error('enough'));
  await assert.rejects(call, /^Error: enough$/);
  assert.deepEqual(scripted.vcd.load().calls, { running: 0, waiting: 0 });
  held[0]?.answer();
});

test('a vCD that does not answer in time is unavailable', async () => {
  const stopped = Promise.withResolvers<ScriptedAnswer>();
  await using server = await startScriptedServer(() => stopped.promise);
  using transport = transportTo(server.url, { timeouts: { connect: 5_000, response: 20, request: 5_000 } });
  await assert.rejects(
    transport.send({ operation: 'op', method: 'PUT', path: '/api', headers: {} }, never),
    (fault) => fault instanceof VcdUnavailable && fault.answer.code === 'ETIMEDOUT',
  );
  stopped.resolve('hangUp');
});

test('nobody at the address is unavailable', async () => {
  const server = await startScriptedServer(() => ({ status: 200 }));
  await server[Symbol.asyncDispose]();
  using transport = transportTo(server.url);
  await assert.rejects(
    transport.send({ operation: 'op', method: 'PUT', path: '/api', headers: {} }, never),
    (fault) =>
      fault instanceof VcdUnavailable && fault.answer.status === 0 && fault.answer.code === 'ECONNREFUSED',
  );
});
