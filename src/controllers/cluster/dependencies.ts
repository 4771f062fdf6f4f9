import type { Cluster } from '#records/cluster.ts';
import type { Template } from '#records/template.ts';
import type { ClusterDeadlines, RepairSettings } from '#machines/cluster-observation.ts';
import type { EventLog, IntentLedger, RecordStore, SecretStore, TraceStore } from '#store/record-store.ts';
import type { TextSealer } from '#store/sealed-text.ts';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import type { Guests } from '#guest/guest-backend.ts';
import type { NodeScriptTexts } from '#workload/boot-plan.ts';
import type { Pace } from '../pace.ts';
import type { Calm } from '#time/courtesy.ts';
import type { AwaitedTasks } from './awaited-tasks.ts';
import type { FleetAtRest } from './fleet-at-rest.ts';
import type { TaskDesk } from './tasks/task-desk.ts';

/** What our clusters look like inside; one set for the whole service. */
export interface WorkloadSettings {
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly kubeconfigValidityDays: number;
}

/** What the controller of clusters needs from outside. */
export interface ClusterDependencies {
  readonly clusters: RecordStore<Cluster>;
  readonly templates: Pick<RecordStore<Template>, 'list'>;
  readonly secrets: SecretStore;
  /** Seals what is kept outside the store. */
  readonly sealer: TextSealer;
  readonly events: EventLog;
  readonly traces: TraceStore;
  readonly intents: Pick<IntentLedger, 'put' | 'settle'>;
  readonly vcd: CloudDirector;
  readonly guests: Guests;
  /** Templates whose VMs all have the operator's one password of root, by name. */
  readonly sharedPasswords: ReadonlyMap<string, string>;
  /** What a template runs in its nodes in place of what we do; usually nothing. */
  readonly nodeScripts: (template: Template) => Promise<NodeScriptTexts>;
  /** What a server of CSE 1.2.x set as the password of root on every VM, by the name of the template. */
  readonly originalPasswords: ReadonlyMap<string, string>;
  readonly tasks: TaskDesk;
  readonly fleet: FleetAtRest;
  readonly awaited: AwaitedTasks;
  /** Waited for before each look at a cluster that is not at rest, and before what it has come to is written. */
  readonly calm: Calm;
  readonly workload: WorkloadSettings;
  /** Written as `cse.version` on every vApp. */
  readonly version: string;
  readonly deadlines: ClusterDeadlines;
  readonly lostAnswerGraceMs: number;
  readonly repair: RepairSettings;
  readonly pace: Pace;
  readonly clock: () => Date;
  /** From 0 up to 1, as `Math.random`: for names that only have to differ. */
  readonly random: () => number;
}
