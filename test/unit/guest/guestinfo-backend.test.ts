import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { BootPlan } from '#guest/guest-backend.ts';
import { cloudConfig } from '#guest/guestinfo/cloud-config.ts';
import { guestinfoMachine as machine } from '../../support/guestinfo-machine.ts';
import { vmPlace } from '../../support/vm-place.ts';

const place = vmPlace();
const { signal } = new AbortController();
const plan: BootPlan = {
  hash: 'a1b2',
  hostname: 'mstr-a1b2',
  sshKeys: [],
  files: [{ path: '/etc/secret', permissions: '0600', content: 'x' }],
  commands: [['true']],
  program: ['bash', '/etc/secret'],
};

test('prepare writes plan, mark and sizes in one call that cloud-init can read', async () => {
  const { vm, written, backend } = machine(8);
  assert.ok(!backend.prepared(vm, plan.hash));
  await backend.prepare(vm, plan, { cpus: 4, extraConfig: { 'some.key': 'x' } }, place, signal);
  assert.equal(written.length, 1);
  assert.equal(written[0]?.cpus, 4);
  assert.ok(backend.prepared(vm, plan.hash));
  assert.ok(!backend.prepared(vm, 'another'));
  assert.equal(vm.extraConfig.get('guestinfo.userdata.encoding'), 'gzip+base64');
  assert.equal(vm.extraConfig.get('guestinfo.metadata.encoding'), 'gzip+base64');
  assert.equal(gunzip(vm.extraConfig.get('guestinfo.userdata')), cloudConfig(plan));
  assert.deepEqual(JSON.parse(gunzip(vm.extraConfig.get('guestinfo.metadata'))), {
    'instance-id': 'cse-a1b2',
    'local-hostname': 'mstr-a1b2',
  });
  assert.equal(vm.extraConfig.get('disk.enableUUID'), '1');
  assert.equal(vm.extraConfig.get('some.key'), 'x');
});

test('prepare does nothing to a VM that has the plan, running or not, wiped or not', async () => {
  for (const status of [4, 8]) {
    const { vm, written, backend } = machine(status, { 'guestinfo.cse.plan': plan.hash });
    await backend.prepare(vm, plan, {}, place, signal);
    assert.deepEqual(written, []);
  }
});

test('another plan replaces one that never ran, and never one that did', async () => {
  const off = machine(8, { 'guestinfo.cse.plan': 'other', 'guestinfo.userdata': 'x' });
  await off.backend.prepare(off.vm, plan, {}, place, signal);
  assert.ok(off.backend.prepared(off.vm, plan.hash));
  for (const status of [3, 4, 10]) {
    const on = machine(status, { 'guestinfo.cse.plan': 'other' });
    await assert.rejects(on.backend.prepare(on.vm, plan, {}, place, signal), {
      code: 'CSE_GUEST_PLAN_CONFLICT',
      vmName: 'mstr-a1b2',
    });
    assert.deepEqual(on.written, []);
  }
});

test('wipe removes the secrets, and leaves what tells that the VM was prepared and which machine it is', async () => {
  const { vm, written, backend } = machine(8);
  await backend.prepare(vm, plan, {}, place, signal);
  assert.ok(!backend.wiped(vm));
  await backend.wipe(vm, place, signal);
  assert.ok(backend.wiped(vm));
  assert.ok(backend.prepared(vm, plan.hash));
  assert.deepEqual([...vm.extraConfig.keys()].toSorted(), [
    'disk.enableUUID',
    'guestinfo.cse.plan',
    'guestinfo.metadata',
    'guestinfo.metadata.encoding',
  ]);
  await backend.wipe(vm, place, signal);
  assert.equal(written.length, 2);
});

test('the report is read from the VM', async () => {
  const key = 'guestinfo.postcustomization.kubeinit.status';
  const { vm, backend } = machine(4, { [key]: 'successful' });
  assert.deepEqual(await backend.report(vm, place, signal), { state: 'succeeded' });
});

function gunzip(base64: string | undefined): string {
  return gunzipSync(Buffer.from(base64 ?? '', 'base64')).toString();
}
