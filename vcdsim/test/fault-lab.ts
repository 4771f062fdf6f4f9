import type { TestContext } from 'node:test';
import type { FaultRule } from '../src/faults/fault-rule.ts';
import type { ManualClock } from '../src/index.ts';
import type { puppets } from './puppet-guests.ts';
import type { Answer, Client, TestSimulator } from './simulated.ts';
import type { Places } from './tenant-world.ts';
import { compose, composeBody } from './tenant-world.ts';

/** A simulator with the rules of one example, not yet armed. */
export interface Lab {
  readonly t: TestContext;
  readonly server: TestSimulator;
  readonly guests: ReturnType<typeof puppets>;
  readonly alice: Client;
  readonly places: Places;
  readonly rules: readonly FaultRule[];
  readonly arm: () => void;
  readonly relogin: () => Promise<Client>;
  readonly clock: ManualClock;
}

/** Whether every rule has struck. */
export async function struck({ url }: TestSimulator): Promise<boolean> {
  const { rules } = (await (await fetch(`${url}/sim/faults`)).json()) as { rules: { struck: number }[] };
  return rules.every((rule) => rule.struck > 0);
}

/** A vApp with one VM that is off, made before the rules are armed. */
export async function standing({ alice, places, arm }: Lab, name = 'k8s-1'): Promise<string> {
  const vApp = await compose(alice, places, name, ['a']);
  arm();
  return vApp;
}

/** Asks for a vApp. */
export function composing(
  { alice, places }: Lab,
  name: string,
  vms: readonly string[] = [],
): Promise<Answer> {
  return alice.send('POST', `${places.vdc}/action/composeVApp`, composeBody(places, name, vms));
}

/** What is answered, one after the other. */
export async function statuses(times: number, ask: () => Promise<Answer>): Promise<readonly number[]> {
  const seen: number[] = [];
  while (seen.length < times) seen.push((await ask()).status);
  return seen;
}
