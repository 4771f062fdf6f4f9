import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GuestUnreachable } from '#guest/errors.ts';
import type { BootPlan } from '#guest/guest-backend.ts';
import { guestOperationsBackend } from '#guest/guest-operations/backend.ts';
import { NodeQuestions } from '#guest/guest-operations/node-questions.ts';
import type { Vm } from '#vcd/model.ts';
import { connectVCenter } from '#vsphere/vcenter.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { guestinfoMachine } from '../../support/guestinfo-machine.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import {
  startScriptedVCenter,
  vimFault,
  vimProperties,
  type VimAnswer,
} from '../../support/scripted-vcenter.ts';
import type { SeenRequest } from '../../support/scripted-server.ts';
import { vmPlace } from '../../support/vm-place.ts';

const { signal } = new AbortController();
const place = vmPlace({ rootPassword: async () => 'root-secret' });
const askEveryMs = 300_000;
const plan: BootPlan = {
  hash: 'abc',
  hostname: 'mstr-a1b2',
  sshKeys: [],
  files: [{ path: '/etc/secret', permissions: '0600', content: 'file-secret' }],
  commands: [['true']],
  program: ['bash', '/etc/secret'],
};

/** The backend for one VM in a vCenter that answers by the script. */
async function stage(
  vm: Vm,
  reconfigureVm: ReturnType<typeof guestinfoMachine>['reconfigureVm'],
  script: (method: string, request: SeenRequest) => VimAnswer | undefined,
) {
  await using opening = new AsyncDisposableStack();
  const server = opening.use(await startScriptedVCenter(script));
  const options = { url: new URL(server.url), name: 'vc1', username: 'svc', password: 'vc-secret' };
  const trust = { kind: 'systemAuthorities' } as const;
  const vCenter = opening.use(connectVCenter({ ...options, trust, log: recordedLog().log }));
  const vCenters = { find: async () => ({ vCenter, moRef: 'vm-57' }) };
  const time = new FakeTime();
  const nodeQuestions = new NodeQuestions({ everyMs: askEveryMs, time });
  const open = opening.move();
  return {
    vm,
    server,
    time,
    backend: guestOperationsBackend({ vcd: { reconfigureVm }, vCenters, nodeQuestions }),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

function prepared(script: (method: string, request: SeenRequest) => VimAnswer | undefined = () => undefined) {
  const { vm, reconfigureVm } = guestinfoMachine(4, { 'guestinfo.cse.plan': plan.hash });
  return stage(vm, reconfigureVm, script);
}

describe('the backend for guest operations', () => {
  test('marks a VM before its first boot, with its size, and puts no secret into vCD', async () => {
    const { vm, written, reconfigureVm } = guestinfoMachine(8);
    await using staged = await stage(vm, reconfigureVm, () => undefined);
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
    await using staged = await prepared((method) => {
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
    await using staged = await prepared((method) =>
      method === 'InitiateFileTransferFromGuest' ? vimFault('FileNotFound') : undefined,
    );
    assert.deepEqual(await staged.backend.report(staged.vm, place, signal), { state: 'waiting' });
    assert.deepEqual(await staged.backend.jobReport(staged.vm, 'job-1', place, signal), { state: 'absent' });
  });

  test('takes a program for cut off when it is gone without an exit code, not when it has just ended', async () => {
    const lines = ['start abc 7\n'];
    let ends = true;
    await using staged = await prepared((method) => {
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
    await using staged = await prepared((method) => {
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
    await using staged = await prepared((method, { body }) => {
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
      await using staged = await prepared((method) =>
        method === 'InitiateFileTransferFromGuest' ? vimFault(fault) : undefined,
      );
      const report = await staged.backend.report(staged.vm, place, signal);
      assert.equal(report.state, state);
      assert.doesNotMatch(JSON.stringify(report), /secret/);
    });
  }

  test('refuses a job that no machine would take before anything is sent', async () => {
    await using staged = await prepared();
    const job = { id: 'job-1', kind: 'drainNode', node: '$(reboot)', deadlineSeconds: 60 } as const;
    await assert.rejects(staged.backend.startJob(staged.vm, job, place, signal), /cannot name a node/);
    assert.deepEqual(staged.server.methods(), []);
  });
});

/** A control plane whose cluster has these nodes, or does not answer; `script` comes first. */
function controlPlane(
  cluster: { nodes: readonly string[] | undefined },
  script: (method: string, request: SeenRequest) => VimAnswer | undefined = () => undefined,
) {
  const questions: string[] = [];
  let file: string | undefined;
  const opening = prepared((method, request) => {
    const scripted = script(method, request);
    if (scripted !== undefined) return scripted;
    switch (method) {
      case 'StartProgramInGuest': {
        const id = /'([0-9a-f-]{36})'<\/arguments>/.exec(request.body)?.[1] ?? '';
        questions.push(id);
        if (cluster.nodes) file = [`${id} 2026-01-01T10:00:00Z`, ...cluster.nodes, ''].join('\n');
        return '<returnval>7</returnval>';
      }
      case 'InitiateFileTransferFromGuest':
        return file === undefined
          ? vimFault('FileNotFound')
          : '<returnval><size>1</size><url>http://*/guestFile?id=1</url></returnval>';
      case 'GET':
        return { status: 200, body: file ?? '' };
      default:
        return undefined;
    }
  });
  return { opening, questions };
}

describe('a control plane that is asked for its nodes through vCenter', () => {
  const at = new Date('2026-01-01T10:00:00Z');
  const wellLine = 'node-aaaa True 2026-01-01T09:00:00Z';
  const since = new Date('2026-01-01T09:00:00Z');

  test('answers with what its cluster says of them', async () => {
    const lines = [wellLine, 'node-bbbb Unknown 2026-01-01T09:00:00Z', 'node-cccc  ', '$(reboot) True', ''];
    const { opening } = controlPlane({ nodes: lines });
    await using staged = await opening;
    assert.deepEqual(await staged.backend.toldNodes(staged.vm, place, signal), {
      at,
      nodes: [
        { name: 'node-aaaa', ready: true, since },
        { name: 'node-bbbb', ready: false, since },
        { name: 'node-cccc', ready: false, since: at },
      ],
    });
    const started = staged.server.seen.find(({ body }) => body.includes('StartProgramInGuest'))?.body ?? '';
    assert.match(started, /<programPath>\/bin\/bash<\/programPath><arguments>'-c' /);
    assert.doesNotMatch(started.replace(/<auth .*<\/auth>/, ''), /secret/);
  });

  test('is asked no oftener than at its pace, however often somebody looks', async () => {
    const cluster = { nodes: [wellLine] };
    const { opening, questions } = controlPlane(cluster);
    await using staged = await opening;
    const told = async () => (await staged.backend.toldNodes(staged.vm, place, signal))?.nodes.length;
    assert.equal(await told(), 1);
    cluster.nodes = [];
    staged.time.jump(askEveryMs - 1);
    assert.equal(await told(), 1);
    assert.equal(questions.length, 1);
    staged.time.jump(1);
    assert.equal(await told(), 0);
    assert.equal(questions.length, 2);
  });

  test('whose cluster does not answer says nothing, and then what it said last, with its age', async () => {
    const cluster: { nodes: readonly string[] | undefined } = { nodes: undefined };
    const { opening } = controlPlane(cluster);
    await using staged = await opening;
    const ask = () => {
      staged.time.jump(askEveryMs);
      return staged.backend.toldNodes(staged.vm, place, signal);
    };
    assert.equal(await ask(), undefined, 'there is no file');
    cluster.nodes = [wellLine];
    const told = await ask();
    assert.deepEqual(told?.at, at);
    cluster.nodes = undefined;
    assert.equal(await ask(), told, 'the file is the answer to another question');
  });

  for (const fault of [
    'GuestOperationsUnavailable',
    'InvalidGuestLogin',
    'GuestPermissionDenied',
    'NoPermission',
  ]) {
    test(`says nothing when vCenter answers ${fault}, and is not asked again before its turn`, async () => {
      let asked = 0;
      const { opening } = controlPlane({ nodes: [wellLine] }, (method) => {
        if (method !== 'StartProgramInGuest') return undefined;
        asked += 1;
        return vimFault(fault);
      });
      await using staged = await opening;
      for (let look = 0; look < 3; look += 1)
        assert.equal(await staged.backend.toldNodes(staged.vm, place, signal), undefined);
      assert.equal(asked, 1);
    });
  }

  test('whose kubectl hangs is waited for some seconds only', async () => {
    const runs = '<returnval><name>x</name><pid>7</pid><cmdLine>bash</cmdLine></returnval>';
    const { opening } = controlPlane({ nodes: [wellLine] }, (method) =>
      method === 'ListProcessesInGuest' ? runs : undefined,
    );
    await using staged = await opening;
    const told = staged.backend.toldNodes(staged.vm, place, signal);
    let ended = false;
    void told.finally(() => (ended = true));
    let waitedMs = 0;
    for (; !ended; waitedMs += 250) {
      await staged.time.advance(250);
      assert.ok(waitedMs < 60_000);
    }
    assert.equal(await told, undefined);
    assert.ok(waitedMs >= 10_000);
  });
});
