import type { CallerDirectory, TaskDesk } from './ports.ts';
import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { EventLog, RecordStore, SecretStore } from '#store/record-store.ts';
import type { Logger } from '#telemetry/logger.ts';

/** What `GET /api/cse/system` tells about the running server. */
export interface ServiceInfo {
  readonly version: string;
  /** `Node.js v26.10.0`, shown under the original's key `python`. */
  readonly runtime: string;
  /** As it was given on the command line. */
  readonly configFile: string;
  readonly listeners: number;
  allThreads(): number;
  /** Operations that go on in the background. */
  requestsInProgress(): Promise<number>;
}

export interface ReadDependencies {
  readonly clusters: RecordStore<Cluster>;
  readonly templates: RecordStore<Template>;
  readonly secrets: SecretStore;
  readonly directory: CallerDirectory;
  /** Host of vCD for links, where a request does not say how it came. */
  readonly vcdHost: string;
}

export interface WriteDependencies extends ReadDependencies {
  readonly events: EventLog;
  readonly tasks: TaskDesk;
  readonly log: Logger;
}

export interface ApiDependencies extends WriteDependencies {
  readonly service: ServiceInfo;
}
