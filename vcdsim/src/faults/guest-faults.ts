import type { Vm } from '../inventory/entities.ts';
import type { World } from '../world.ts';

/** One boot of a guest. */
interface Boot {
  /** Aborted when its power goes: from then on it reaches nothing. */
  readonly power: AbortSignal;
  readonly tell: (key: string, value: string) => void;
  /** Begins the next boot. */
  readonly reboot: () => void;
}

/** What a guest tells in one boot, as the fault rules have it: as it was meant, late, otherwise or not at all. */
export function guestVoice(
  { faults, clock }: Pick<World, 'faults' | 'clock'>,
  vm: Pick<Vm, 'id' | 'name'>,
  { power, tell, reboot }: Boot,
): (key: string, value: string) => void {
  const objects = [vm.id, vm.name];
  const atBoot = faults.strike('guest', 'guest boot', objects);
  let late: Promise<void> | undefined;
  /** What is told later does not overtake what is late. */
  function inOrder(delayMs: number, act: () => void): void {
    const actWithPower = () => {
      if (!power.aborted) act();
    };
    if (!late && delayMs === 0) return actWithPower();
    late = Promise.all([late, clock.sleep(delayMs, power)]).then(actWithPower, () => {});
  }
  if (atBoot) inOrder(atBoot.delayMs, () => {});
  return (key, value) => {
    const rule = atBoot?.effect === 'delay' ? undefined : atBoot;
    const struck = rule ?? faults.strike('guest', `guest report ${key}`, objects);
    inOrder(rule ? 0 : (struck?.delayMs ?? 0), () => {
      if (struck?.effect === 'guest-silent') return;
      if (struck?.effect === 'guest-reboot') return reboot();
      tell(key, struck?.effect === 'guest-says' ? (struck.value ?? '') : value);
    });
  };
}
