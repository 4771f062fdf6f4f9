import { glob } from '../glob.ts';
import { referTo } from '../documents/references.ts';
import { ApiError, unauthorized } from '../http/api-error.ts';
import type { Network, VApp, Vdc, Vm } from '../inventory/entities.ts';
import { takeFreeAddresses, releaseAddresses } from '../inventory/ip-pool.ts';
import { deleteVApp, removeVm } from '../operations/compose.ts';
import { powerOffMachine } from '../operations/orders.ts';
import type { Session } from '../sessions/session-store.ts';
import type { LockTarget } from '../tasks/task-engine.ts';
import type { World } from '../world.ts';
import type { Effect } from './effects.ts';
import type { FaultRule } from './fault-rule.ts';

const usualMs = 30_000;

/** Who has the addresses that a rule took; no VM. */
export const stranger = 'somebody else';

/** A call that a rule struck. */
interface StruckCall {
  /** Ids and names of what it is about. */
  readonly objects: readonly string[];
  readonly session: Session | undefined;
  readonly requestId: string;
}

/** What fault rules do to the cloud itself, behind the back of whoever calls. */
export class Mischief {
  readonly #world: World;
  readonly #acts: Partial<Record<Effect, (rule: FaultRule, call: StruckCall) => void | Promise<void>>>;
  #cellBackAt = 0;

  constructor(world: World) {
    this.#world = world;
    this.#acts = {
      'end-sessions': (_, { session }) => this.#endSessions(session),
      'cell-failover': (rule) => this.#failOver(rule),
      busy: (rule, call) => this.#keepBusy(rule, call),
      'power-off-vm': (rule) => this.#withOneVm(rule, (vm) => powerOffMachine(vm)),
      'delete-vm': (rule) => this.#withOneVm(rule, (vm) => removeVm(world, vm)),
      'stop-kubelet': (rule) => this.#withOneVm(rule, async ({ running }) => running?.stopKubelet?.()),
      'delete-node': (rule) => this.#withOneVm(rule, async ({ running }) => running?.deleteNode?.()),
      'delete-vapp': (rule) => this.#withOneVApp(rule, (vApp) => deleteVApp(world, vApp)),
      'delete-network': (rule) => this.#networks(rule).forEach((network) => this.#hide(network, rule)),
      'empty-pool': (rule) => this.#networks(rule).forEach((network) => this.#empty(network, rule)),
      'fill-quota': (rule) => this.#vdcs(rule).forEach((vdc) => this.#fill(vdc, rule)),
    };
  }

  /** Throws the 503 of a cell that is not there. */
  requireCell(): void {
    if (this.#world.clock.now().getTime() < this.#cellBackAt) {
      throw new ApiError(503, 'SERVICE_UNAVAILABLE', 'The server is starting.');
    }
  }

  /** Does what the rule says before the call goes on, or throws what is answered in its place. */
  async meddle(rule: FaultRule, call: StruckCall): Promise<void> {
    await this.#acts[rule.effect]?.(rule, call);
  }

  #endSessions(session: Session | undefined): void {
    this.#world.sessions.endAll();
    if (session) throw unauthorized();
  }

  #failOver({ forMs = usualMs }: FaultRule): void {
    this.#world.sessions.endAll();
    this.#cellBackAt = this.#world.clock.now().getTime() + forMs;
    this.requireCell();
  }

  /** With a task like any other, which others find in the documents and in the refusals. */
  #keepBusy({ forMs = usualMs }: FaultRule, { objects, requestId }: StruckCall): void {
    const { inventory, tasks, clock } = this.#world;
    const vm = objects.map((id) => inventory.vms.get(id)).find((found) => found !== undefined);
    const vApp = inventory.vApps.get(vm?.vAppId ?? '') ?? this.#firstVApp(objects);
    if (!vApp || tasks.isBusy(vm?.id ?? vApp.id)) return;
    const vmLocks = (vm ? [vm.id] : [...vApp.vmIds]).map((id): LockTarget => ({ id, entity: 'vm' }));
    tasks.start({
      operationName: 'vappCreateSnapshot',
      doing: `Creating snapshot of ${vm?.name ?? vApp.name}`,
      done: `Created snapshot of ${vm?.name ?? vApp.name}`,
      owner: vm ? referTo.vm(vm) : referTo.vApp(vApp),
      orgId: inventory.orgOfVApp(vApp).id,
      userId: vApp.ownerId,
      locks: vm ? vmLocks : [{ id: vApp.id, entity: 'vapp' }, ...vmLocks],
      requestId,
      finish: (signal) => clock.sleep(forMs, signal),
    });
  }

  #firstVApp(objects: readonly string[]): VApp | undefined {
    return objects.map((id) => this.#world.inventory.vApps.get(id)).find((found) => found !== undefined);
  }

  /** As vCD would refuse it otherwise, only what no task holds. */
  async #withOneVm({ target }: FaultRule, act: (vm: Vm) => Promise<void>): Promise<void> {
    const { inventory, tasks, random } = this.#world;
    const names = glob(target ?? '*');
    const free = [...inventory.vms.values()].filter(({ id, name }) => names.test(name) && !tasks.isBusy(id));
    const chosen = free[Math.floor(random.fraction() * free.length)];
    if (chosen) await act(chosen);
  }

  async #withOneVApp({ target }: FaultRule, act: (vApp: VApp) => Promise<void>): Promise<void> {
    const { inventory, tasks, random } = this.#world;
    const names = glob(target ?? '*');
    const free = [...inventory.vApps.values()].filter(
      ({ id, name, vmIds }) => names.test(name) && ![id, ...vmIds].some((each) => tasks.isBusy(each)),
    );
    const chosen = free[Math.floor(random.fraction() * free.length)];
    if (chosen) await act(chosen);
  }

  #networks({ target }: FaultRule): readonly Network[] {
    const names = glob(target ?? '*');
    return [...this.#world.inventory.networks.values()].filter(({ name }) => names.test(name));
  }

  #vdcs({ target }: FaultRule): readonly Vdc[] {
    const names = glob(target ?? '*');
    return [...this.#world.inventory.vdcs.values()].filter(({ name }) => names.test(name));
  }

  #hide(network: Network, { forMs }: FaultRule): void {
    const { networks, vms } = this.#world.inventory;
    networks.delete(network.id);
    this.#later(forMs, () => {
      networks.set(network.id, network);
      // Machines that went meanwhile could not give back what they had of it.
      for (const holder of new Set(network.allocated.values())) {
        if (holder !== stranger && !vms.has(holder)) releaseAddresses(network, holder);
      }
    });
  }

  #empty(network: Network, { forMs }: FaultRule): void {
    takeFreeAddresses(network, stranger);
    this.#later(forMs, () => releaseAddresses(network, stranger));
  }

  #fill(vdc: Vdc, { forMs }: FaultRule): void {
    const { inventory } = this.#world;
    const before = vdc.vmQuota;
    const vms = inventory.vAppsOf(vdc.id).reduce((sum, { vmIds }) => sum + vmIds.size, 0);
    // 0 would be no quota at all.
    vdc.vmQuota = Math.max(1, vms);
    this.#later(forMs, () => {
      vdc.vmQuota = before;
    });
  }

  #later(forMs: number | undefined, undo: () => void): void {
    if (forMs === undefined) return;
    const { clock, stopping } = this.#world;
    clock.sleep(forMs, stopping).then(undo, () => {});
  }
}
