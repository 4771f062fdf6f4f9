import assert from 'node:assert/strict';
import { createHash, verify } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { GuestJob } from '#guest/guest-backend.ts';
import { jobReport } from '#guest/guestinfo/jobs.ts';
import { issueJobKey, jobPublicKey } from '#workload/job-key.ts';
import { guestinfoMachine } from '../../support/guestinfo-machine.ts';
import { vmPlace } from '../../support/vm-place.ts';

const requestKey = 'guestinfo.cse.job.request';
const signatureKey = 'guestinfo.cse.job.signature';
const answerKey = 'guestinfo.cse.job.answer';
const { signal } = new AbortController();
const key = issueJobKey();
const placeOf = (signer: string) => vmPlace({ jobKey: async () => signer });
const start = Date.parse('2026-11-20T08:20:00.250Z');
const job: GuestJob = { id: 'job-1', kind: 'drainNode', node: 'node-c3d4', deadlineSeconds: 600 };

/** A running control plane and a clock that tests move. */
function controlPlane() {
  const time = { ms: start };
  const { vm, written, backend } = guestinfoMachine(4, {}, () => new Date(time.ms));
  const bytes = (name: string) => Buffer.from(vm.extraConfig.get(name) ?? '', 'base64');
  return {
    vm,
    time,
    written,
    start: (changes: Partial<GuestJob> = {}, signer = key) =>
      backend.startJob(vm, { ...job, ...changes }, placeOf(signer), signal),
    report: (id = job.id) => jobReport(vm.extraConfig, id),
    backendReport: () => backend.jobReport(vm, job.id, placeOf(key), signal),
    text: () => bytes(requestKey),
    signature: () => bytes(signatureKey),
    request: () => JSON.parse(bytes(requestKey).toString()) as Record<string, unknown>,
    answer(answer: Record<string, unknown>) {
      const text = JSON.stringify({ version: 1, id: job.id, request: '', at: '', ...answer });
      // The guest writes its own keys.
      (vm.extraConfig as Map<string, string>).set(answerKey, Buffer.from(text).toString('base64'));
    },
  };
}

test('a job is put onto the VM in one call: the text of the protocol and its signature', async () => {
  const machine = controlPlane();
  assert.deepEqual(machine.report(), { state: 'absent' });
  await machine.start();
  assert.deepEqual(machine.written, [{ cpus: undefined, keys: [requestKey, signatureKey] }]);
  assert.equal(
    machine.text().toString(),
    `{"version":1,"machine":"mstr-a1b2","sequence":${start},"notBefore":"2026-11-20T08:15:00Z",` +
      '"deadline":"2026-11-20T08:30:00Z","id":"job-1","kind":"drainNode","node":"node-c3d4"}',
  );
  assert.equal(machine.signature().length, 64);
  assert.ok(verify(null, machine.text(), jobPublicKey(key), machine.signature()));
  assert.deepEqual(machine.report(), { state: 'running' });
  assert.deepEqual(machine.report('job-2'), { state: 'absent' });
});

test('starting it again changes nothing: while it runs, when it is done, and when it failed', async () => {
  const machine = controlPlane();
  await machine.start();
  await machine.start();
  machine.answer({ state: 'running', output: '' });
  await machine.start();
  for (const state of ['succeeded', 'failed']) {
    machine.answer({ state });
    machine.time.ms += 3_600_000;
    await machine.start();
    assert.equal(machine.report().state, state);
  }
  assert.equal(machine.written.length, 1);
});

test('another job waits for the end of the first, and then replaces it', async () => {
  const machine = controlPlane();
  await machine.start();
  await machine.start({ id: 'job-2' });
  assert.equal(machine.request()['id'], 'job-1');
  assert.deepEqual(machine.report('job-2'), { state: 'absent' });
  machine.answer({ state: 'succeeded', output: 'node/node-c3d4 drained' });
  await machine.start({ id: 'job-2' });
  assert.equal(machine.request()['id'], 'job-2');
  assert.deepEqual(machine.report('job-2'), { state: 'running' });
  assert.equal(machine.report().state, 'succeeded');
});

test('a job that nobody answered gives way at its deadline, and may be asked for again', async () => {
  const machine = controlPlane();
  await machine.start();
  machine.time.ms += 599_000;
  await machine.start({ id: 'job-2' });
  assert.equal(machine.request()['id'], 'job-1');
  machine.time.ms += 1_000;
  await machine.start();
  assert.deepEqual(
    [machine.request()['id'], machine.request()['deadline']],
    ['job-1', '2026-11-20T08:40:00Z'],
  );
  machine.time.ms += 600_000;
  await machine.start({ id: 'job-2' });
  assert.equal(machine.request()['id'], 'job-2');
});

test('sequences rise even when the clock does not', async () => {
  const machine = controlPlane();
  await machine.start();
  machine.answer({ state: 'succeeded' });
  machine.time.ms -= 3_600_000;
  await machine.start({ id: 'job-2' });
  assert.equal(machine.request()['sequence'], start + 1);
});

test('a request that is not ours stops nothing: forged, of another machine, or no request', async () => {
  const machine = controlPlane();
  await machine.start({ id: 'forged' }, issueJobKey());
  await machine.start();
  assert.equal(machine.request()['id'], 'job-1');

  const keys = machine.vm.extraConfig;
  const moved = guestinfoMachine(4, Object.fromEntries(keys), () => new Date(start));
  const vm = { ...moved.vm, name: 'mstr-zzzz' };
  await moved.backend.startJob(vm, { ...job, id: 'job-2' }, placeOf(key), signal);
  assert.equal(moved.written.length, 1);

  const garbage = guestinfoMachine(4, { [requestKey]: '%', [signatureKey]: '' });
  await garbage.backend.startJob(garbage.vm, job, placeOf(key), signal);
  assert.equal(garbage.written.length, 1);
});

test('nothing is asked of a VM that vCD is at work on: it may be writing this very request', async () => {
  const { vm, written, backend } = guestinfoMachine(4, {});
  const busy = (state: string) => ({ ...vm, tasks: [{ state }] }) as unknown as typeof vm;
  await backend.startJob(busy('running'), job, placeOf(key), signal);
  await backend.startJob(busy('queued'), job, placeOf(key), signal);
  assert.equal(written.length, 0);
  await backend.startJob(busy('error'), job, placeOf(key), signal);
  assert.equal(written.length, 1);
});

test('what no agent would take is refused before it is sent', async () => {
  const machine = controlPlane();
  for (const node of ['', '-f', 'a b', '$(reboot)', 'Node', 'a'.repeat(64)]) {
    await assert.rejects(machine.start({ node }), { name: 'TypeError', message: /cannot name a node/ });
  }
  for (const id of ['', '..', 'a/b', 'a'.repeat(129)]) {
    await assert.rejects(machine.start({ id }), { name: 'TypeError', message: /cannot name a job/ });
  }
  assert.deepEqual(machine.written, []);
});

test('an answer is read as it is, its texts line by line', async () => {
  const machine = controlPlane();
  await machine.start();
  machine.answer({ state: 'running' });
  assert.deepEqual(machine.report(), { state: 'running' });
  assert.deepEqual(await machine.backendReport(), { state: 'running' });
  machine.answer({ state: 'succeeded', output: '/home *\n\n/srv\t10.0.0.0/24\n' });
  assert.deepEqual(machine.report(), { state: 'succeeded', output: '/home *\n/srv 10.0.0.0/24' });
  machine.answer({ state: 'failed', message: 'exit 1: \x1b[31mno\n' });
  assert.deepEqual(machine.report(), { state: 'failed', message: 'exit 1: [31mno' });
  machine.answer({ state: 'failed' });
  assert.deepEqual(machine.report(), { state: 'failed', message: 'no reason given' });
  machine.answer({ state: 'perhaps\n' });
  assert.deepEqual(machine.report(), {
    state: 'failed',
    message: 'the guest answers "perhaps", which no release of the agent does',
  });
});

test('a request that the agent did not believe has failed, if it is the one on the VM', async () => {
  const machine = controlPlane();
  await machine.start();
  const request = createHash('sha256').update(machine.text()).digest('hex');
  machine.answer({ id: '', state: 'failed', message: 'signature', request: 'f'.repeat(64) });
  assert.deepEqual(machine.report(), { state: 'running' });
  machine.answer({ id: '', state: 'failed', message: 'signature', request });
  assert.deepEqual(machine.report(), { state: 'failed', message: 'signature' });
  assert.deepEqual(machine.report('job-2'), { state: 'absent' });
});

test('whatever the keys hold gives a report that is short and safe to show', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.base64String({ maxLength: 200 }),
    fc
      .record(
        {
          id: fc.constantFrom('job-1', '', 'x'),
          request: fc.string(),
          state: fc.oneof(fc.constantFrom('running', 'succeeded', 'failed'), fc.string()),
          output: fc.oneof(fc.string({ unit: 'binary', maxLength: 9000 }), fc.integer()),
          message: fc.string({ unit: 'binary', maxLength: 9000 }),
        },
        { requiredKeys: [] },
      )
      .map((answer) => Buffer.from(JSON.stringify(answer)).toString('base64')),
  );
  const entry = fc.tuple(fc.constantFrom(requestKey, signatureKey, answerKey), value);
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 4 }), (entries) => {
      const report = jobReport(new Map(entries), 'job-1');
      const text = 'output' in report ? report.output : 'message' in report ? report.message : '';
      assert.ok(text.length <= 4096);
      for (const line of text.split('\n')) assert.doesNotMatch(line, /\p{Cc}/u);
    }),
  );
});
