import type { Auditor, AuditResult } from '#audit/auditor.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { CallerDirectory } from './ports.ts';
import { pathOf, type ApiRequest, type ApiResponse } from './request.ts';
import type { Route } from './routes.ts';

/** The same dependencies, from which the auditor learns who asks, before anything changes, and what is changed. */
export function auditedDependencies(dependencies: ApiDependencies): ApiDependencies {
  const { auditor, clusters, directory, recentDirectory } = dependencies;
  const telling = (directory: CallerDirectory): CallerDirectory => ({
    ...directory,
    async identify(headers, signal) {
      const caller = await directory.identify(headers, signal);
      await auditor.actorIs({ actor: caller.userName, org: caller.orgName });
      return caller;
    },
  });
  return {
    ...dependencies,
    clusters: auditor.witness(clusters),
    directory: telling(directory),
    recentDirectory: telling(recentDirectory),
  };
}

/** Answers, and writes into the audit what may change something. */
export function audited(
  auditor: Auditor,
  request: ApiRequest,
  route: Route,
  answer: () => Promise<ApiResponse>,
): Promise<ApiResponse> {
  if (route.kind !== 'operation' || request.method === 'GET') return answer();
  const action = {
    source: 'amqp',
    verb: route.operation,
    target: pathOf(request),
    request: request.id,
  } as const;
  return auditor.run(action, answer, (settled) =>
    settled.status === 'fulfilled' ? resultOf(settled.value) : { outcome: 'failed', code: '500' },
  );
}

function resultOf({ status }: ApiResponse): AuditResult {
  return { outcome: status < 400 ? 'accepted' : 'refused', code: String(status) };
}
