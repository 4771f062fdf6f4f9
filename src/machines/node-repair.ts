import type { ClusterNode, RepairPolicy } from '#records/cluster.ts';
import type { Reason } from '#records/reasons.ts';
import type { ClusterQuestion, NodeObservation } from './cluster-observation.ts';
import { isReplacement, leavingNodes, settledNodes } from './node-changes.ts';

/** What decisions about nodes that do not run any more are made from. */
export type RepairQuestion = Pick<ClusterQuestion, 'cluster' | 'observed' | 'repair' | 'now'>;

/** A node of the cluster whose VM is not on, or that its cluster has lost; or one that was to replace such a node and was given up. */
export interface DownNode {
  readonly node: ClusterNode;
  readonly seen: NodeObservation;
}

/** What is to be done about the nodes of a cluster that was ready; `held`: nothing now, and why. */
export type Diagnosis =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'powerOn'; readonly nodes: readonly DownNode[] }
  | { readonly kind: 'replace'; readonly nodes: readonly DownNode[] }
  | {
      readonly kind: 'held';
      readonly reason: Reason;
      readonly message: string;
      /** When something is due, in milliseconds since 1970; absent: not by itself. */
      readonly dueAt?: number;
      /** All VMs run: what ails the cluster, nobody but its control plane tells. */
      readonly vmsRun: boolean;
    };

/** A VM that goes off again and again is switched off by somebody who wants that, or is broken. */
const powerOnAttempts = 3;
/** Pauses double with every attempt, up to this one. */
const longestPauseMs = 6 * 3_600_000;

/** What the cluster wishes, else what the configuration says. */
function repairPolicyOf({ cluster, repair }: RepairQuestion): RepairPolicy {
  return cluster.spec.repair ?? repair.policy;
}

/**
 * Nothing that holds data is ever made anew: control planes hold the cluster's state and NFS servers the tenant's
 * files. Workers that are gone, or that their cluster has lost, are, under the policy `auto`, once that has lasted for a while,
 * unless so many are down that it cannot be their own fault. What is off is powered on, unless the cluster was stopped as a whole.
 */
export function diagnose(question: RepairQuestion): Diagnosis {
  const { cluster, observed, now } = question;
  const down = downNodes(question);
  if (observed.vApp !== 'present') return held('ControlPlaneGone', 'the vApp is missing');
  if (down.length === 0) return lastHeard(question);
  if (isStopped(question)) return held('ClusterStopped', 'none of its VMs is powered on');
  const policy = repairPolicyOf(question);
  const plans = down.map((each) => ({ ...each, plan: planFor(question, policy, each) }));
  const isDue = ({ plan, seen }: (typeof plans)[number]) =>
    plan.dueAt <= now.getTime() && !seen.busy && !observed.busy && cluster.status.readyAt !== undefined;
  const due = plans.filter(isDue);
  const off = due.filter(({ plan }) => plan.cure === 'powerOn');
  if (off.length > 0) return { kind: 'powerOn', nodes: off };
  const gone = due.filter(({ plan }) => plan.cure === 'replace');
  if (gone.length > 0) return { kind: 'replace', nodes: gone };

  const [gravest] = plans.map(({ plan }) => plan).toSorted((a, b) => gravity(a.reason) - gravity(b.reason));
  const dueAt = Math.min(...plans.map(({ plan }) => plan.dueAt));
  const message = plans.map(({ plan }) => plan.message).join('; ');
  const vmsRun = down.every(({ node, seen }) => isLost(question, node, seen));
  return { ...held(gravest?.reason ?? 'InfrastructureGone', message, dueAt), vmsRun };
}

/** The control plane's VM does not run; `passes`: vCD works on it, or it is powered on when that has lasted long enough. */
export interface Outage {
  readonly reason: Reason;
  /** For people. */
  readonly message: string;
  readonly passes: boolean;
}

/** Whether the cluster is without its control plane just now; undefined while that runs. */
export function controlPlaneOutage(question: RepairQuestion): Outage | undefined {
  const down = downNodes(question).find(({ node }) => node.role === 'control-plane');
  if (!down || down.seen.power === 'on') return undefined;
  const message = `the control plane ${conditionOf(down)}`;
  if (down.seen.power === 'absent') return { reason: 'ControlPlaneGone', message, passes: false };
  if (isStopped(question)) return { reason: 'ClusterStopped', message, passes: false };
  const plan = planFor(question, repairPolicyOf(question), down);
  return {
    reason: plan.reason,
    message: `the control plane ${plan.message}`,
    passes: plan.cure === 'powerOn' || down.seen.busy,
  };
}

/** What the workers of a cluster that are down may be at most, as a count: a share is rounded up. */
export function allowedDown({ repair: { maxUnhealthy } }: RepairQuestion, workers: number): number {
  return maxUnhealthy.unit === 'nodes' ? maxUnhealthy.value : Math.ceil((workers * maxUnhealthy.value) / 100);
}

function held(reason: Reason, message: string, dueAt = Infinity): Extract<Diagnosis, { kind: 'held' }> {
  return { kind: 'held', reason, message, vmsRun: false, ...(dueAt < Infinity && { dueAt }) };
}

function downNodes(question: RepairQuestion): readonly DownNode[] {
  const { cluster, observed } = question;
  const leaving = new Set(leavingNodes(cluster).map((node) => node.name));
  const failed = cluster.status.nodes.filter((node) => isFailedReplacement(node) && !leaving.has(node.name));
  const seenOf = (node: ClusterNode) => observed.nodes.find(({ name }) => name === node.name);
  return [...settledNodes(cluster), ...failed]
    .flatMap((node) => {
      const seen = seenOf(node);
      return seen ? [{ node, seen }] : [];
    })
    .filter(({ node, seen }) => isFailedReplacement(node) || isDown(question, node, seen));
}

/**
 * What is known where everything runs. A control plane that fell silent after it had told of a node that it was not ready, or
 * gone, has not told that it is well again: nothing is done about that node, and its cluster is not called ready.
 */
function lastHeard({ cluster, observed }: RepairQuestion): Diagnosis {
  const untold = settledNodes(cluster).filter(({ name, state, inCluster: known }) => {
    const seen = observed.nodes.find((each) => each.name === name);
    const wasWell = known === undefined || known.state === 'ready';
    return state === 'joined' && !wasWell && seen?.inCluster.state === 'unknown';
  });
  if (untold.length === 0) return { kind: 'healthy' };
  const words = untold.map(
    ({ name, inCluster: known }) =>
      `${name} was ${known?.state === 'gone' ? 'no node of the cluster any more' : 'not ready'} when the control plane last told of it`,
  );
  return { ...held('NodeNotReady', `${words.join('; ')}; it has told nothing since`), vmsRun: true };
}

/** Its VM does not run, or its cluster has lost it. */
export function isDown(
  question: Pick<RepairQuestion, 'repair'>,
  node: ClusterNode,
  seen: NodeObservation,
): boolean {
  return seen.power !== 'on' || isLost(question, node, seen);
}

/** Its VM runs, and the control plane says that it has not been ready for long, or knows it no more. */
function isLost(
  { repair }: Pick<RepairQuestion, 'repair'>,
  { state, inCluster: known }: ClusterNode,
  { power, inCluster }: NodeObservation,
): boolean {
  if (power !== 'on' || state !== 'joined') return false;
  if (inCluster.state === 'notReady') return inCluster.forMs >= repair.notReadyAfterMs;
  return inCluster.state === 'unlisted' && known !== undefined;
}

function isFailedReplacement(node: ClusterNode): boolean {
  return isReplacement(node) && node.failure !== undefined;
}

/**
 * Whether somebody, or a lease of vCD's, stopped the cluster as a whole. A single VM that is off may have crashed; when
 * vCD has undeployed it, it was told to.
 */
export function isStopped({ cluster, observed }: Pick<RepairQuestion, 'cluster' | 'observed'>): boolean {
  const names = new Set(settledNodes(cluster).map((node) => node.name));
  const vms = observed.nodes.filter((seen) => names.has(seen.name) && seen.power !== 'absent');
  if (vms.length === 0 || vms.some(({ power }) => power === 'on')) return false;
  return vms.length > 1 || vms.every(({ deployed }) => !deployed);
}

/** What is done about one node, and when; `dueAt` Infinity: never by itself. */
interface Plan {
  readonly cure: 'powerOn' | 'replace' | 'none';
  readonly dueAt: number;
  readonly reason: Reason;
  /** For people. */
  readonly message: string;
}

function planFor(question: RepairQuestion, policy: RepairPolicy, down: DownNode): Plan {
  const { node, seen } = down;
  const none = (reason: Reason, because: string): Plan => ({
    cure: 'none',
    dueAt: Infinity,
    reason,
    message: `${conditionOf(down)}${because}`,
  });
  const isNode = !isFailedReplacement(node);
  const runs = isNode && seen.power === 'on';
  const isGone = isNode && seen.power === 'absent';
  const wrong = runs ? 'NodeNotReady' : 'InfrastructureGone';
  if ((isGone || runs) && node.role === 'control-plane')
    return none(
      runs ? wrong : 'ControlPlaneGone',
      ': it holds the state of the cluster and is not made again',
    );
  if (isGone && node.role === 'nfs')
    return none(wrong, ': it held files of the tenant and is not made again');
  if (policy === 'report') return none(wrong, '; its repair is set to report');
  if (isNode) {
    if (node.state !== 'joined') return none(wrong, ' and had not joined the cluster');
    if (!isGone && !runs) return powerOnPlan(question, down);
  }
  if (policy === 'powerOn') return none(wrong, '; its repair is set to powerOn');
  const obstacle = obstacleToReplacing(question);
  if (obstacle) return none(obstacle.reason, obstacle.message);
  return replacementPlan(question, down);
}

function powerOnPlan({ repair, now }: RepairQuestion, down: DownNode): Plan {
  const { downSince, poweredOn } = down.node;
  const times = poweredOn?.times ?? 0;
  if (times >= powerOnAttempts) {
    const why = poweredOn?.refusal ?? 'it went off again each time';
    const message = `${conditionOf(down)} and is left so: it was powered on ${times} times, and ${why}`;
    return { cure: 'none', dueAt: Infinity, reason: 'RepairGivenUp', message };
  }
  const since = Math.max(timeOf(downSince, now), timeOf(poweredOn?.at, new Date(0)));
  return coming('powerOn', since + pauseMs(repair.powerOnAfterMs, times), down, 'powered on');
}

function replacementPlan({ repair, now }: RepairQuestion, down: DownNode): Plan {
  const { downSince, failure, replacement } = down.node;
  const since = timeOf(failure?.at ?? downSince, now);
  // What has made a replacement unready may do the same to the next one.
  const isRepeated = failure !== undefined || isLost({ repair }, down.node, down.seen);
  const pause = pauseMs(repair.replaceAfterMs, isRepeated ? (replacement?.attempt ?? 0) : 0);
  return coming('replace', since + pause, down, 'replaced');
}

function coming(cure: 'powerOn' | 'replace', dueAt: number, down: DownNode, verb: string): Plan {
  const when = dueAt < Infinity ? ` from ${new Date(dueAt).toISOString()} on` : '';
  return { cure, dueAt, reason: 'RepairPending', message: `${conditionOf(down)} and is ${verb}${when}` };
}

/** Why no worker is replaced, if so. */
function obstacleToReplacing(
  question: RepairQuestion,
): { readonly reason: Reason; readonly message: string } | undefined {
  const { cluster, observed } = question;
  const names = new Set(
    cluster.status.nodes.filter((node) => node.role === 'control-plane').map((node) => node.name),
  );
  if (observed.nodes.some((seen) => names.has(seen.name) && seen.power !== 'on'))
    return { reason: 'InfrastructureGone', message: '; it is not replaced without a control plane' };
  if (downNodes(question).some(({ node }) => names.has(node.name)))
    return { reason: 'NodeNotReady', message: '; it is not replaced while the control plane is not ready' };
  const isWorker = ({ role }: ClusterNode) => role === 'worker';
  const ill = downNodes(question).filter(({ node }) => isWorker(node));
  const workers = [
    ...settledNodes(cluster).filter(isWorker),
    ...ill.filter(({ node }) => isFailedReplacement(node)),
  ].length;
  const allowed = allowedDown(question, workers);
  if (ill.length <= allowed) return undefined;
  const message = `; ${ill.length} of ${workers} workers are down, more than the ${allowed} up to which they are replaced`;
  return { reason: 'RepairHeld', message };
}

function conditionOf({ node, seen }: DownNode): string {
  if (isFailedReplacement(node))
    return `${node.name}, in place of ${node.replacement?.of}, could not be made (${node.failure?.message})`;
  const lost = seen.inCluster.state === 'unlisted' ? 'no node of the cluster any more' : 'not ready';
  const words = { absent: 'missing', off: 'powered off', suspended: 'suspended', on: lost };
  return `${node.name} is ${words[seen.power]}`;
}

/** What a person should read first. */
function gravity(reason: Reason): number {
  const order: readonly Reason[] = [
    'ControlPlaneGone',
    'RepairHeld',
    'RepairGivenUp',
    'InfrastructureGone',
    'NodeNotReady',
  ];
  const position = order.indexOf(reason);
  return position < 0 ? order.length : position;
}

function pauseMs(firstMs: number, attempts: number): number {
  return Math.max(firstMs, Math.min(longestPauseMs, firstMs * 2 ** attempts));
}

function timeOf(text: string | undefined, otherwise: Date): number {
  return text === undefined ? otherwise.getTime() : Date.parse(text);
}
