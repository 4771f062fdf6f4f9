import type { AuditResult } from '#audit/auditor.ts';
import type { OperatorDependencies } from './dependencies.ts';
import type { LoginAttempt } from './access.ts';
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

/**
 * A login, right or wrong, under the operator's name once it is known to be one: what somebody typed there may be a
 * password. It changes nothing, so it is let in where the audit cannot be written.
 */
export function auditedLogin<L extends { readonly operator: Operator }>(
  { auditor }: Pick<OperatorDependencies, 'auditor'>,
  attempt: LoginAttempt,
  begin: () => Promise<L>,
): Promise<L> {
  const source = 'token' in attempt ? 'token' : 'vcd';
  const work = async () => {
    const login = await begin();
    // The end cannot be written then either, and the auditor logs that.
    await auditor.actorIs({ actor: login.operator.name, org: null }).catch(() => {});
    return login;
  };
  return auditor.run({ source, verb: 'login', target: '/v1/session', request: null }, work, (settled) =>
    settled.status === 'fulfilled' ? { outcome: 'accepted', code: '200' } : failure(settled.reason),
  );
}

function resultOf(settled: PromiseSettledResult<VerbResult>): AuditResult {
  if (settled.status === 'rejected') return failure(settled.reason);
  const { outcome } = settled.value;
  return { outcome: outcome === 'changed' ? 'accepted' : 'unchanged', code: '200' };
}

function failure(reason: unknown): AuditResult {
  return reason instanceof OperatorRefusal
    ? { outcome: 'refused', code: reason.kind }
    : { outcome: 'failed', code: 'unavailable' };
}
