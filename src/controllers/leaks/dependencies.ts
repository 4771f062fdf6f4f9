import type { Cluster } from '#records/cluster.ts';
import type { Intent } from '#records/intent.ts';
import type { Template } from '#records/template.ts';
import type { Listing } from '#inventory/inventory.ts';
import type { EventLog, IntentLedger, RecordStore, UnreadableRecord } from '#store/record-store.ts';
import type { Logger } from '#telemetry/logger.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Task, Vm } from '#vcd/model.ts';
import type { LeakPolicy } from './judge.ts';

/** How what we made is known, and what it is called. */
export interface Marks {
  /** Metadata of a vApp: of which cluster it is, and what only one has that was ready. */
  readonly clusterIdKey: string;
  readonly readyKey: string;
  /** Metadata of a template's temporary vApp that was found good. */
  readonly validatedKey: string;
  /** Whether the VM is described as a node of the cluster with that uid. */
  isNodeOf(uid: string, vm: Pick<Vm, 'description'>): boolean;
  /** The description of a cluster's vApp. */
  vAppDescription(clusterName: string): string;
  /** The build that made a vApp, by its description. */
  buildIn(description: string | undefined): string | undefined;
  /** Whether that is the description of an image that we upload. */
  isImage(description: string): boolean;
  /** What owns the tasks of the cluster with that uid. */
  taskOwner(uid: string): string;
}

/** What the audit of leaks needs from outside. */
export interface LeakDependencies {
  readonly clusters: Pick<RecordStore<Cluster>, 'get' | 'list' | 'walk' | 'watch'>;
  readonly templates: Pick<RecordStore<Template>, 'list'>;
  /** Records that are there and cannot be read: nobody knows what they account for. */
  readonly unreadable: () => readonly UnreadableRecord[];
  readonly intents: IntentLedger;
  readonly events: Pick<EventLog, 'record'>;
  readonly vcd: Pick<
    CloudDirector,
    | 'cancelTask'
    | 'catalogs'
    | 'deleteVApp'
    | 'findOpenTasks'
    | 'findTasks'
    | 'findVApps'
    | 'getMetadata'
    | 'getTask'
    | 'getVApp'
    | 'recomposeVApp'
    | 'undeployVm'
    | 'whoAmI'
  >;
  /** The newest list of all marked vApps; undefined before the first. */
  readonly listing: () => Listing | undefined;
  readonly marks: Marks;
  /** Ends a running task of ours in error. */
  readonly endTask: (
    task: Task,
    why: { readonly uid: string; readonly message: string },
    signal: AbortSignal,
  ) => Promise<void>;
  /** Notes in the audit that something was found. */
  readonly noteFound: (intent: Intent) => Promise<void>;
  /** Does the work as an action of the service's own that is in the audit before it begins. */
  readonly audited: (intent: Intent, work: () => Promise<void>) => Promise<void>;
  readonly policy: LeakPolicy;
  /** Removals that the service does of its own accord in an hour. */
  readonly mostPerHour: number;
  /** Told after each look how many things of a kind are left behind. */
  readonly count: (thing: Intent['thing']['kind'], left: number) => void;
  readonly clock: () => Date;
  readonly log: Logger;
}
