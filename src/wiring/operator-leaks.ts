import type { Leak as FoundLeak, LeakAudit } from '#controllers/leaks/leak-audit.ts';
import { keptMessages, type Leak, type LeakDesk } from '#operator/leaks.ts';
import { OperatorRefusal } from '#operator/refusal.ts';
import { splitKey } from '#records/metadata.ts';

/** The audit of leaks as operators see it. */
export function operatorLeaks(
  audit: Pick<LeakAudit, 'look' | 'removeNow'>,
  { clock }: { readonly clock: () => Date },
): LeakDesk {
  return {
    async list(signal) {
      const leaks = await audit.look(signal);
      return leaks.map((leak) => shown(leak, clock()));
    },
    async remove({ id, dryRun }, signal) {
      const refusal = await audit.removeNow(id, { dryRun }, signal);
      if (refusal !== undefined) throw new OperatorRefusal('conflict', `${id} is not removed: ${refusal}`);
      const message = id.startsWith('task/') ? `${id} is ended` : `${id} is being removed`;
      return { outcome: 'changed', message, generation: { before: 0, after: 0 } };
    },
  };
}

function shown({ intent, judgement }: FoundLeak, now: Date): Leak {
  const { id, thing, record, uid, foundAt } = intent;
  const dueAt = judgement.kind === 'due' ? new Date(now.getTime() + judgement.inMs).toISOString() : null;
  return {
    ...{ id, uid, dueAt },
    thing: thing.kind,
    name: thing.name,
    namespace: splitKey(record).namespace,
    foundAt: foundAt ?? now.toISOString(),
    fate: judgement.kind,
    because: judgement.kind === 'kept' ? judgement.because : null,
    message: judgement.kind === 'kept' ? keptMessages[judgement.because] : '',
  };
}
