import assert from 'node:assert/strict';
import type { Cluster } from '#records/cluster.ts';
import { assertGone, assertStands, vAppsNamed } from '../support/cluster-facts.ts';
import { requestCluster, requestDeletion, type Accepted } from '../support/cluster-requests.ts';
import { eventually, type SimulatedCloud } from '../support/simulated-cloud.ts';
import type { Wish, WorldEvent, WorldState } from './cluster-world.ts';
import type { WorldStage } from './world-stage.ts';

const phaseOf: Record<Exclude<WorldState, 'none' | 'gone'>, string> = {
  making: 'initializingControlPlane',
  ready: 'ready',
  stopped: 'degraded',
  crippled: 'degraded',
  headless: 'degraded',
  vAppLost: 'degraded',
  failed: 'failed',
};
/** Why nothing is done for it. */
const reasonOf: Partial<Record<WorldState, string>> = {
  stopped: 'ClusterStopped',
  crippled: 'RepairHeld',
  headless: 'ControlPlaneGone',
  vAppLost: 'ControlPlaneGone',
};
const failingOperation = { compose: 'vdcComposeVapp', tagging: 'metadataUpdate' };
const xml = 'application/*+xml;version=31.0';
const undeploy =
  '<UndeployVAppParams xmlns="http://www.vmware.com/vcloud/v1.5"><UndeployPowerAction>powerOff</UndeployPowerAction></UndeployVAppParams>';
type Machine = ReturnType<SimulatedCloud['sim']['inventory']['vmsOf']>[number];

function isControlPlane(name: string): boolean {
  return name.startsWith('mstr-');
}

/** The cluster of one path: what was asked for it, what was done to it, and what may never become of it. */
export class PlayedCluster {
  readonly name: string;
  readonly #stage: WorldStage;
  #wish: Wish | undefined;
  #creation: Accepted | undefined;
  #deletion: Accepted | undefined;
  /** The vApp and the nodes that it had when it became ready. */
  #ready: { readonly vAppId: string | undefined; readonly nodes: readonly string[] } | undefined;
  #vAppDeletedByHand = false;
  /** Names of the VMs that were deleted by hand. */
  readonly #deletedByHand = new Set<string>();

  constructor(stage: WorldStage, name: string) {
    this.#stage = stage;
    this.name = name;
  }

  /** Does what the event says, as people and the cloud do it: through vCD and through the guests. */
  async poke(event: WorldEvent): Promise<void> {
    const { guests } = this.#stage;
    switch (event.type) {
      case 'create':
        return this.#create(event.wish);
      case 'guestsAnswer':
        return guests.tell(this.name, 'answer');
      case 'guestsFail':
        return guests.tell(this.name, 'fail');
      case 'powerOffByHand':
        return this.#byHand('POST', () => `/api/vApp/vm-${this.#lastVmId()}/power/action/powerOff`);
      case 'stopByHand':
        return this.#byHand('POST', () => `${this.#vAppPath()}/action/undeploy`, undeploy);
      case 'startByHand':
        return this.#byHand('POST', () => `${this.#vAppPath()}/power/action/powerOn`);
      case 'deleteWorkerByHand':
        return this.#deleteVms([this.#lastVm()]);
      case 'deleteAllWorkersByHand':
        return this.#deleteVms(this.#vms().filter(({ name }) => !isControlPlane(name)));
      case 'deleteControlPlaneByHand':
        return this.#deleteVms(this.#vms().filter(({ name }) => isControlPlane(name)));
      case 'deleteVAppByHand':
        this.#vAppDeletedByHand = true;
        return this.#byHand('DELETE', () => `${this.#vAppPath()}?force=true&recursive=true`);
      case 'restartServer':
        return this.#stage.restartServer();
      case 'delete':
        return this.delete({ taskFails: false });
    }
  }

  async delete({ taskFails }: { readonly taskFails: boolean }): Promise<void> {
    const ask = async () => {
      this.#deletion = await requestDeletion(this.#stage.cloud.alice, this.name);
    };
    if (!taskFails || this.#vApps().length === 0) return ask();
    await this.#whileFailing('vdcDeleteVapp', async (failed) => {
      await ask();
      await failed(1);
    });
  }

  /** Waits until the cluster is in that state and holds everything against it that must be true. */
  async check(state: WorldState): Promise<void> {
    await this.#settle(state);
    assert.ok(this.#vApps().length <= 1, 'never two vApps');
    await this.#checkTasks(state);
    switch (state) {
      case 'none':
        return;
      case 'gone':
        return assertGone(this.#stage.cloud, this.name);
      case 'making':
        return this.#checkNodes(await this.#record());
      case 'ready':
        await assertStands(this.#stage.cloud, this.#wanted());
        return this.#checkReady(state, await this.#record());
      case 'stopped':
      case 'crippled':
      case 'headless':
      case 'vAppLost':
        return this.#checkReady(state, await this.#record());
      case 'failed':
        assert.ok((await this.#record()).status.failure);
    }
  }

  /** For a report of what went wrong. */
  async describe(): Promise<string> {
    const record = (await this.#records())[0];
    const vms = this.#vms().map((vm) => `${vm.name}: ${vm.status}, ${vm.running ? 'runs' : 'off'}`);
    return JSON.stringify({ vms, status: record?.status, tasks: await this.#taskStates() }, null, 1);
  }

  async #create(wish: Wish): Promise<void> {
    this.#wish = wish;
    const ask = async () => {
      const changes = { node_count: wish.workers, disable_rollback: wish.rollback };
      this.#creation = await requestCluster(this.#stage.cloud.alice, this.name, changes);
    };
    if (wish.trouble === 'none') return ask();
    await this.#whileFailing(failingOperation[wish.trouble], async (failed) => {
      await ask();
      await failed(wish.trouble === 'tagging' ? 2 : 1);
    });
  }

  #whileFailing(
    operation: string,
    work: (failed: (times: number) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    return this.#stage.whileFailing({ operation, object: this.name }, work);
  }

  /** As the owner does it with vCD's own means; a task of ours that is in the way is waited for. */
  async #byHand(method: string, path: () => string, body?: string): Promise<void> {
    const { alice } = this.#stage.cloud;
    const accepted = await eventually(async () => {
      const answer = await alice.call(method, path(), body, xml);
      return answer.text.includes('BUSY_ENTITY') ? undefined : answer;
    }, `${method} ${path()}`);
    const [taskHref] = /http[^"]*\/api\/task\/[^"/]*/.exec(accepted.text) ?? [];
    assert.ok(accepted.status === 202 && taskHref, accepted.text);
    assert.equal((await alice.waitForTask(taskHref, { pollMs: 5 })).status, 'success');
  }

  /**
   * Behind vCD's back as well as through it: vCD deletes only VMs that are stopped, and one that is stopped alone would
   * be powered on.
   */
  async #deleteVms(vms: readonly Machine[]): Promise<void> {
    for (const vm of vms) this.#deletedByHand.add(vm.name);
    for (const vm of vms) this.#stage.cloud.sim.inventory.removeVm(vm);
    await Promise.all(vms.map(async (vm) => vm.running?.powerOff()));
  }

  async #settle(state: WorldState): Promise<void> {
    if (state === 'none') return;
    await eventually(async () => {
      const [record] = await this.#records();
      if (state === 'gone') return (!record && this.#vApps().length === 0) || undefined;
      if (record?.status.phase !== phaseOf[state]) return undefined;
      if (reasonOf[state] !== undefined && record.status.waiting?.reason !== reasonOf[state])
        return undefined;
      // What was done by hand is noticed a moment later.
      if (state === 'making') return this.#allNodesRun() || undefined;
      if (state === 'ready') return (this.#allNodesRun() && this.#agrees(record)) || undefined;
      return !this.#busy() || undefined;
    }, `${this.name} is ${state}`);
  }

  async #checkTasks(state: WorldState): Promise<void> {
    const { creation, deletion } = await this.#taskStates();
    if (state === 'making') assert.equal(creation, 'running');
    else if (this.#ready || state === 'ready') assert.equal(creation, 'success');
    else if (this.#creation) assert.equal(creation, 'error');
    assert.equal(deletion, this.#deletion && 'success');
  }

  #checkNodes(record: Cluster): void {
    const names = record.status.nodes.map((node) => node.name);
    assert.equal(names.length, 1 + this.#wanted().workers);
    assert.deepEqual(
      this.#vms()
        .map((vm) => vm.name)
        .toSorted(),
      names.toSorted(),
    );
  }

  /**
   * Once it was ready it is never made again, renamed or given up, and no secret comes back. A worker that was deleted by
   * hand has another in its place where one was made, and no other node has.
   */
  #checkReady(state: WorldState, { status }: Cluster): void {
    const nodes = status.nodes.map((node) => node.name);
    this.#ready ??= { vAppId: this.#vApps()[0]?.id, nodes };
    const lost = state === 'ready' ? this.#deletedByHand : new Set<string>();
    const kept = this.#ready.nodes.filter((name) => !lost.has(name));
    assert.deepEqual(nodes.slice(0, kept.length), kept);
    assert.equal(nodes.length, this.#ready.nodes.length);
    assert.equal(nodes.filter(isControlPlane).length, 1, 'never two control planes');
    assert.ok(this.#vms().filter(({ name }) => isControlPlane(name)).length <= 1);
    assert.ok(status.readyAt);
    assert.equal(status.failure, undefined);
    const gone = this.#vApps().length === 0;
    if (!gone) assert.equal(this.#vApps()[0]?.id, this.#ready.vAppId);
    else assert.ok(this.#vAppDeletedByHand, 'only a hand deletes the vApp of a ready cluster');
    assert.ok(this.#vms().every((vm) => !vm.extraConfig.get('guestinfo.userdata')));
  }

  /** The record has the nodes that vCD has. */
  #agrees({ status }: Cluster): boolean {
    const names = new Set(this.#vms().map((vm) => vm.name));
    return status.nodes.length === names.size && status.nodes.every(({ name }) => names.has(name));
  }

  async #taskStates() {
    const { alice } = this.#stage.cloud;
    const stateOf = async (request: Accepted | undefined) =>
      request && (await alice.task(request.taskHref)).status;
    return { creation: await stateOf(this.#creation), deletion: await stateOf(this.#deletion) };
  }

  #wanted() {
    assert.ok(this.#wish && this.#creation);
    return { ...this.#creation, workers: this.#wish.workers };
  }

  async #record(): Promise<Cluster> {
    const [record, ...others] = await this.#records();
    assert.ok(record);
    assert.equal(others.length, 0);
    return record;
  }

  async #records(): Promise<readonly Cluster[]> {
    return (await this.#stage.cloud.records()).filter(({ metadata }) => metadata.name === this.name);
  }

  #vApps() {
    return vAppsNamed(this.#stage.cloud, this.name);
  }

  #vAppPath(): string {
    return `/api/vApp/vapp-${this.#vApps()[0]?.id}`;
  }

  #vms() {
    return this.#vApps().flatMap((vApp) => this.#stage.cloud.sim.inventory.vmsOf(vApp));
  }

  /** A worker, where there is one. */
  #lastVm() {
    const vm = this.#vms()
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .at(-1);
    assert.ok(vm);
    return vm;
  }

  #lastVmId(): string {
    return this.#lastVm().id;
  }

  #allNodesRun(): boolean {
    const vms = this.#vms();
    return vms.length === 1 + this.#wanted().workers && vms.every((vm) => vm.running !== undefined);
  }

  #busy(): boolean {
    return this.#vApps().some((vApp) => vApp.creation === 'running');
  }
}
