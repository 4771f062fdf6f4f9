import type { Cluster, RepairPolicy } from '#records/cluster.ts';
import type { Reason } from '#records/reasons.ts';

/** What is to be seen of one wanted node; a node that has no VM is `absent` in everything. */
export interface NodeObservation {
  readonly name: string;
  readonly vmId: string | undefined;
  readonly ipAddress: string | undefined;
  readonly power: 'absent' | 'off' | 'suspended' | 'on';
  /** vCD has finished making the VM. */
  readonly made: boolean;
  /** vCD deletes no VM that is deployed, be it on or off. */
  readonly deployed: boolean;
  /** A vCD task runs on the VM. */
  readonly busy: boolean;
  /** First-boot data is on the VM, or has been. */
  readonly configured: boolean;
  /** `waiting`: the guest is up and its first-boot data are to be delivered. */
  readonly guest: 'silent' | 'waiting' | 'running' | 'succeeded' | 'failed';
  /** What the guest said last: its phase, or why it failed; or why it cannot be heard. */
  readonly guestMessage: string;
  /** No secret is left in the VM's ExtraConfig. */
  readonly wiped: boolean;
  /** The jobs on the control plane that take it out of the cluster, where it is to go. */
  readonly drain: JobObservation;
  readonly deregistration: JobObservation;
  readonly inCluster: Membership;
}

/**
 * What the control plane says of the node's object in the cluster: `unknown` where it says nothing, or nothing new;
 * `notReady` for so many milliseconds; `unlisted` where there is none.
 */
export type Membership =
  | { readonly state: 'unknown' | 'ready' | 'unlisted' }
  | { readonly state: 'notReady'; readonly forMs: number };

/** A job on a node as its report says. */
export interface JobObservation {
  readonly state: 'absent' | 'running' | 'succeeded' | 'failed';
  /** Why it failed. */
  readonly message: string;
}

/** Something that vCD lets come to an end by itself: that the vApp runs, and that it is kept when it does not. */
export interface LeaseObservation {
  readonly kind: 'deployment' | 'storage';
  readonly lengthMs: number;
  readonly endsAt: string;
}

/** The world around one cluster, as plain data. Unknown is not absent: what could not be read throws instead. */
export interface ClusterObservation {
  /** `foreign`: something that is not ours holds the name. */
  readonly vApp: 'absent' | 'foreign' | 'present';
  readonly vAppId: string | undefined;
  /** A vCD task runs on the vApp or on one of its VMs. */
  readonly busy: boolean;
  /** vCD is still making the vApp; its VMs are shown from the start. */
  readonly composing: boolean;
  /** vCD gave the vApp up (status -1): its own words. */
  readonly broken: string | undefined;
  /** The last error of a task on the vApp or its VMs, for people. */
  readonly lastTaskError: string | undefined;
  /** The vApp carries this cluster's metadata and belongs to its owner. */
  readonly tagged: boolean;
  /** `cse.master.ip` on the vApp is the control plane's address. */
  readonly addressPublished: boolean;
  /** Ends in UTC; no entry for what lasts for ever. */
  readonly leases: readonly LeaseObservation[];
  /** One entry for every node in the status. */
  readonly nodes: readonly NodeObservation[];
  readonly credentialsIssued: boolean;
  readonly kubeconfigIssued: boolean;
  /** Files can be read from the control plane, which runs. */
  readonly controlPlaneLegible: boolean;
  /** Why no control plane can be asked to drain and delete nodes, if so. */
  readonly jobsUnavailable: string | undefined;
  /** Why the nodes' template cannot be used, if so. */
  readonly templateProblem: { readonly reason: Reason; readonly message: string } | undefined;
}

/** How long a phase may last before it is given up, in milliseconds. */
export type ClusterDeadlines = Readonly<Record<TimedPhase, number>>;

/** The phases that have a deadline: of a creation, of an addition of nodes, of their removal. */
export type TimedPhase = CreationTimedPhase | AdditionTimedPhase | RemovalTimedPhase;

/** The phases of an addition of nodes that have a deadline. */
export type AdditionTimedPhase =
  | 'composingNewNodes'
  | 'addressingNewNodes'
  | 'configuringNewNodes'
  | 'poweringOnNewNodes'
  | 'joiningNewNodes';

/** Measured from the beginning of a node's removal, the first two for each node: jobs are done one after another. */
export type RemovalTimedPhase = 'drainingNodes' | 'deregisteringNodes' | 'deletingNodeVms';

/** The phases of a creation that have a deadline. */
export type CreationTimedPhase =
  | 'composingVApp'
  | 'awaitingAddresses'
  | 'taggingVApp'
  | 'configuringGuests'
  | 'poweringOn'
  | 'initializingControlPlane'
  | 'joiningWorkers'
  | 'publishingKubeconfig';

/** What is done about nodes that do not run any more; times in milliseconds. */
export interface RepairSettings {
  /** Of clusters whose wish says nothing. */
  readonly policy: RepairPolicy;
  /** With more workers than that down at once none is replaced: then it is not the workers that are ill. */
  readonly maxUnhealthy: { readonly unit: 'nodes' | 'percent'; readonly value: number };
  /** For how long a VM must be seen without power before it is powered on. */
  readonly powerOnAfterMs: number;
  /** For how long a node whose VM runs must not have been ready in its cluster to count as down. */
  readonly notReadyAfterMs: number;
  /** For how long a node must be seen without a VM, or out of its cluster, before it is replaced. */
  readonly replaceAfterMs: number;
  /** Whether leases of vCD are renewed before they end, or only told of. */
  readonly leases: 'report' | 'renew';
}

/** Everything that the machine decides from. */
export interface ClusterQuestion {
  readonly cluster: Cluster;
  readonly observed: ClusterObservation;
  readonly deadlines: ClusterDeadlines;
  /** A compose request whose answer was lost may still make a vApp for this long (ms) after the removal began. */
  readonly lostAnswerGraceMs: number;
  readonly repair: RepairSettings;
  readonly now: Date;
}

/** What decisions about single nodes are made from. */
export type NodeQuestion = Omit<ClusterQuestion, 'lostAnswerGraceMs' | 'repair'>;
