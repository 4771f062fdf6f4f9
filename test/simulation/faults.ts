import type { FaultRule } from 'vcdsim';
import { fault } from '../support/faults.ts';
import type { Dice } from './dice.ts';
import type { PlannedPoint } from './planned-end.ts';

/** Something that goes wrong in a story. */
export type Fault =
  /** By rules of vcdsim, armed for so long. */
  | {
      readonly act: 'rules';
      readonly kind: string;
      readonly rules: readonly FaultRule[];
      readonly forMs: number;
    }
  | { readonly act: 'broker'; readonly kind: 'drop' | 'cancel' | 'duplicate' | 'reorder' }
  | { readonly act: 'broker'; readonly kind: 'blocked' | 'gone'; readonly forMs: number }
  | { readonly act: 'disk'; readonly kind: 'disk full' | 'database locked'; readonly forMs: number }
  | { readonly act: 'clock'; readonly kind: 'clock jump'; readonly byMs: number }
  /** The process ends now. */
  | { readonly act: 'kill'; readonly kind: 'kill'; readonly downMs: number }
  /** The process ends at a point that comes. */
  | {
      readonly act: 'kill';
      readonly kind: 'kill at a point' | 'kill at a turning point';
      readonly at: PlannedPoint;
      readonly downMs: number;
    };

const second = 1_000;
const minute = 60_000;

/** What makes something that is there from then on, whether we hear of it or not. */
const makings = [
  'POST /api/tasksList/*',
  'POST /api/vdc/{id}/action/*',
  'POST /api/vApp/vapp-{id}/action/recomposeVApp',
  'POST /api/catalog/{id}/action/*',
] as const;
const changesOfClusters = [
  'POST /api/v*',
  'POST /api/*',
  'POST /api/vdc/{id}/action/composeVApp',
  'POST /api/vApp/vapp-{id}/action/recomposeVApp',
  'POST /api/vApp/vapp-{id}/power/action/*',
  'POST /api/vApp/vapp-{id}/action/undeploy',
  'POST /api/vApp/vapp-{id}/metadata',
  'POST /api/vApp/vm-{id}/*',
  'PUT /api/vApp/*',
  'DELETE /api/vApp/*',
  'POST /api/tasksList/*',
  'PUT /api/task/*',
] as const;
const changesOfTemplates = [
  'POST /api/catalog/{id}/action/*',
  'PUT /transfer/*',
  'DELETE /api/catalogItem/*',
] as const;
/** There are more clusters than templates. */
const changes = [...changesOfClusters, ...changesOfClusters, ...changesOfTemplates];
const reads = [
  'GET /api/vApp/*',
  'GET /api/query',
  'GET /api/org*',
  'GET /api/vdc/*',
  'GET /api/task/*',
] as const;
const tasks = [
  'vdcComposeVapp',
  'vdcRecomposeVapp',
  'vappDeploy',
  'vappUndeployPowerOff',
  'vdcDeleteVapp',
  'metadataUpdate',
  'vdcInstantiateVapp',
  'vdcUploadOvfContents',
  'vdcCaptureTemplate',
  'vapp*',
  'vdc*',
] as const;

type Rule = Parameters<typeof fault>[0];
type Kind = (dice: Dice) => readonly Rule[];

const once = (dice: Dice) => ({ count: dice.between(1, 3) });
const answers =
  (operations: readonly string[], answer: Partial<Rule>): Kind =>
  (dice) => [{ operation: dice.pick(operations), effect: 'answer', ...answer, ...once(dice) }];
const effectOn =
  (
    effect: Rule['effect'],
    operations: readonly string[],
    more: (dice: Dice) => Partial<Rule> = () => ({}),
  ): Kind =>
  (dice) => [{ operation: dice.pick(operations), effect, ...once(dice), ...more(dice) }];
const byHand =
  (effect: Rule['effect'], target: string): Kind =>
  (dice) => [{ operation: 'GET /api/*', effect, target, after: dice.between(0, 20), count: 1 }];
const forAWhile = (dice: Dice) => ({ forMs: dice.between(10, 300) * second });
const anywhere = [...changes, ...reads];
/** The answer that is lost matters most where something was made. */
const answersThatMatter = [...makings, ...makings, ...anywhere];

/** Every kind of trouble that Cloud Director, its tasks and its guests can make. */
const vcdTrouble: Readonly<Record<string, Kind>> = {
  busy: effectOn('busy', changes, (dice) => ({ ...forAWhile(dice), count: 1 })),
  'queue full': answers(changes, {
    status: 400,
    code: 'OPERATION_LIMITS_EXCEEDED',
    message: 'The maximum number of simultaneous operations for organization "acme" has been reached.',
  }),
  401: answers(anywhere, { status: 401, code: 'UNAUTHORIZED' }),
  '403 while it exists': answers(['GET /api/vApp/*'], {
    status: 403,
    code: 'ACCESS_TO_RESOURCE_IS_FORBIDDEN',
    message: 'This operation is denied.',
  }),
  '403 after creation': answers(['GET /api/vApp/vapp-{id}'], {
    status: 403,
    code: 'ACCESS_TO_RESOURCE_IS_FORBIDDEN',
    perObject: true,
  }),
  '404 after creation': answers(['GET /api/vApp/vapp-{id}'], {
    status: 404,
    code: 'NOT_FOUND',
    perObject: true,
  }),
  429: (dice) => [
    {
      operation: '* /api/*',
      effect: 'answer',
      status: 429,
      code: 'TOO_MANY_REQUESTS',
      retryAfterSeconds: 2,
      probability: 0.5,
      count: dice.between(3, 30),
    },
  ],
  '5xx': (dice) => [
    {
      operation: dice.pick(anywhere),
      effect: 'answer',
      status: dice.pick([500, 502, 503, 504]),
      count: dice.between(1, 6),
    },
  ],
  'timeout with the work done': effectOn('hang-after', answersThatMatter),
  'timeout with the work not done': effectOn('hang-before', anywhere),
  'cut with the work done': effectOn('drop-after', answersThatMatter),
  'cut with the work not done': effectOn('drop-before', anywhere),
  'truncated XML': effectOn('truncate', anywhere),
  'wrong XML': effectOn('garble', anywhere),
  'task vanishes': effectOn('task-vanish', tasks, () => ({ work: 'done', delayMs: 10 * second })),
  'task aborts': effectOn('task-abort', tasks),
  'task error with the object left': effectOn('task-error', tasks, () => ({ work: 'done' })),
  'task error': effectOn('task-error', tasks),
  'cell failover': effectOn('cell-failover', ['* /api/*'], (dice) => ({
    ...forAWhile(dice),
    count: 1,
    after: dice.between(0, 30),
  })),
  'session kill': effectOn('end-sessions', ['* /api/*'], (dice) => ({ after: dice.between(0, 30) })),
  'slow everything': (dice) => [{ operation: '*', effect: 'delay', delayMs: dice.between(1, 20) * second }],
  'guest silent': effectOn('guest-silent', ['guest boot', 'guest report *']),
  'guest says something wrong': effectOn('guest-says', ['guest report *'], () => ({ value: 'perhaps' })),
  'guest late': effectOn('delay', ['guest report *'], (dice) => ({
    delayMs: dice.between(10, 600) * second,
  })),
  'guest reboots in the middle': effectOn('guest-reboot', ['guest report *']),
  'pool empty': effectOn('empty-pool', changes, (dice) => ({
    target: 'acme-net',
    ...forAWhile(dice),
    count: 1,
  })),
  quota: effectOn('fill-quota', changes, (dice) => ({ target: 'acme-vdc', ...forAWhile(dice), count: 1 })),
  'network deleted': effectOn('delete-network', changes, (dice) => ({
    target: 'acme-net',
    ...forAWhile(dice),
    count: 1,
  })),
  'VM powered off by hand': byHand('power-off-vm', '*'),
  'VM deleted by hand': byHand('delete-vm', '*'),
  'vApp deleted by hand': byHand('delete-vapp', '*'),
};

/** What becomes of nodes inside their cluster, while their VMs run as before. */
const nodeTrouble: Readonly<Record<string, Kind>> = {
  'kubelet dead': (dice) => withinCluster(dice, 'stop-kubelet'),
  'Node deleted in Kubernetes': (dice) => withinCluster(dice, 'delete-node'),
};

/** Mostly workers: a cluster whose control plane is lost to itself is only told of. */
function withinCluster(dice: Dice, effect: Rule['effect']): readonly Rule[] {
  const target = dice.pick(['node-*', 'node-*', 'node-*', 'mstr-*']);
  return [{ operation: 'GET /api/*', effect, target, after: dice.between(0, 20), count: 1 }];
}

/** What may happen in a story, by the names under which it is counted. */
export const faultKinds: readonly string[] = [
  ...Object.keys({ ...vcdTrouble, ...nodeTrouble }),
  ...['drop', 'cancel', 'duplicate', 'reorder', 'blocked', 'gone'].map((kind) => `broker: ${kind}`),
  ...['disk full', 'database locked', 'clock jump'],
  ...['kill', 'kill at a point', 'kill at a turning point'],
];

/**
 * Where a piece of work turns from not done to done: who dies there has to find out. Those of every work come last.
 */
const turningPoints = {
  create: [after('commit', 'create Cluster'), after('call', '/composeVApp')],
  addNodes: [after('commit', 'updateSpec Cluster'), after('call', '/recomposeVApp')],
  deleteNode: [after('commit', 'updateSpec Cluster'), after('call', '/recomposeVApp')],
  delete: [after('commit', 'remove Cluster'), after('call', 'DELETE /api/vApp/')],
  build: [
    after('call', '/action/upload'),
    after('call', 'PUT /transfer/{id}/descriptor.ovf'),
    after('call', '/instantiateVAppTemplate'),
    after('call', '/captureVApp'),
  ],
  ofEach: [
    after('call', 'POST /api/tasksList/'),
    after('call', 'PUT /api/task/'),
    after('reply', ''),
    after('commit', 'updateStatus'),
  ],
} as const satisfies Readonly<Record<string, readonly PlannedPoint[]>>;

function after(kind: 'call' | 'commit' | 'reply', what: string): PlannedPoint {
  return { kind, when: 'after', what };
}

/** The process ends where the work that is begun then comes to one of its turning points. */
export function endWithin(dice: Dice, work: string): Fault {
  const own = isWork(work) ? turningPoints[work] : [];
  const at = dice.pick<PlannedPoint>([...own, ...own, ...turningPoints.ofEach]);
  return { act: 'kill', kind: 'kill at a turning point', at, downMs: dice.between(1, 120) * second };
}

function isWork(act: string): act is keyof typeof turningPoints {
  return act in turningPoints;
}

/** Throws the dice for something that goes wrong. */
export function anyFault(dice: Dice): Fault {
  return dice.happens(0.65) ? ruled(dice, vcdTrouble, dice.pick(Object.keys(vcdTrouble))) : ownFault(dice);
}

/** Throws the dice for a node that its cluster loses. */
export function nodeFault(dice: Dice): Fault {
  return ruled(dice, nodeTrouble, dice.pick(Object.keys(nodeTrouble)));
}

function ruled(dice: Dice, table: Readonly<Record<string, Kind>>, kind: string): Fault {
  const rules = (table[kind]?.(dice) ?? []).map((rule) => fault(rule));
  return { act: 'rules', kind, rules, forMs: dice.between(1, 20) * minute };
}

/** What the broker, the machine and its clock do. */
function ownFault(dice: Dice): Fault {
  const forMs = dice.between(1, 120) * second;
  const downMs = dice.between(1, 120) * second;
  return dice.pick<() => Fault>([
    () => ({ act: 'broker', kind: dice.pick(['drop', 'cancel', 'duplicate', 'reorder'] as const) }),
    () => ({ act: 'broker', kind: dice.pick(['blocked', 'gone'] as const), forMs }),
    () => ({ act: 'disk', kind: dice.pick(['disk full', 'database locked'] as const), forMs }),
    () => ({ act: 'clock', kind: 'clock jump', byMs: dice.pick([-60, -5, 5, 60]) * minute }),
    () => ({ act: 'kill', kind: 'kill', downMs }),
    () => ({ act: 'kill', kind: 'kill at a point', at: { points: dice.between(1, 60) }, downMs }),
  ])();
}
