import type { Auditor, AuditResult } from '#audit/auditor.ts';
import type { ApiDependencies, OperationDependencies } from './dependencies.ts';
import type { CallerDirectory } from './ports.ts';
import { pathOf, type ApiRequest, type ApiResponse } from './request.ts';
import type { Route } from './routes.ts';

/**
 * The same dependencies, from which the auditor learns who asks and what is changed. What changes anything waits until it
 * is written down that it is asked for; vCD may be asked meanwhile.
 */
export function auditedDependencies(dependencies: ApiDependencies): OperationDependencies {
  const { auditor, clusters, directory, recentDirectory, tasks, adoption, vdcProviders, serviceSwitch } =
    dependencies;
  const telling = (directory: CallerDirectory): CallerDirectory => ({
    ...directory,
    async identify(headers, signal) {
      const caller = await directory.identify(headers, signal);
      auditor.begin({ actor: caller.userName, org: caller.orgName });
      return caller;
    },
  });
  const writtenDown =
    <Given extends readonly unknown[], Answer>(change: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      await auditor.begun();
      return change(...given);
    };
  return {
    ...dependencies,
    clusters: auditor.witness(clusters),
    tasks: {
      open: writtenDown((...given) => tasks.open(...given)),
      refuse: writtenDown((...given) => tasks.refuse(...given)),
    },
    adoption: { adopt: writtenDown((...given) => adoption.adopt(...given)) },
    vdcProviders: { ...vdcProviders, set: writtenDown((...given) => vdcProviders.set(...given)) },
    serviceSwitch: {
      state: () => serviceSwitch.state(),
      change: writtenDown((decide) => serviceSwitch.change(decide)),
    },
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

/** What the audit says of an answer. */
export function resultOf({ status }: Pick<ApiResponse, 'status'>): AuditResult {
  return { outcome: status < 400 ? 'accepted' : 'refused', code: String(status) };
}
