import type { Auditor } from '#audit/auditor.ts';
import type { Adoption, CallerDirectory, TaskDesk, VdcProviders } from './ports.ts';
import type { ServiceSwitch } from './service-switch.ts';
import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { EventLog, RecordStore, SecretStore, TraceStore } from '#store/record-store.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { Time } from '#time/time.ts';

/** What `GET /api/cse/system` tells about the running server. */
export interface ServiceInfo {
  readonly version: string;
  /** `Node.js v26.10.0`, shown under the original's key `python`. */
  readonly runtime: string;
  /** As it was given on the command line. */
  readonly configFile: string;
  readonly listeners: number;
  allThreads(): number;
  /** Tenants' requests whose tasks are open. */
  requestsInProgress(): Promise<number>;
}

/** What an operation needs that only looks. */
export interface ReadDependencies {
  readonly clusters: RecordStore<Cluster>;
  readonly templates: RecordStore<Template>;
  readonly secrets: SecretStore;
  readonly directory: CallerDirectory;
  readonly clock: () => Date;
  readonly time: Time;
  /** How long an NFS server is waited for that is asked what it exports. */
  readonly exportsPatienceMs: number;
  /** Host of vCD for links, where a request does not say how it came. */
  readonly vcdHost: string;
}

/** What an operation needs that keeps a wish and opens its task. */
export interface WriteDependencies extends ReadDependencies {
  readonly adoption: Adoption;
  readonly events: EventLog;
  readonly traces: TraceStore;
  readonly tasks: TaskDesk;
  /** Requests that change something need a right in the caller's role. */
  readonly enforceAuthorization: boolean;
  readonly auditor: Pick<Auditor, 'conclude'>;
  readonly log: Logger;
}

/** What all operations together need. */
export interface OperationDependencies extends WriteDependencies {
  /** The directory of requests that only look: what it says may be a few seconds old. */
  readonly recentDirectory: CallerDirectory;
  readonly service: ServiceInfo;
  readonly serviceSwitch: Pick<ServiceSwitch, 'state' | 'change'>;
  readonly vdcProviders: VdcProviders;
}

/** What the API needs before it comes to an operation, too. */
export interface ApiDependencies extends OperationDependencies {
  readonly serviceSwitch: ServiceSwitch;
  readonly auditor: Auditor;
  /** What the process has too little of to take on more work; undefined as long as it has enough. */
  readonly shortage: () => string | undefined;
}
