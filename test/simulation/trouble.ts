import type { FaultRule } from 'vcdsim';
import type { Fault } from './faults.ts';
import type { PlannedEnd } from './planned-end.ts';
import { queueName, type Stage } from './stage.ts';
import type { Supervisor } from './supervisor.ts';

/** What goes wrong on a stage, begun and ended, and counted by kind as often as it strikes. */
export class Trouble {
  readonly counts = new Map<string, number>();
  readonly #stage: Stage;
  readonly #supervisor: Supervisor;
  readonly #plannedEnd: PlannedEnd;
  readonly #rules = new Map<FaultRule, string>();

  constructor(parts: {
    readonly stage: Stage;
    readonly supervisor: Supervisor;
    readonly plannedEnd: PlannedEnd;
  }) {
    this.#stage = parts.stage;
    this.#supervisor = parts.supervisor;
    this.#plannedEnd = parts.plannedEnd;
  }

  begin(fault: Fault): void {
    const stage = this.#stage;
    switch (fault.act) {
      case 'rules':
        return this.#arm(fault);
      case 'broker':
        return this.#troubleBroker(fault);
      case 'disk':
        this.#count(fault.kind);
        stage.disk = fault.kind;
        stage.time.after(fault.forMs, () => (stage.disk = undefined));
        return;
      case 'clock':
        this.#count(fault.kind);
        stage.clockOffMs += fault.byMs;
        return;
      case 'kill':
        return this.#kill(fault);
    }
  }

  /** Nothing goes wrong any more. */
  end(): void {
    const stage = this.#stage;
    this.#disarm([...this.#rules.keys()]);
    stage.broker.comeBack();
    stage.broker.unblock();
    stage.disk = undefined;
    stage.clockOffMs = 0;
    this.#plannedEnd.cancel();
  }

  #kill(fault: Extract<Fault, { act: 'kill' }>): void {
    const { kind, downMs } = fault;
    const die = () => {
      this.#count(kind);
      this.#supervisor.stayDown(downMs);
    };
    if (fault.kind !== 'kill') return this.#plannedEnd.plan(fault.at, die);
    die();
    this.#stage.kill();
  }

  #troubleBroker(fault: Extract<Fault, { act: 'broker' }>): void {
    const { broker, time, dice } = this.#stage;
    this.#count(`broker: ${fault.kind}`);
    switch (fault.kind) {
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
        time.after(fault.forMs, () => broker.unblock());
        return;
      case 'gone':
        broker.leave();
        time.after(fault.forMs, () => broker.comeBack());
    }
  }

  #arm({ rules, kind, forMs }: Extract<Fault, { act: 'rules' }>): void {
    for (const rule of rules) this.#rules.set(rule, kind);
    this.#tellRules();
    this.#stage.time.after(forMs, () => this.#disarm(rules));
  }

  #disarm(rules: Iterable<FaultRule>): void {
    const going = new Set(rules);
    const struck = this.#stage.sim.faults().map((rule) => rule.struck);
    for (const [index, [rule, kind]] of [...this.#rules].entries()) {
      if (!going.has(rule)) continue;
      this.#count(kind, struck[index]);
      this.#rules.delete(rule);
    }
    this.#tellRules();
  }

  #tellRules(): void {
    this.#stage.sim.setFaults([...this.#rules.keys()]);
  }

  #count(kind: string, times = 1): void {
    if (times > 0) this.counts.set(kind, (this.counts.get(kind) ?? 0) + times);
  }
}
