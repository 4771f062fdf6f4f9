import type { Auditor } from '#audit/auditor.ts';
import type { RecordKey } from '#records/metadata.ts';
import type { EventLog } from '#store/record-store.ts';
import type { Access } from './access.ts';
import type { DrawnCharts } from './draw-chart.ts';
import type { Explanation } from './explanation.ts';
import type { LeakDesk } from './leaks.ts';
import type { RecordIndex } from './record-index.ts';
import type { ServiceReport } from './service-report.ts';
import type { ClusterAdoptions } from './shown-clusters.ts';
import type { VerbDependencies } from './verbs.ts';

/** What the operators' door serves. */
export interface OperatorDependencies extends VerbDependencies {
  readonly index: RecordIndex;
  readonly auditor: Auditor;
  readonly events: EventLog;
  readonly report: () => Promise<ServiceReport>;
  /** How the machine comes to the phase of a cluster, looked at just now; undefined where there is no such cluster. */
  readonly explain: (key: RecordKey, signal: AbortSignal) => Promise<Explanation | undefined>;
  readonly adoptions: ClusterAdoptions;
  readonly leaks: LeakDesk;
  readonly access: Access;
  /** What each kind's machine looks like. */
  readonly charts: DrawnCharts;
}
