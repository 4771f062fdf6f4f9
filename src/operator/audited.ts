import type { AuditResult } from '#audit/auditor.ts';
import type { OperatorDependencies } from './routes.ts';
import { OperatorRefusal } from './refusal.ts';
import type { Operator, VerbDependencies, VerbResult } from './verbs.ts';

/** Does an operator's change with stores that the auditor watches. A dry run changes nothing and leaves no trace. */
export function audited<R extends VerbResult>(
  dependencies: OperatorDependencies,
  action: {
    readonly verb: string;
    readonly target: string;
    readonly operator: Operator;
    readonly dryRun: boolean;
  },
  act: (watched: VerbDependencies) => Promise<R>,
): Promise<R> {
  const { auditor, clusters, templates } = dependencies;
  const { verb, target, operator, dryRun } = action;
  if (dryRun) return act(dependencies);
  const watched = {
    ...dependencies,
    clusters: auditor.witness(clusters),
    templates: auditor.witness(templates),
  };
  const work = async () => {
    await auditor.actorIs({ actor: operator.name, org: null });
    return act(watched);
  };
  return auditor.run({ source: operator.via, verb, target, request: null }, work, resultOf);
}

function resultOf(settled: PromiseSettledResult<VerbResult>): AuditResult {
  if (settled.status === 'fulfilled') {
    const { outcome } = settled.value;
    return { outcome: outcome === 'changed' ? 'accepted' : 'unchanged', code: '200' };
  }
  return settled.reason instanceof OperatorRefusal
    ? { outcome: 'refused', code: settled.reason.kind }
    : { outcome: 'failed', code: 'unavailable' };
}
