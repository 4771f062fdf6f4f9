import type { Cluster } from '#records/cluster.ts';
import { recordKey } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { serviceAccount } from '../../scripts/simulated/service-account.ts';
import { leftBehind, wrongs } from '../support/invariants.ts';
import { doDeed, type People } from './deeds.ts';
import type { DirectAnswer } from './direct-tenant.ts';
import { madeTemplate, removeTemplate, withRecipe } from './made-template.ts';
import { PlannedEnd } from './planned-end.ts';
import { Promises } from './promises.ts';
import { Stage } from './stage.ts';
import type { StageOptions } from './stage-options.ts';
import { isFault, type Happening, type Story } from './story.ts';
import { Supervisor } from './supervisor.ts';
import { Trouble } from './trouble.ts';

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
/** Longer than the pauses between some attempts at the same node, which double. */
const mendedWithinMs = 12 * hour;
/** Longer than every deadline of a creation and every wait between two tries. */
const restWithinMs = 6 * hour;

/** Plays a story from its beginning until nothing is left of it; `between` is what the service is made to forget. */
export async function play(story: Story, between?: StageOptions['between']): Promise<Outcome> {
  const plannedEnd = new PlannedEnd();
  await using stage = await Stage.open({
    seed: story.seed,
    atPoint: plannedEnd.atPoint,
    deadlines: { lost_answer: 60 },
    ...(makesTemplate(story) && { config: withRecipe }),
    ...(between && { between }),
  });
  using supervisor = new Supervisor(stage);
  const trouble = new Trouble({ stage, supervisor, plannedEnd });
  const playing = new Playing(stage, trouble);
  supervisor.begin();
  await playing.all(story);
  supervisor[Symbol.dispose]();
  await stage.stop();
  return {
    violations: playing.violations,
    faults: trouble.counts,
    simulatedMs: stage.time.now(),
    trace: stage.trace,
  };
}

function makesTemplate({ happenings }: Story): boolean {
  return happenings.some(({ act }) => act === 'build');
}

class Playing {
  readonly violations: string[] = [];
  readonly #stage: Stage;
  readonly #trouble: Trouble;
  readonly #promises: Promises;
  readonly #people: People;

  constructor(stage: Stage, trouble: Trouble) {
    this.#stage = stage;
    this.#trouble = trouble;
    this.#promises = new Promises(stage);
    this.#people = {
      alice: stage.tenant('alice', 'acme'),
      admin: stage.tenant('administrator', 'System'),
    };
  }

  async all({ happenings, restMs }: Story): Promise<void> {
    const stage = this.#stage;
    const before = stage.sim.remains();
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
    if (restMs > mendedWithinMs) this.violations.push(...(await this.#promises.mended()));
    await this.#deleteAll();
    await this.#rest('after everything was deleted');
    await this.#check(before);
    this.violations.push(...leftBehind({ sim: stage.sim, before }));
  }

  async #happen(happening: Happening): Promise<void> {
    if (isFault(happening)) return this.#trouble.begin(happening);
    return doDeed(happening, { stage: this.#stage, people: this.#people, promises: this.#promises });
  }

  async #passUntil(atMs: number): Promise<void> {
    const stage = this.#stage;
    while (stage.time.now() < atMs) {
      await stage.pass(Math.min(lookMs, atMs - stage.time.now()));
      this.violations.push(...(await this.#promises.look()));
    }
  }

  async #endTrouble(): Promise<void> {
    const stage = this.#stage;
    stage.note('- the trouble ends');
    this.#trouble.end();
    await stage.eventually(() => stage.serving, 10 * minute);
    await this.#untilAnswered(() => this.#people.admin.call('PUT', '/api/cse/system', { enabled: true }));
    for (const { metadata, spec } of await stage.clusters()) {
      if (spec.paused)
        await stage.until(stage.operate('resume', recordKey('Cluster', metadata.namespace, metadata.name)));
    }
  }

  /** As somebody who wants it done asks again while nobody answers. */
  async #untilAnswered(ask: () => Promise<DirectAnswer>): Promise<void> {
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
      await this.#untilAnswered(() => this.#people.alice.call('DELETE', `/api/cse/${metadata.name}`));
    }
    const { store } = stage;
    if (store) await stage.until(removeTemplate(store.templates));
    const left = async () => [
      ...(await stage.clusters()).map(inWords),
      ...[store && (await madeTemplate(store.templates))].flatMap((template) =>
        template ? [inWords(template)] : [],
      ),
    ];
    if (await stage.eventually(async () => (await left()).length === 0, restWithinMs, minute)) return;
    this.violations.push(`${(await left()).join(', ')} cannot be deleted`);
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
    const records = [...(await stage.clusters()), ...(await stage.templates())].map(inWords);
    const tasks = stage.sim.remains().runningTasks.map(({ operation }) => operation);
    this.violations.push(`no rest ${when}: ${[...records, ...tasks].join(', ')}`);
  }

  async #nothingRuns(): Promise<boolean> {
    const stage = this.#stage;
    if (!stage.serving || stage.sim.remains().runningTasks.length > 0) return false;
    return (
      (await stage.clusters()).every(isClusterAtRest) && (await stage.templates()).every(isTemplateAtRest)
    );
  }

  async #check(before: ReturnType<Stage['sim']['remains']>): Promise<void> {
    const stage = this.#stage;
    this.violations.push(
      ...wrongs({
        sim: stage.sim,
        clusters: await stage.clusters(),
        templates: await stage.templates(),
        before,
        lives: stage.lives + this.#strandedSessions(),
        serviceUser: serviceAccount.username,
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
    return lost.length + (this.#trouble.counts.get('401') ?? 0);
  }
}

function isClusterAtRest({ metadata, status }: Cluster): boolean {
  return metadata.deletionTimestamp === undefined && status.tasks.every(({ state }) => state !== 'running');
}

/** It is there, or nobody wants it made, or it was given up and cleared away. */
function isTemplateAtRest({ metadata, status }: Template): boolean {
  if (metadata.deletionTimestamp !== undefined || status.observedGeneration !== metadata.generation)
    return false;
  return ['ready', 'missing', 'failed'].includes(status.phase ?? '');
}

function inWords({ metadata, status }: Cluster | Template): string {
  return `${metadata.name} (${status.phase})`;
}
