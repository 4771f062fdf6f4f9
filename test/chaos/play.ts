import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { Remains } from 'vcdsim';
import type { DirectAnswer } from '../simulation/direct-tenant.ts';
import type { Point } from '../simulation/points.ts';
import { Stage } from '../simulation/stage.ts';
import type { StageOptions } from '../simulation/stage-options.ts';

/** Everything that the service remembers. */
export interface Memory {
  readonly clusters: readonly Cluster[];
  readonly templates: readonly Template[];
}

/** Simulated milliseconds from the end of a process to the start of the next one, as a supervisor has it. */
const restartMs = 3_000;
/** Simulated milliseconds within which everything comes to its end. */
const usualPatienceMs = 4 * 3_600_000;
const lookEveryMs = 5_000;
/** What comes late of a process that was ended, or of none, comes within this time. */
const quietMs = 90_000;
/** Looking less often at what takes its time shows as much, and there is less to go through. */
const unhurried = { poll_min_ms: 5_000, poll_max_ms: 20_000 };

export interface PlayOptions extends Omit<StageOptions, 'atPoint'> {
  /** Number of the point, from 1, where the process ends. */
  readonly dieAt?: number;
  /** Simulated milliseconds that anything may take. */
  readonly patienceMs?: number;
}

interface Progress {
  armed: boolean;
  died: boolean;
  starts: number;
}

/** Something did not come to its end. */
export class NeverSettled extends Error {
  override readonly name = 'NeverSettled';
}

/**
 * One life of the service on a stage of its own, which may end at one of its points, once: the `dieAt`-th after `arm`. A
 * supervisor starts it again.
 */
export class Play implements AsyncDisposable {
  readonly stage: Stage;
  /** What was there before the service did anything. */
  readonly before: Remains;
  /** Points since `arm`, in turn. */
  readonly points: Point[];
  readonly #progress: Progress;
  readonly #patienceMs: number;

  private constructor(stage: Stage, points: Point[], progress: Progress, patienceMs: number) {
    this.stage = stage;
    this.points = points;
    this.#progress = progress;
    this.#patienceMs = patienceMs;
    this.before = stage.sim.remains();
  }

  /** The service runs and takes requests when this resolves. */
  static async open({ dieAt, patienceMs = usualPatienceMs, ...options }: PlayOptions): Promise<Play> {
    const points: Point[] = [];
    const progress: Progress = { armed: false, died: false, starts: 0 };
    const stage: Stage = await Stage.open({
      limits: unhurried,
      ...options,
      atPoint: (point) => {
        if (!progress.armed || progress.died) return 'live';
        points.push(point);
        if (points.length !== dieAt) return 'live';
        progress.died = true;
        stage.time.after(restartMs, () => void play.restart());
        return 'die';
      },
    });
    const play: Play = new Play(stage, points, progress, patienceMs);
    try {
      await stage.until(play.restart());
      await play.reaches('it serves', () => true);
      return play;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** From now on points count. */
  arm(): void {
    this.#progress.armed = true;
  }

  /** How often a process was started. */
  get starts(): number {
    return this.#progress.starts;
  }

  /** A request of alice of acme; 504 where the service died before it answered and nobody came in time. */
  async request(method: string, path: string, body?: unknown): Promise<DirectAnswer> {
    return this.stage.until(this.stage.tenant('alice', 'acme').call(method, path, body));
  }

  /** Waits until the service serves and `look` is true of what it remembers. Throws `NeverSettled`. */
  async reaches(what: string, look: (memory: Memory) => boolean): Promise<void> {
    const { stage } = this;
    const seen = async () => stage.serving && look(await this.memory());
    if (await stage.eventually(seen, this.#patienceMs, lookEveryMs)) return;
    throw new NeverSettled(`not within ${this.#patienceMs / 60_000} minutes: ${what}`);
  }

  /** As `reaches`, and it stays so for a while, whatever dies meanwhile. */
  async settles(what: string, look: (memory: Memory) => boolean): Promise<void> {
    await this.reaches(what, look);
    const livesThen = this.starts;
    await this.stage.pass(quietMs);
    if (this.starts === livesThen && this.stage.running) return this.reaches(what, look);
    return this.settles(what, look);
  }

  /** Some simulated time, for who waits inside of `stage.until`. */
  tick(): Promise<void> {
    return new Promise((resolve) => void this.stage.time.after(lookEveryMs, resolve));
  }

  async memory(): Promise<Memory> {
    const { store } = this.stage;
    if (!store) return { clusters: [], templates: [] };
    const [clusters, templates] = await Promise.all([store.clusters.list(), store.templates.list()]);
    return { clusters: clusters.items, templates: templates.items };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
  }

  /** Starts the next process. */
  restart(): Promise<void> {
    this.#progress.starts += 1;
    return this.stage.start();
  }
}
