import type { FaultRule } from 'vcdsim';

/** A fault rule of vcdsim with its defaults filled in. */
export function fault(rule: Partial<FaultRule> & Pick<FaultRule, 'operation' | 'effect'>): FaultRule {
  return {
    probability: 1,
    after: 0,
    delayMs: 0,
    ...rule,
  };
}
