import { buildOf } from '#machines/template-guards.ts';
import type { Cluster } from '#records/cluster.ts';
import type { DirectAnswer } from './direct-tenant.ts';
import { NodePromises } from './node-promises.ts';
import type { Stage } from './stage.ts';
import type { Deed } from './story.ts';

/** A deed and what was answered to it; nothing yet as long as there is no answer. */
interface Asked {
  readonly deed: Deed;
  /** The node that is to go. */
  readonly node: string | undefined;
  answer: DirectAnswer | undefined;
}

const xml = 'application/*+xml;version=37.0';

/** What was promised to tenants, and whether it is kept. */
export class Promises {
  readonly #stage: Stage;
  readonly #asked: Asked[] = [];
  /** Clusters that were seen ready, by uid. */
  readonly #ready = new Map<string, { readonly name: string; readonly vAppId: string | undefined }>();
  /** Names of clusters whose end somebody asked for. */
  readonly #mayGo = new Set<string>();
  readonly #told = new Set<string>();
  readonly #builds = new Set<string>();
  readonly #nodes: NodePromises;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#nodes = new NodePromises(stage);
  }

  asked(deed: Deed, answered: Promise<DirectAnswer>, node?: string): void {
    const asked: Asked = { deed, node, answer: undefined };
    this.#asked.push(asked);
    if (deed.act === 'delete') this.mayGo(deed.cluster);
    void answered.then((answer) => {
      // What cannot be read on the way back is no promise: the client does not know what came of it.
      asked.answer = answer.status === 202 && answer.body === undefined ? { ...answer, status: 0 } : answer;
      this.#stage.note(`  answered ${deed.act} ${'cluster' in deed ? deed.cluster : ''} ${answer.status}`);
    });
  }

  /** A template is to be made, and the wish is written. */
  wished(build: string): void {
    this.#builds.add(build);
  }

  mayGo(cluster: string): void {
    this.#mayGo.add(cluster);
  }

  /**
   * What must hold at every moment: a cluster that was ever ready is there as long as nobody has it deleted, and has the
   * control plane that it had.
   */
  async look(): Promise<readonly string[]> {
    if (!this.#stage.running || !this.#stage.store) return [];
    const clusters = await this.#stage.clusters();
    for (const { metadata, status } of clusters) {
      if (status.readyAt === undefined) continue;
      this.#ready.set(metadata.uid, { name: metadata.name, vAppId: status.vApp?.id });
    }
    const lost = [...this.#ready].flatMap(([uid, { name, vAppId }]) => {
      if (this.#mayGo.has(name)) return [];
      const record = clusters.find(({ metadata }) => metadata.uid === uid);
      if (!record) return [`${name} was ready, nobody had it deleted, and its record is gone`];
      const isThere = vAppId === undefined || this.#stage.sim.inventory.vApps.has(vAppId);
      return isThere || this.#wasTakenByHand()
        ? []
        : [`${name} was ready, nobody had it deleted, and its vApp is gone`];
    });
    return [
      ...lost.filter((sentence) => !this.#told.has(sentence) && this.#told.add(sentence)),
      ...this.#nodes.look(clusters),
    ];
  }

  /** What must hold after hours without trouble, beside what is promised at rest. */
  async mended(): Promise<readonly string[]> {
    return this.#nodes.mended(await this.#stage.clusters());
  }

  /** What must hold at rest: every request that was taken has one task, which has ended, and had its effect once. */
  async kept(): Promise<readonly string[]> {
    const clusters = await this.#stage.clusters();
    const unanswered = this.#asked.filter(({ answer }) => answer === undefined);
    const names = new Set(this.#asked.flatMap(({ deed }) => ('cluster' in deed ? [deed.cluster] : [])));
    const wrong: string[] = [];
    for (const name of names) {
      const record = clusters.find(({ metadata }) => metadata.name === name);
      wrong.push(...(await this.#wrongOf(name, record)));
    }
    return [
      ...unanswered.map(({ deed }) => `nobody ever answered ${JSON.stringify(deed)}`),
      ...wrong,
      ...(await this.#unmade()),
    ];
  }

  /** A template that was wished for is there, or says why not. */
  async #unmade(): Promise<readonly string[]> {
    const wished = (await this.#stage.templates()).filter(({ spec }) =>
      this.#builds.has(spec.build?.id ?? ''),
    );
    return wished
      .filter((template) => template.status.phase !== 'ready' && buildOf(template)?.failure === undefined)
      .map(({ metadata }) => `template ${metadata.name} was wished for, is not there, and nobody says why`);
  }

  async #wrongOf(name: string, record: Cluster | undefined): Promise<readonly string[]> {
    const about = this.#asked.filter(({ deed }) => 'cluster' in deed && deed.cluster === name);
    const taken = about.filter(({ answer }) => answer?.status === 202);
    const ended: (Asked & { readonly state: string })[] = [];
    for (const asked of taken) ended.push({ ...asked, state: await this.#stateOf(asked) });
    const open = ended.filter(({ state }) => !['success', 'error', 'aborted', 'canceled'].includes(state));
    const wrong = open.map(({ deed, state }) => `the task of ${JSON.stringify(deed)} is ${state}`);
    const deleted = ended.some(({ deed, state }) => deed.act === 'delete' && state === 'success');
    const createdAgain = about.filter(({ deed }) => deed.act === 'create').length > 1;
    if (deleted && record && !createdAgain)
      wrong.push(`${name} was deleted, said its task, and has a record`);
    if (this.#wasTakenByHand() || !record?.status.readyAt || record.status.phase !== 'ready') return wrong;
    return [...wrong, ...this.#wrongCount(record, ended, about)];
  }

  /** Workers that were asked for and promised are there; of what nobody answered either may be so. */
  #wrongCount(
    { metadata, status }: Cluster,
    ended: readonly (Asked & { readonly state: string })[],
    about: readonly Asked[],
  ): readonly string[] {
    let [least, most] = [0, 0];
    const gone = { certainly: new Set<string>(), possibly: new Set<string>() };
    for (const asked of about) {
      const state = ended.find(({ deed }) => deed === asked.deed)?.state;
      const change = workersOf(asked.deed);
      const isCertain = state === 'success' || (asked.deed.act === 'create' && asked.answer?.status === 202);
      // A refusal changes nothing; what was not answered in time may have been done.
      const isPossible = isCertain || [0, 503, 504].includes(asked.answer?.status ?? 0);
      if (change > 0) [least, most] = [least + (isCertain ? change : 0), most + (isPossible ? change : 0)];
      if (asked.node !== undefined && isPossible) gone.possibly.add(asked.node);
      if (asked.node !== undefined && isCertain) gone.certainly.add(asked.node);
    }
    const workers = status.nodes.filter(({ role }) => role === 'worker').length;
    least -= gone.possibly.size;
    // What was deleted may have been of an addition that failed and was taken back.
    if (ended.every(({ state }) => state === 'success')) most -= gone.certainly.size;
    if (workers >= least && workers <= most) return [];
    return [`${metadata.name} has ${workers} workers, and ${least} to ${most} were asked for`];
  }

  async #stateOf({ answer }: Asked): Promise<string> {
    // The contract's 202: the link of the task.
    const href = (answer?.body as { readonly task_href?: string } | undefined)?.task_href;
    if (href === undefined) return 'without a link';
    const shown = await this.#stage.until(
      this.#stage.tenant('alice', 'acme').call('GET', new URL(href).pathname, undefined, xml),
    );
    return /\bstatus="(\w+)"/.exec(shown.text)?.[1] ?? `not to be read (${shown.status})`;
  }

  #wasTakenByHand(): boolean {
    return this.#stage.trace.some((line) => line.includes('deleted by hand'));
  }
}

function workersOf(deed: Deed): number {
  switch (deed.act) {
    case 'create':
      return deed.workers;
    case 'addNodes':
      return deed.count;
    case 'deleteNode':
    case 'delete':
    case 'ask':
    case 'operate':
    case 'switch':
    case 'build':
    case 'removeTemplate':
      return 0;
  }
}
