import type { BootPlan } from '#guest/guest-backend.ts';
import { guestOperationsBackend } from '#guest/guest-operations/backend.ts';
import { NodeQuestions } from '#guest/guest-operations/node-questions.ts';
import type { Vm } from '#vcd/model.ts';
import { connectVCenter } from '#vsphere/vcenter.ts';
import { FakeTime } from './fake-time.ts';
import { guestinfoMachine } from './guestinfo-machine.ts';
import { recordedLog } from './recorded-log.ts';
import { startScriptedVCenter, type VimAnswer } from './scripted-vcenter.ts';
import type { SeenRequest } from './scripted-server.ts';
import { vmPlace } from './vm-place.ts';

/** Where the VM is, with the password of root in it. */
export const place = vmPlace({ rootPassword: async () => 'root-secret' });
/** How often a control plane is asked for its nodes at most. */
export const askEveryMs = 300_000;
/** A plan with a secret in a file. */
export const plan: BootPlan = {
  hash: 'abc',
  hostname: 'mstr-a1b2',
  sshKeys: [],
  files: [{ path: '/etc/secret', permissions: '0600', content: 'file-secret' }],
  commands: [['true']],
  program: ['bash', '/etc/secret'],
};

type Script = (method: string, request: SeenRequest) => VimAnswer | undefined;

/** The backend for guest operations, for one VM in a vCenter that answers by the script. */
export async function guestThroughVCenter(
  vm: Vm,
  reconfigureVm: ReturnType<typeof guestinfoMachine>['reconfigureVm'],
  script: Script,
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

/** The same, for a VM that runs and has its plan. */
export function preparedGuest(script: Script = () => undefined) {
  const { vm, reconfigureVm } = guestinfoMachine(4, { 'guestinfo.cse.plan': plan.hash });
  return guestThroughVCenter(vm, reconfigureVm, script);
}
