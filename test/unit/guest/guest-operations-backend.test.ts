import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GuestUnreachable } from '#guest/errors.ts';
import { guestThroughVCenter, place, plan, preparedGuest } from '../../support/guest-through-vcenter.ts';
import { guestinfoMachine } from '../../support/guestinfo-machine.ts';
import { vimFault, vimProperties } from '../../support/scripted-vcenter.ts';

const { signal } = new AbortController();

describe('the backend for guest operations', () => {
  test('marks a VM before its first boot, with its size, and puts no secret into vCD', async () => {
    const { vm, written, reconfigureVm } = guestinfoMachine(8);
    await using staged = await guestThroughVCenter(vm, reconfigureVm, () => undefined);
    const { backend } = staged;
    await backend.prepare(vm, plan, { cpus: 4 }, place, signal);
    await backend.prepare(vm, plan, { cpus: 4 }, place, signal);
    assert.deepEqual(written, [{ cpus: 4, keys: ['disk.enableUUID', 'guestinfo.cse.plan'] }]);
    assert.ok(backend.prepared(vm, plan.hash) && !backend.prepared(vm, 'another'));
    assert.ok(backend.wiped(vm));
    assert.deepEqual(staged.server.methods(), []);
    const running = { ...vm, status: 4 };
    await assert.rejects(backend.prepare(running, { ...plan, hash: 'other' }, {}, place, signal), {
      code: 'CSE_GUEST_PLAN_CONFLICT',
    });
  });

  test('delivers a plan as two files and one program, whose words hold no secret', async () => {
    await using staged = await preparedGuest((method) => {
      if (method === 'InitiateFileTransferToGuest') return '<returnval>http://*/guestFile?id=1</returnval>';
      return method === 'StartProgramInGuest' ? '<returnval>7</returnval>' : undefined;
    });
    await staged.backend.deliver(staged.vm, plan, place, signal);
    assert.deepEqual(
      staged.server.methods().filter((method) => /InGuest$|ToGuest$|PUT/.test(method)),
      [
        'MakeDirectoryInGuest',
        'InitiateFileTransferToGuest',
        'PUT',
        'InitiateFileTransferToGuest',
        'PUT',
        'StartProgramInGuest',
      ],
    );
    const started = staged.server.seen.at(-1)?.body ?? '';
    assert.match(
      started,
      /<programPath>\/bin\/bash<\/programPath><arguments>'\/var\/lib\/cse\/run-once\.sh' '\/var\/lib\/cse\/told' 'abc' '\/bin\/bash' '\/var\/lib\/cse\/plan\.sh'<\/arguments>/,
    );
    assert.doesNotMatch(started.replace(/<auth .*<\/auth>/, ''), /secret/);
    for (const { body } of staged.server.seen) {
      if (body.includes('InitiateFileTransferToGuest')) assert.match(body, /<permissions>448<\/permissions>/);
    }
  });

  test('waits for the plan where there is no journal', async () => {
    await using staged = await preparedGuest((method) =>
      method === 'InitiateFileTransferFromGuest' ? vimFault('FileNotFound') : undefined,
    );
    assert.deepEqual(await staged.backend.report(staged.vm, place, signal), { state: 'waiting' });
    assert.deepEqual(await staged.backend.jobReport(staged.vm, 'job-1', place, signal), { state: 'absent' });
  });

  test('takes a program for cut off when it is gone without an exit code, not when it has just ended', async () => {
    const lines = ['start abc 7\n'];
    let ends = true;
    await using staged = await preparedGuest((method) => {
      if (method === 'InitiateFileTransferFromGuest')
        return '<returnval><size>1</size><url>http://*/guestFile?id=1</url></returnval>';
      if (method === 'GET') return { status: 200, body: lines.join('') };
      // It ends between the look at its journal and the look for its process.
      if (method === 'ListProcessesInGuest' && ends) lines.push('exit abc 0\n');
      return undefined;
    });
    assert.deepEqual(await staged.backend.report(staged.vm, place, signal), { state: 'succeeded' });
    lines.splice(1);
    ends = false;
    assert.deepEqual(await staged.backend.report(staged.vm, place, signal), { state: 'waiting' });
  });

  test('does not take another program with the number of ours for ours', async () => {
    let commandLine = '"/bin/bash" \'/var/lib/cse/run-once.sh\' x';
    await using staged = await preparedGuest((method) => {
      if (method === 'InitiateFileTransferFromGuest')
        return '<returnval><size>1</size><url>http://*/guestFile?id=1</url></returnval>';
      if (method === 'GET') return { status: 200, body: 'start abc 7\n' };
      return method === 'ListProcessesInGuest'
        ? `<returnval><name>x</name><pid>7</pid><cmdLine>${commandLine}</cmdLine></returnval>`
        : undefined;
    });
    const report = () => staged.backend.report(staged.vm, place, signal);
    assert.deepEqual(await report(), { state: 'running', phase: 'start' });
    commandLine = '/usr/sbin/cron';
    assert.deepEqual(await report(), { state: 'waiting' });
  });

  test('says why a guest cannot be heard, with what vCenter sees of it', async () => {
    const state: Record<string, string> = { 'runtime.powerState': 'poweredOn' };
    await using staged = await preparedGuest((method, { body }) => {
      if (method === 'InitiateFileTransferFromGuest') return vimFault('GuestOperationsUnavailable');
      return body.includes('toolsRunningStatus') ? vimProperties(state) : undefined;
    });
    const says = async (message: string) =>
      assert.deepEqual(await staged.backend.report(staged.vm, place, signal), { state: 'silent', message });
    await says('VMware Tools do not run: not installed (GuestOperationsUnavailable)');
    state['guest.toolsRunningStatus'] = 'guestToolsRunning';
    await says('VMware Tools run and take no orders yet (GuestOperationsUnavailable)');
    state['runtime.powerState'] = 'poweredOff';
    await says('the VM does not run in vCenter: poweredOff (GuestOperationsUnavailable)');
    await assert.rejects(staged.backend.fetchFile(staged.vm, '/f', place, signal), GuestUnreachable);
  });

  for (const [fault, state] of [
    ['InvalidGuestLogin', 'silent'],
    ['ManagedObjectNotFound', 'silent'],
    ['NoPermission', 'silent'],
    ['GuestPermissionDenied', 'failed'],
    ['OperationNotSupportedByGuest', 'failed'],
  ] as const) {
    test(`${fault} makes a guest ${state}`, async () => {
      await using staged = await preparedGuest((method) =>
        method === 'InitiateFileTransferFromGuest' ? vimFault(fault) : undefined,
      );
      const report = await staged.backend.report(staged.vm, place, signal);
      assert.equal(report.state, state);
      assert.doesNotMatch(JSON.stringify(report), /secret/);
    });
  }

  test('refuses a job that no machine would take before anything is sent', async () => {
    await using staged = await preparedGuest();
    const job = { id: 'job-1', kind: 'drainNode', node: '$(reboot)', deadlineSeconds: 60 } as const;
    await assert.rejects(staged.backend.startJob(staged.vm, job, place, signal), /cannot name a node/);
    assert.deepEqual(staged.server.methods(), []);
  });
});
