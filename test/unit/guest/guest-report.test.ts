import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { failureKeys, phases } from '#guest/report-keys.ts';
import { guestReport } from '#guest/guest-report.ts';

const [network, init, join] = phases.map((phase) => phase.key) as [string, string, string]; // Those of nodes come first.

function report(keys: Readonly<Record<string, string>>) {
  return guestReport(new Map(Object.entries(keys)));
}

test('a VM that has told nothing is silent, whatever else it carries', () => {
  assert.deepEqual(report({}), { state: 'silent' });
  assert.deepEqual(report({ 'guestinfo.userdata': 'x', [network]: '', [failureKeys.status]: '' }), {
    state: 'silent',
  });
});

test('phases in order, up to the last one of each role', () => {
  assert.deepEqual(report({ [network]: 'in_progress' }), { state: 'running', phase: 'networkconfiguration' });
  assert.deepEqual(report({ [network]: 'successful' }), { state: 'running', phase: 'networkconfiguration' });
  const prepared = { [network]: 'successful' };
  assert.deepEqual(report({ ...prepared, [init]: 'in_progress' }), { state: 'running', phase: 'kubeinit' });
  assert.deepEqual(report({ ...prepared, [init]: 'successful' }), { state: 'succeeded' });
  assert.deepEqual(report({ ...prepared, [join]: 'in_progress' }), {
    state: 'running',
    phase: 'kubeadm.node.join',
  });
  assert.deepEqual(report({ ...prepared, [join]: 'successful' }), { state: 'succeeded' });
});

test('an exit status of 0 is no failure, any other one is, even when every phase succeeded', () => {
  const succeeded = { [network]: 'successful', [init]: 'successful' };
  assert.deepEqual(report({ ...succeeded, [failureKeys.status]: '0' }), { state: 'succeeded' });
  assert.deepEqual(report({ ...succeeded, [failureKeys.status]: '7' }), {
    state: 'failed',
    phase: 'kubeinit',
    message: 'exit status 7: no reason given',
  });
});

test('a failure is told with its reason and the last lines of output', () => {
  const output = `${Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n')}\n\x1b[31merror\x1b[0m\n`;
  assert.deepEqual(
    report({
      [network]: 'successful',
      [join]: 'in_progress',
      [failureKeys.status]: '1',
      [failureKeys.reason]: 'kubeadm.node.join: kubeadm join (exit 1): forbidden',
      [failureKeys.output]: Buffer.from(output).toString('base64'),
    }),
    {
      state: 'failed',
      phase: 'kubeadm.node.join',
      message: [
        'exit status 1: kubeadm.node.join: kubeadm join (exit 1): forbidden',
        ...Array.from({ length: 11 }, (_, index) => `line ${29 + index}`),
        '[31merror [0m',
      ].join('\n'),
    },
  );
});

test('an unknown value is a failure that shows it', () => {
  assert.deepEqual(report({ [network]: 'successful', [init]: 'null' }), {
    state: 'failed',
    phase: 'kubeinit',
    message: 'the guest reports "null", which no release of the boot script writes',
  });
});

test('whatever the guest writes gives a report that is short and safe to show', () => {
  const keys = [...phases.map((phase) => phase.key), ...Object.values(failureKeys)];
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5000 }),
    fc.base64String({ maxLength: 5000 }),
    fc.constantFrom('in_progress', 'successful', '0', '1'),
  );
  const entries = fc.array(fc.tuple(fc.constantFrom(...keys), value), { maxLength: 8 });
  fc.assert(
    fc.property(entries, (entries) => {
      const told = guestReport(new Map(entries));
      if (told.state !== 'failed') return;
      assert.ok(told.message.length < 5000);
      for (const line of told.message.split('\n')) assert.doesNotMatch(line, /\p{Cc}/u);
    }),
  );
});

test('what a failing script printed of secrets is not told', () => {
  const output = [
    '+ kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef',
    '-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----',
    'export PASSWORD=canary',
  ].join('\n');
  const told = report({
    [join]: 'in_progress',
    [failureKeys.status]: '1',
    [failureKeys.reason]: 'curl https://root:canary@mirror/ failed',
    [failureKeys.output]: Buffer.from(output).toString('base64'),
  });
  assert.equal(told.state, 'failed');
  assert.doesNotMatch(JSON.stringify(told), /canary|0123456789abcdef/);
  assert.match(JSON.stringify(told), /kubeadm join 10\.0\.0\.1:6443/);
});
