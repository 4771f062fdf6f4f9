import type { FaultRule } from 'vcdsim';
import type { Cluster } from '#records/cluster.ts';
import { recordKey } from '#records/metadata.ts';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { serviceAccount } from '../../scripts/simulated/service-account.ts';
import { leftBehind, wrongs } from '../support/invariants.ts';
import { nodesBody } from '../support/node-requests.ts';
import type { AtPoint } from './points.ts';
import { Promises } from './promises.ts';
import { queueName, Stage, type StageOptions } from './stage.ts';
import type { Happening, Story } from './story.ts';

/** What came of a story. */
export interface Outcome {
  /** Everything that must not be, in sentences. */
  readonly violations: readonly string[];
  /** How often each kind of fault struck. */
  readonly faults: ReadonlyMap<string, number>;
  readonly simulatedMs: number;
  readonly trace: readonly string[];
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** From one look at the records to the next. */
const lookMs = minute;
/** Longer than every deadline of a creation and every wait between two tries. */
const restWithinMs = 6 * hour;
const supervisorMs = 5 * second;

/** Plays a story from its beginning until nothing is left of it; `between` is what the service is made to forget. */
export async function play(story: Story, between?: StageOptions['between']): Promise<Outcome> {
  let dieAfter = Infinity;
  let dieFor = 0;
  const atPoint: AtPoint = () => {
    dieAfter -= 1;
    if (dieAfter > 0) return 'live';
    dieAfter = Infinity;
    playing.downUntil(dieFor);
    return 'die';
  };
  await using stage = await Stage.open({
    seed: story.seed,
    atPoint,
    deadlines: { lost_answer: 60 },
    ...(between && { between }),
  });
  const playing = new Playing(stage, (points, downMs) => {
    dieAfter = points;
    dieFor = downMs;
  });
  await playing.all(story);
  return {
    violations: playing.violations,
    faults: playing.faults,
    simulatedMs: stage.time.now(),
    trace: stage.trace,
  };
}

class Playing {
  readonly violations: string[] = [];
  readonly faults = new Map<string, number>();
  readonly #stage: Stage;
  readonly #dieAfter: (points: number, downMs: number) => void;
  readonly #promises: Promises;
  readonly #rules = new Map<FaultRule, string>();
  readonly #tenants: Readonly<Record<'alice' | 'admin', ReturnType<Stage['tenant']>>>;
  #startAt = 0;
  #ended = false;

  constructor(stage: Stage, dieAfter: (points: number, downMs: number) => void) {
    this.#stage = stage;
    this.#dieAfter = dieAfter;
    this.#promises = new Promises(stage);
    this.#tenants = { alice: stage.tenant('alice', 'acme'), admin: stage.tenant('administrator', 'System') };
  }

  /** The supervisor does not start the service again before that. */
  downUntil(downMs: number): void {
    this.#startAt = this.#stage.time.now() + downMs;
    this.#count('kill at a point');
  }

  async all({ happenings, restMs }: Story): Promise<void> {
    const stage = this.#stage;
    const before = stage.sim.remains();
    this.#supervise();
    await stage.eventually(() => stage.serving, minute);
    for (const happening of happenings) {
      await this.#passUntil(happening.atMs);
      stage.note(`- ${JSON.stringify(happening)}`);
      await this.#happen(happening);
    }
    await this.#passUntil(stage.time.now() + 2 * minute);
    await this.#endTrouble();
    await this.#rest('after the trouble');
    await this.#check(before);
    await stage.pass(restMs);
    await this.#rest('after hours of nothing');
    await this.#check(before);
    await this.#deleteAll();
    await this.#rest('after everything was deleted');
    await this.#check(before);
    this.violations.push(...leftBehind({ sim: stage.sim, before }));
    this.#ended = true;
    await stage.stop();
  }

  /** Starts the service whenever none runs, as systemd does. */
  #supervise(): void {
    const stage = this.#stage;
    const look = () => {
      if (this.#ended) return;
      if (!stage.running && stage.time.now() >= this.#startAt) void stage.start();
      stage.time.after(supervisorMs, look);
    };
    look();
  }

  async #passUntil(atMs: number): Promise<void> {
    const stage = this.#stage;
    while (stage.time.now() < atMs) {
      await stage.pass(Math.min(lookMs, atMs - stage.time.now()));
      this.violations.push(...(await this.#promises.look()));
    }
  }

  async #happen(happening: Happening): Promise<void> {
    const { alice, admin } = this.#tenants;
    const stage = this.#stage;
    switch (happening.act) {
      case 'create': {
        const { cluster, workers, keep } = happening;
        const body = createBody(cluster, { node_count: workers, disable_rollback: keep });
        return this.#promises.asked(happening, alice.call('POST', '/api/cse', body));
      }
      case 'addNodes': {
        const { cluster, count } = happening;
        const body = nodesBody(cluster, { node_count: count });
        return this.#promises.asked(happening, alice.call('POST', `/api/cse/${cluster}/node`, body));
      }
      case 'deleteNode': {
        const { cluster, which } = happening;
        const workers =
          (await this.#cluster(cluster))?.status.nodes.filter(({ role }) => role === 'worker') ?? [];
        const node = workers[which % workers.length];
        if (!node) return;
        const body = { name: cluster, vdc: 'acme-vdc', nodes: [node.name] };
        return this.#promises.asked(
          happening,
          alice.call('DELETE', `/api/cse/${cluster}/node`, body),
          node.name,
        );
      }
      case 'delete':
        return this.#promises.asked(happening, alice.call('DELETE', `/api/cse/${happening.cluster}`));
      case 'ask': {
        const { cluster, what } = happening;
        const paths = { list: '', info: `/${cluster}/info`, config: `/${cluster}/config`, system: '/system' };
        return this.#promises.asked(happening, alice.call('GET', `/api/cse${paths[what]}`));
      }
      case 'switch': {
        const body = { enabled: happening.enabled };
        return this.#promises.asked(happening, admin.call('PUT', '/api/cse/system', body));
      }
      case 'operate':
        return stage.until(
          stage
            .operate(happening.verb, recordKey('Cluster', 'acme', happening.cluster))
            // There may be no such record, or nothing for the verb to do.
            .catch((error: unknown) => stage.note(`  ${String(error)}`)),
        );
      case 'rules': {
        const { rules, kind, forMs } = happening;
        for (const rule of rules) this.#rules.set(rule, kind);
        this.#arm();
        stage.time.after(forMs, () => {
          this.#disarm(rules);
        });
        return;
      }
      case 'broker':
        return this.#troubleBroker(happening);
      case 'disk':
        this.#count(happening.kind);
        stage.disk = happening.kind;
        stage.time.after(happening.forMs, () => (stage.disk = undefined));
        return;
      case 'clock':
        this.#count(happening.kind);
        stage.clockOffMs += happening.byMs;
        return;
      case 'kill':
        if (happening.kind === 'kill at a point') return this.#dieAfter(happening.points, happening.downMs);
        this.#count(happening.kind);
        this.#startAt = stage.time.now() + happening.downMs;
        return stage.kill();
    }
  }

  #troubleBroker(happening: Extract<Happening, { act: 'broker' }>): void {
    const { broker, time, dice } = this.#stage;
    this.#count(`broker: ${happening.kind}`);
    switch (happening.kind) {
      case 'drop':
        return broker.cut('service');
      case 'cancel':
        return broker.cancelConsumers(queueName);
      case 'duplicate':
        return broker.deliverTwice();
      case 'reorder':
        return broker.shuffle(queueName, () => dice.fraction() - 0.5);
      case 'blocked':
        broker.block();
        time.after(happening.forMs, () => broker.unblock());
        return;
      case 'gone':
        broker.leave();
        time.after(happening.forMs, () => broker.comeBack());
    }
  }

  #arm(): void {
    this.#stage.sim.setFaults([...this.#rules.keys()]);
  }

  #disarm(rules: Iterable<FaultRule>): void {
    const going = new Set(rules);
    const struck = this.#stage.sim.faults().map((rule) => rule.struck);
    for (const [index, [rule, kind]] of [...this.#rules].entries()) {
      if (!going.has(rule)) continue;
      this.#count(kind, struck[index]);
      this.#rules.delete(rule);
    }
    this.#arm();
  }

  async #endTrouble(): Promise<void> {
    const stage = this.#stage;
    stage.note('- the trouble ends');
    this.#disarm([...this.#rules.keys()]);
    stage.broker.comeBack();
    stage.broker.unblock();
    stage.disk = undefined;
    stage.clockOffMs = 0;
    this.#dieAfter(Infinity, 0);
    await stage.eventually(() => stage.serving, 10 * minute);
    await this.#untilAnswered(() => this.#tenants.admin.call('PUT', '/api/cse/system', { enabled: true }));
    for (const { metadata, spec } of await stage.clusters()) {
      if (spec.paused)
        await stage.until(stage.operate('resume', recordKey('Cluster', metadata.namespace, metadata.name)));
    }
  }

  /** As somebody who wants it done asks again while nobody answers. */
  async #untilAnswered(ask: () => ReturnType<ReturnType<Stage['tenant']>['call']>): Promise<void> {
    const stage = this.#stage;
    for (let tries = 0; tries < 20; tries += 1) {
      const { status } = await stage.until(ask());
      if (status !== 0 && status < 500) return;
      await stage.pass(30 * second);
    }
  }

  async #deleteAll(): Promise<void> {
    const stage = this.#stage;
    stage.note('- everything is deleted');
    for (const { metadata } of await stage.clusters()) {
      this.#promises.mayGo(metadata.name);
      await this.#untilAnswered(() => this.#tenants.alice.call('DELETE', `/api/cse/${metadata.name}`));
    }
    if (!(await stage.eventually(async () => (await stage.clusters()).length === 0, restWithinMs, minute))) {
      const left = (await stage.clusters()).map(
        ({ metadata, status }) => `${metadata.name} (${status.phase})`,
      );
      this.violations.push(`${left.join(', ')} cannot be deleted`);
    }
  }

  /** Nothing is under way any more, and stays so. */
  async #rest(when: string): Promise<void> {
    const stage = this.#stage;
    let quietFor = 0;
    const isQuiet = async () => {
      quietFor = (await this.#nothingRuns()) ? quietFor + 1 : 0;
      return quietFor > 3;
    };
    if (await stage.eventually(isQuiet, restWithinMs, minute)) return;
    const clusters = (await stage.clusters()).map(
      ({ metadata, status }) => `${metadata.name} (${status.phase})`,
    );
    const tasks = stage.sim.remains().runningTasks.map(({ operation }) => operation);
    this.violations.push(`no rest ${when}: ${[...clusters, ...tasks].join(', ')}`);
  }

  async #nothingRuns(): Promise<boolean> {
    const stage = this.#stage;
    if (!stage.serving || stage.sim.remains().runningTasks.length > 0) return false;
    const isAtRest = ({ metadata, status }: Cluster) =>
      metadata.deletionTimestamp === undefined && status.tasks.every(({ state }) => state !== 'running');
    return (await stage.clusters()).every(isAtRest);
  }

  async #check(before: ReturnType<Stage['sim']['remains']>): Promise<void> {
    const stage = this.#stage;
    const clusters = await stage.clusters();
    const templates = (await stage.store?.templates.list())?.items ?? [];
    const { username: serviceUser } = serviceAccount;
    this.violations.push(
      ...wrongs({
        sim: stage.sim,
        clusters,
        templates,
        before,
        lives: stage.lives + this.#strandedSessions(),
        serviceUser,
      }),
      ...(await this.#promises.look()),
      ...(await this.#promises.kept()),
    );
  }

  /** Sessions that vCD opened and the service cannot know: their answer was lost, or vCD said that they had ended. */
  #strandedSessions(): number {
    const lost = this.#stage.trace.filter((line) =>
      /POST \/(?:api|cloudapi).*sessions.* (?:hang-up|silence)$/.test(line),
    );
    return lost.length + (this.faults.get('401') ?? 0);
  }

  async #cluster(name: string): Promise<Cluster | undefined> {
    return (await this.#stage.clusters()).find(({ metadata }) => metadata.name === name);
  }

  #count(kind: string, times = 1): void {
    if (times > 0) this.faults.set(kind, (this.faults.get(kind) ?? 0) + times);
  }
}
