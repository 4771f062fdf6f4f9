/** Where a rule can strike: a call to vCD, a call to vCenter, a task, or something that a guest does. */
export type Place = 'call' | 'soap' | 'task' | 'guest';

interface EffectFacts {
  readonly at: readonly Place[];
  /** Keys of a rule that mean something to this effect and not to every one. */
  readonly uses: readonly string[];
  readonly says: string;
}

/** Everything that can go wrong by a rule; the reference page and the schema are made from this table. */
export const effects = {
  delay: {
    at: ['call', 'soap', 'task', 'guest'],
    uses: [],
    says: 'Nothing but `delayMs`: a late answer, a slow task, a report that comes late.',
  },
  answer: {
    at: ['call', 'soap'],
    uses: ['status', 'code', 'message', 'retryAfterSeconds'],
    says: 'An error is answered and the work is not done. vCenter answers the fault that `code` names.',
  },
  'drop-before': {
    at: ['call', 'soap'],
    uses: [],
    says: 'The connection is cut and the work is not done.',
  },
  'drop-after': { at: ['call', 'soap'], uses: [], says: 'The work is done, then the connection is cut.' },
  'hang-before': {
    at: ['call', 'soap'],
    uses: [],
    says: 'Nobody ever answers, the connection stays open, and the work is not done.',
  },
  'hang-after': {
    at: ['call', 'soap'],
    uses: [],
    says: 'The work is done; nobody ever answers and the connection stays open.',
  },
  truncate: {
    at: ['call'],
    uses: [],
    says: 'The work is done, and the document of the answer ends in its middle.',
  },
  garble: {
    at: ['call'],
    uses: ['body', 'contentType'],
    says: 'The work is done, and another document is answered in place of the right one.',
  },
  'end-sessions': {
    at: ['call'],
    uses: [],
    says: 'Every session ends; the call, where it came with one, is answered 401.',
  },
  'cell-failover': {
    at: ['call'],
    uses: ['forMs'],
    says: 'Every session ends, and for `forMs` every call is answered 503.',
  },
  busy: {
    at: ['call'],
    uses: ['forMs'],
    says: 'Somebody makes a snapshot of the vApp or VM that the call is about, which takes `forMs`; the call goes on and meets BUSY_ENTITY.',
  },
  'power-off-vm': {
    at: ['call'],
    uses: ['target'],
    says: 'Somebody powers off one of the VMs whose name fits `target`; the call goes on.',
  },
  'delete-vm': {
    at: ['call'],
    uses: ['target'],
    says: 'Somebody deletes one of the VMs whose name fits `target`; the call goes on.',
  },
  'stop-kubelet': {
    at: ['call'],
    uses: ['target'],
    says: 'The kubelet dies on one of the VMs whose name fits `target`, so that its node is not ready, until that boots again; the call goes on.',
  },
  'delete-node': {
    at: ['call'],
    uses: ['target'],
    says: 'Somebody deletes the Node of one of the VMs whose name fits `target` in its Kubernetes cluster; the VM and its kubelet run on, and the call goes on.',
  },
  'delete-vapp': {
    at: ['call'],
    uses: ['target'],
    says: 'Somebody deletes one of the vApps whose name fits `target`; the call goes on.',
  },
  'delete-network': {
    at: ['call'],
    uses: ['target', 'forMs'],
    says: 'Networks whose name fits `target` are gone, for `forMs` or for good; the call goes on.',
  },
  'empty-pool': {
    at: ['call'],
    uses: ['target', 'forMs'],
    says: 'Others take every free address of networks whose name fits `target`, for `forMs` or for good; the call goes on.',
  },
  'fill-quota': {
    at: ['call'],
    uses: ['target', 'forMs'],
    says: 'VDCs whose name fits `target` may have no VM more than they have, for `forMs` or for good; the call goes on.',
  },
  'task-error': {
    at: ['task'],
    uses: ['code', 'message', 'work'],
    says: 'The task ends with an error.',
  },
  'task-abort': { at: ['task'], uses: ['code', 'message', 'work'], says: 'The task ends as `aborted`.' },
  'task-vanish': {
    at: ['task'],
    uses: ['work'],
    says: 'Nobody can read the task any more as soon as it runs; what it holds stays busy until its time has passed.',
  },
  'task-stuck': { at: ['task'], uses: [], says: 'The task runs until somebody cancels it.' },
  'guest-silent': {
    at: ['guest'],
    uses: [],
    says: 'What the guest tells is lost, at `guest boot` all of it until the next boot.',
  },
  'guest-says': {
    at: ['guest'],
    uses: ['value'],
    says: 'The guest tells `value` in place of what it meant.',
  },
  'guest-reboot': {
    at: ['guest', 'soap'],
    uses: [],
    says: 'The guest boots again before it has told, or after the program was started.',
  },
  'guest-exit': {
    at: ['soap'],
    uses: ['exitCode'],
    says: 'The program is not run and ends with `exitCode`.',
  },
  'guest-hang': { at: ['soap'], uses: [], says: 'The program is not run and never ends.' },
} as const satisfies Record<string, EffectFacts>;

/** What a fault rule makes happen, by its name. */
export type Effect = keyof typeof effects;

/** All names of effects, as an enumeration of a schema wants them. */
export const effectNames = Object.keys(effects) as [Effect, ...Effect[]]; // the keys of the table above, and there are some
