import type { Mirrors } from '#definitions/mirrors.ts';
import type { RepairPolicy } from '#records/cluster.ts';
import type { GuestBackendKind } from '#records/template.ts';

/** Everything that an operator decides, checked, with defaults filled in. Durations in milliseconds. */
export interface Config {
  readonly amqp: AmqpConfig;
  readonly vcd: VcdConfig;
  readonly vCenters: readonly VCenterConfig[];
  /** How many requests are taken from the broker at the same time (`service.listeners`). */
  readonly listeners: number;
  readonly enforceAuthorization: boolean;
  /** Refusals in the one form that clients of CSE 0.3.0 can read, and others too. */
  readonly flatErrors: boolean;
  readonly broker: BrokerConfig;
  readonly store: StoreConfig;
  readonly telemetry: TelemetryConfig;
  readonly operator: OperatorConfig;
  readonly deadlines: DeadlinesConfig;
  readonly limits: LimitsConfig;
  readonly leaks: LeaksConfig;
  readonly workload: WorkloadConfig;
  readonly repair: RepairConfig;
  /** Folders with the operator's own scripts of templates, as absolute paths; the first that has one counts. */
  readonly scriptFolders: readonly string[];
  /** Already applied to `sourceOva` of the templates. */
  readonly mirrors: Mirrors;
}

/** The broker, and where on it the requests of tenants arrive. */
export interface AmqpConfig {
  readonly host: string;
  readonly port: number;
  readonly prefix: string;
  readonly username: string;
  readonly password: string;
  readonly exchange: string;
  /** Also the queue's name. */
  readonly routingKey: string;
  readonly ssl: boolean;
  readonly sslAcceptAll: boolean;
  readonly vhost: string;
  /** The queue survives the broker; it cannot be shared with an original server then. */
  readonly durableQueue: boolean;
}

/** Cloud Director and the account of the service. */
export interface VcdConfig {
  /** `https://host[:port]`, without a slash at the end. */
  readonly url: string;
  /** As the file has them, for messages. */
  readonly host: string;
  readonly port: number;
  /** An administrator of the System organization. */
  readonly username: string;
  readonly password: string;
  readonly apiVersion: string;
  readonly verify: boolean;
}

/** One vCenter and the account for guest operations on it. */
export interface VCenterConfig {
  /** Its name in vCD; null in a file of CSE 0.3.0, which knew one vCenter without a name. */
  readonly name: string | null;
  /** Undefined where vCD's own entry for the vCenter says it. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly username: string;
  readonly password: string;
  readonly verify: boolean;
  /** Absolute path of PEM: the authorities to believe instead of the system's. */
  readonly caFile: string | undefined;
  /** SHA-256 of the one certificate to believe; narrower than `caFile` and used instead of it. */
  readonly thumbprint: string | undefined;
}

/** Where templates are made and kept, and what is offered of them. */
export interface BrokerConfig {
  /** The organization that owns the catalog, and where templates are made. */
  readonly org: string;
  readonly vdc: string;
  readonly catalog: string;
  readonly network: string;
  readonly ipAllocationMode: 'pool' | 'dhcp';
  readonly storageProfile: string;
  /** Name of one of the templates. */
  readonly defaultTemplate: string;
  readonly templates: readonly TemplateConfig[];
}

/** One template that is offered. */
export interface TemplateConfig {
  readonly name: string;
  /** Name of a definition in `templates`; there may be none of that name. */
  readonly definition: string;
  readonly catalogItem: string;
  readonly sourceOvaName: string;
  readonly sourceOva: string;
  readonly checksum: { readonly algorithm: 'sha256' | 'sha1'; readonly value: string };
  readonly tempVApp: string;
  readonly cleanup: boolean;
  readonly cpu: number;
  readonly memoryMb: number;
  readonly adminPassword: string;
  /** Every VM of the template has that password of root, as with CSE 1.2.7; else each has one of its own. */
  readonly sharedAdminPassword: boolean;
  readonly description: string;
  readonly guestBackend: GuestBackendKind;
  /** `v1.36.3`. */
  readonly kubernetesVersion: string;
  readonly cni: string;
}

/** Where the database is, its key, and how much history it keeps. */
export interface StoreConfig {
  /** Absolute paths. */
  readonly path: string;
  readonly secretKeyFile: string;
  readonly cacheDirectory: string;
  /** How much of the audit is kept; whichever is less. */
  readonly auditDays: number;
  readonly auditRows: number;
}

/** Metrics, probes and the log. */
export interface TelemetryConfig {
  readonly listen: { readonly host: string; readonly port: number };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Absolute path of a file that the log goes to beside standard error. */
  readonly logFile: string | undefined;
  /** Whether metrics may name organizations and clusters. */
  readonly tenantLabels: boolean;
}

/** How operators reach the running server. */
export interface OperatorConfig {
  /** Absolute paths. */
  readonly socket: string;
  readonly listen: TelemetryConfig['listen'] | undefined;
  readonly tokenFile: string | undefined;
}

/** How long each phase may last, in milliseconds. */
export interface DeadlinesConfig {
  /** By phase of a cluster's creation. */
  readonly creation: {
    readonly composingVApp: number;
    readonly awaitingAddresses: number;
    readonly taggingVApp: number;
    readonly configuringGuests: number;
    readonly poweringOn: number;
    readonly initializingControlPlane: number;
    readonly joiningWorkers: number;
    readonly publishingKubeconfig: number;
  };
  /** By phase of a later addition of nodes, which takes as long as the same work of a creation, and of a removal. */
  readonly nodes: {
    readonly composingNewNodes: number;
    readonly addressingNewNodes: number;
    readonly configuringNewNodes: number;
    readonly poweringOnNewNodes: number;
    readonly joiningNewNodes: number;
    readonly drainingNodes: number;
    readonly deregisteringNodes: number;
    readonly deletingNodeVms: number;
  };
  /** By phase of the making of a template. */
  readonly templates: {
    readonly makingVApp: number;
    readonly configuringGuest: number;
    readonly poweringOn: number;
    readonly customizing: number;
    readonly shuttingDown: number;
    readonly capturing: number;
  };
  /** A compose request without an answer may still make a vApp for this long. */
  readonly lostAnswerMs: number;
  /** One look and one step of a controller. */
  readonly reconcileMs: number;
  /** Stopping lets running reconciles finish for this long. */
  readonly stopMs: number;
}

/** How hard vCD and this machine are worked. */
export interface LimitsConfig {
  readonly vcdConcurrency: number;
  readonly vcdRatePerSecond: number;
  /** Records of one kind that are looked at at the same time. */
  readonly workers: number;
  readonly resyncMs: number;
  /** Bounds of the time between two looks at slow work. */
  readonly pace: { readonly minMs: number; readonly maxMs: number };
  /** What vCD showed to a tenant is good for this long where a request only looks. */
  readonly visibleMs: number;
}

/** What is done about nodes of clusters that do not run any more. */
export interface RepairConfig {
  /** Of clusters whose record says nothing. */
  readonly policy: RepairPolicy;
  readonly maxUnhealthy: { readonly unit: 'nodes' | 'percent'; readonly value: number };
  readonly powerOnAfterMs: number;
  readonly notReadyAfterMs: number;
  readonly replaceAfterMs: number;
  /** From one question for its nodes to the next, for a control plane that has to be asked. */
  readonly askNodesEveryMs: number;
  readonly leases: 'report' | 'renew';
}

/** What becomes of things in Cloud Director that no record accounts for. */
export interface LeaksConfig {
  /** False: they are only reported. */
  readonly remove: boolean;
  /** From the first sight to the removal. */
  readonly graceMs: number;
  readonly mostPerHour: number;
}

/** What the clusters have in common. */
export interface WorkloadConfig {
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** Name of a manifest in `templates/addons`, without its ending. */
  readonly cni: string;
  readonly kubernetesVersion: string;
  readonly kubeconfigValidityDays: number;
}
