import { resolve } from 'node:path';
import type { TemplateDefinition } from '#definitions/definitions.ts';
import { mirrored, type Mirrors } from '#definitions/mirrors.ts';
import { GuestBackendKind } from '#records/template.ts';
import type { ConfigFile, OldConfigFile } from './config-file.ts';
import type {
  AmqpConfig,
  BrokerConfig,
  Config,
  DeadlinesConfig,
  TelemetryConfig,
  TemplateConfig,
  VCenterConfig,
} from './config.ts';

/** A checked file in our own words and units. */
export function toConfig(options: {
  readonly file: ConfigFile;
  readonly oldVCenter: OldConfigFile['vcs'] | undefined;
  readonly url: string;
  readonly directory: string;
  readonly definitions: ReadonlyMap<string, TemplateDefinition>;
}): Config {
  const { file, oldVCenter, url, directory, definitions } = options;
  const { store, telemetry, operator, deadlines, limits, leaks, workload, repair, templates, mirrors } = file;
  const { host, port, username, password, api_version: apiVersion, verify } = file.vcd;
  return {
    amqp: amqp(file.amqp),
    vcd: { url, host, port, username, password, apiVersion, verify },
    vCenters: oldVCenter
      ? [onlyVCenter(oldVCenter, directory)]
      : file.vcs.map((entry) => vCenter(entry, directory)),
    listeners: file.service.listeners,
    enforceAuthorization: file.service.enforce_authorization ?? false,
    flatErrors: file.service.flat_errors,
    broker: broker(file.broker, { workload, mirrors, definitions }),
    store: {
      path: resolve(directory, store.path),
      secretKeyFile: resolve(directory, store.secret_key_file),
      auditDays: store.audit_days,
      auditRows: store.audit_rows,
      cacheDirectory: resolve(directory, store.cache_dir),
    },
    telemetry: {
      listen: listenAddress(telemetry.listen),
      logLevel: telemetry.log_level,
      logFile: telemetry.log_file === undefined ? undefined : resolve(directory, telemetry.log_file),
      tenantLabels: telemetry.tenant_labels,
    },
    operator: {
      socket: resolve(directory, operator.socket),
      listen: operator.listen === undefined ? undefined : listenAddress(operator.listen),
      tokenFile: operator.token_file === undefined ? undefined : resolve(directory, operator.token_file),
    },
    deadlines: deadlinesInMs(deadlines),
    limits: {
      vcdConcurrency: limits.vcd_concurrency,
      vcdRatePerSecond: limits.vcd_rate_per_second,
      workers: limits.workers,
      resyncMs: limits.resync_seconds * 1000,
      pace: { minMs: limits.poll_min_ms, maxMs: Math.max(limits.poll_min_ms, limits.poll_max_ms) },
      visibleMs: limits.visible_seconds * 1000,
    },
    leaks: { remove: leaks.remove, graceMs: leaks.grace * 1000, mostPerHour: leaks.most_per_hour },
    workload: {
      podCidr: workload.pod_cidr,
      serviceCidr: workload.service_cidr,
      cni: workload.cni,
      kubernetesVersion: workload.kubernetes_version,
      kubeconfigValidityDays: workload.kubeconfig_validity_days,
    },
    repair: {
      policy: repair.policy,
      maxUnhealthy: {
        unit: repair.max_unhealthy.endsWith('%') ? 'percent' : 'nodes',
        value: Number.parseInt(repair.max_unhealthy, 10),
      },
      powerOnAfterMs: repair.power_on_after_seconds * 1000,
      notReadyAfterMs: repair.not_ready_after_seconds * 1000,
      replaceAfterMs: repair.replace_after_seconds * 1000,
      askNodesEveryMs: repair.ask_nodes_every_seconds * 1000,
      leases: repair.leases,
    },
    // The current directory is where CSE 1.2.7 looks first.
    scriptFolders: [templates.scripts === undefined ? resolve('.') : resolve(directory, templates.scripts)],
    mirrors,
  };
}

function amqp({
  routing_key: routingKey,
  ssl_accept_all: sslAcceptAll,
  durable_queue: durableQueue,
  ...rest
}: ConfigFile['amqp']): AmqpConfig {
  return { ...rest, routingKey, sslAcceptAll, durableQueue };
}

function vCenter(entry: ConfigFile['vcs'][number], directory: string): VCenterConfig {
  const { name, username, password, verify } = entry;
  return {
    name,
    username,
    password,
    verify,
    host: undefined,
    port: undefined,
    ...believed(entry, directory),
  };
}

function onlyVCenter(entry: OldConfigFile['vcs'], directory: string): VCenterConfig {
  const { host, port, username, password, verify } = entry;
  return { name: null, host, port, username, password, verify, ...believed(entry, directory) };
}

function believed(
  { ca_file: caFile, thumbprint }: Pick<ConfigFile['vcs'][number], 'ca_file' | 'thumbprint'>,
  directory: string,
): Pick<VCenterConfig, 'caFile' | 'thumbprint'> {
  return { caFile: caFile === undefined ? undefined : resolve(directory, caFile), thumbprint };
}

/** What fills in the gaps of a template's entry. */
interface TemplateSurroundings {
  readonly workload: ConfigFile['workload'];
  readonly mirrors: Mirrors;
  readonly definitions: ReadonlyMap<string, TemplateDefinition>;
}

function broker(section: ConfigFile['broker'], surroundings: TemplateSurroundings): BrokerConfig {
  const { org, vdc, catalog, network } = section;
  return {
    org,
    vdc,
    catalog,
    network,
    ipAllocationMode: section.ip_allocation_mode,
    storageProfile: section.storage_profile,
    defaultTemplate: section.default_template,
    templates: section.templates.map((entry) => template(entry, surroundings)),
  };
}

function template(
  entry: ConfigFile['broker']['templates'][number],
  { workload, mirrors, definitions }: TemplateSurroundings,
): TemplateConfig {
  const definition = definitions.get(entry.definition ?? entry.name);
  const { sha256_ova: sha256, sha1_ova: sha1 = '' } = entry;
  return {
    name: entry.name,
    definition: entry.definition ?? entry.name,
    catalogItem: entry.catalog_item,
    sourceOvaName: entry.source_ova_name,
    sourceOva: mirrored(entry.source_ova, mirrors),
    checksum:
      sha256 === undefined ? { algorithm: 'sha1', value: sha1 } : { algorithm: 'sha256', value: sha256 },
    tempVApp: entry.temp_vapp,
    cleanup: entry.cleanup,
    cpu: entry.cpu,
    memoryMb: entry.mem,
    adminPassword: entry.admin_password,
    sharedAdminPassword: entry.shared_admin_password ?? false,
    description: entry.description,
    guestBackend:
      entry.guest_backend ?? (definition ? GuestBackendKind.parse(definition.guestBackend) : 'guestinfo'),
    kubernetesVersion:
      entry.kubernetes_version ??
      definition?.kubernetesVersion ??
      describedVersion(entry.description) ??
      workload.kubernetes_version,
    cni: entry.cni ?? definition?.cni ?? workload.cni,
  };
}

/** Files of CSE 1.2.7 say what is in an image only in its description: `Kubernetes 1.10.11`. */
function describedVersion(description: string): string | undefined {
  const version = /\bkubernetes\s+v?(1\.\d+\.\d+)/i.exec(description)?.[1];
  return version === undefined ? undefined : `v${version}`;
}

/** `:9464` listens on every address. */
function listenAddress(text: string): TelemetryConfig['listen'] {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon).replace(/^\[|\]$/g, '');
  return { host: host || '0.0.0.0', port: Number(text.slice(colon + 1)) };
}

function deadlinesInMs(seconds: ConfigFile['deadlines']): DeadlinesConfig {
  return {
    creation: {
      composingVApp: seconds.composing_vapp * 1000,
      awaitingAddresses: seconds.awaiting_addresses * 1000,
      taggingVApp: seconds.tagging_vapp * 1000,
      configuringGuests: seconds.configuring_guests * 1000,
      poweringOn: seconds.powering_on * 1000,
      initializingControlPlane: seconds.initializing_control_plane * 1000,
      joiningWorkers: seconds.joining_workers * 1000,
      publishingKubeconfig: seconds.publishing_kubeconfig * 1000,
    },
    nodes: {
      composingNewNodes: seconds.composing_vapp * 1000,
      addressingNewNodes: seconds.awaiting_addresses * 1000,
      configuringNewNodes: seconds.configuring_guests * 1000,
      poweringOnNewNodes: seconds.powering_on * 1000,
      joiningNewNodes: seconds.joining_workers * 1000,
      drainingNodes: seconds.draining * 1000,
      deregisteringNodes: seconds.deregistering * 1000,
      deletingNodeVms: seconds.deleting_nodes * 1000,
    },
    templates: {
      makingVApp: seconds.composing_vapp * 1000,
      configuringGuest: seconds.configuring_guests * 1000,
      poweringOn: seconds.powering_on * 1000,
      customizing: seconds.customizing_template * 1000,
      shuttingDown: seconds.shutting_down_template * 1000,
      capturing: seconds.capturing_template * 1000,
    },
    lostAnswerMs: seconds.lost_answer * 1000,
    reconcileMs: seconds.reconcile * 1000,
    stopMs: seconds.stop * 1000,
  };
}
