import { glob } from '../glob.ts';
import type { Random } from '../random.ts';
import type { Place } from './effects.ts';
import { effects } from './effects.ts';
import type { FaultRule } from './fault-rule.ts';

/** The rules that are armed, asked wherever something may go wrong. */
export interface FaultInjector {
  /** Takes the rules in place of those before; one that was armed already, the same object, keeps its counts. */
  replace(rules: readonly FaultRule[]): void;
  /** The rules with the number of times that each struck. */
  list(): readonly (FaultRule & { readonly struck: number })[];
  /** The first rule that means this and strikes; `objects` begins with what `perObject` counts by. */
  strike(place: Place, operation: string, objects: readonly string[]): FaultRule | undefined;
}

interface Counts {
  seen: number;
  struck: number;
}

/** `random` decides about rules that have a probability. */
export function createFaultInjector(random: Random, initial: readonly FaultRule[] = []): FaultInjector {
  let armed = initial.map(arm);
  return {
    replace(rules) {
      armed = rules.map((rule) => armed.find((before) => before.rule === rule) ?? arm(rule));
    },
    list: () => armed.map(({ rule, struck }) => ({ ...rule, struck })),
    strike(place, operation, objects) {
      for (const candidate of armed) {
        const { rule } = candidate;
        const places: readonly Place[] = effects[rule.effect].at;
        if (!places.includes(place) || !candidate.operation.test(operation)) continue;
        if (candidate.object && !objects.some((object) => candidate.object?.test(object))) continue;
        const counts = candidate.countsOf(objects[0] ?? '');
        counts.seen++;
        if (counts.seen <= rule.after) continue;
        if (rule.count !== undefined && counts.struck >= rule.count) continue;
        if (random.fraction() >= rule.probability) continue;
        counts.struck++;
        candidate.struck++;
        return rule;
      }
      return undefined;
    },
  };
}

function arm(rule: FaultRule) {
  const counts = new Map<string, Counts>();
  return {
    rule,
    operation: glob(rule.operation),
    object: rule.object === undefined ? undefined : glob(rule.object),
    struck: 0,
    countsOf(object: string): Counts {
      const key = rule.perObject ? object : '';
      const found = counts.get(key) ?? { seen: 0, struck: 0 };
      counts.set(key, found);
      return found;
    },
  };
}
