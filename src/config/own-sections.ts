import { z } from 'zod';
import {
  cidr,
  days,
  httpAddress,
  kubernetesVersion,
  listenAddress,
  oneOf,
  registryHost,
  required,
  seconds,
  share,
  within,
} from './field-types.ts';

/** Sections that CSE 1.2.7 does not know; each may be left out, and each key of it. */

/** Section `store`: the database and what it keeps. */
export const Store = z
  .strictObject({
    path: required.default('cse.db').describe('The database.'),
    secret_key_file: required
      .default('cse.key')
      .describe(
        'Key that secrets in the database are encrypted with; made at the first start. Keep a copy elsewhere.',
      ),
    audit_days: days.default(400).describe('How long the audit of who changed what is kept,'),
    audit_rows: within(1_000, 10_000_000)
      .default(500_000)
      .describe('and how many rows of it at most; a change takes two.'),
    cache_dir: required
      .default('cse_cache')
      .describe('Images on their way to the catalog, which are large; named as CSE 1.2.7 names it.'),
  })
  .prefault({})
  .describe('What is kept on disk. Paths are relative to the configuration file.');

/** Section `telemetry`: metrics, probes and the log. */
export const Telemetry = z
  .strictObject({
    listen: listenAddress
      .default('127.0.0.1:9464')
      .describe('Where `/metrics`, `/healthz` and `/readyz` are served; `:9464` is every address.'),
    log_level: oneOf(['debug', 'info', 'warn', 'error']).default('info').describe('How much is logged.'),
    log_file: required
      .optional()
      .describe(
        'A second place for the log beside standard error; begun anew at 8 MiB, ten old files are kept.',
      ),
    tenant_labels: z
      .boolean()
      .default(false)
      .describe(
        'Metrics name organizations and clusters, with series for each; without it the worst of each phase speaks for all.',
      ),
  })
  .prefault({})
  .describe('Metrics, probes and the log.');

/** Section `operator`: the doors for status commands and web page. */
export const Operator = z
  .strictObject({
    socket: required
      .default('cse.sock')
      .describe('Where the status commands reach the server; only the service’s own user may.'),
    listen: listenAddress
      .optional()
      .describe('The web page and the same interface by HTTP; neither when absent.'),
    token_file: required.optional().describe('A file whose one line opens that port to whoever sends it.'),
  })
  .prefault({})
  .describe('The operator’s way into a running server.');

/** Section `deadlines`: how long each phase may last. */
export const Deadlines = z
  .strictObject({
    composing_vapp: seconds
      .default(3600)
      .describe('Making the VMs: every disk is copied, possibly from another datastore.'),
    awaiting_addresses: seconds.default(600).describe('Until every VM has an address.'),
    tagging_vapp: seconds.default(600).describe('Writing the metadata of the vApp.'),
    configuring_guests: seconds.default(1200).describe('Writing the first-boot data of the nodes.'),
    powering_on: seconds.default(1200).describe('Switching the nodes on.'),
    initializing_control_plane: seconds
      .default(1800)
      .describe('Until the control plane says that it is done.'),
    joining_workers: seconds.default(1800).describe('Until every worker says so.'),
    publishing_kubeconfig: seconds.default(600).describe('Keeping the kubeconfig for its owner.'),
    customizing_template: seconds
      .default(7200)
      .describe('The scripts of a template: what they install comes from the network.'),
    shutting_down_template: seconds.default(600).describe('Shutting the temporary VM down.'),
    capturing_template: seconds.default(7200).describe('Copying it into the catalog.'),
    draining: seconds
      .default(300)
      .describe('Of one node that is to go; after it the VM is removed all the same.'),
    deregistering: seconds.default(60).describe('Deleting its Node object; after it likewise.'),
    deleting_nodes: seconds.default(1200).describe('Removing the VMs of nodes.'),
    lost_answer: seconds
      .default(300)
      .describe('A request to vCD without an answer may still take effect for this long.'),
    reconcile: seconds.default(120).describe('One look at a record and one step.'),
    stop: seconds.default(15).describe('What is running when the service stops may finish for this long.'),
  })
  .prefault({})
  .describe('How long each part of the work may take, in seconds, before the cluster says why it failed.');

/** Section `limits`: how hard vCD and this machine are worked. */
export const Limits = z
  .strictObject({
    vcd_concurrency: within(1, 1000).default(8).describe('Requests to vCD at the same time.'),
    vcd_rate_per_second: within(1, 10_000).default(20).describe('Requests to vCD in a second.'),
    workers: within(1, 1000).default(8).describe('Records of one kind that are worked on at the same time.'),
    resync_seconds: seconds.default(600).describe('How often every record is looked at without a reason.'),
    poll_min_ms: within(1, 60_000)
      .default(1_000)
      .describe(
        'Slow work is looked at after a fifth of the time that it has taken so far; not sooner than this,',
      ),
    poll_max_ms: within(1, 600_000).default(5_000).describe('and not later than this.'),
    visible_seconds: within(0, 60)
      .default(5)
      .describe(
        'What vCD shows to a tenant is remembered this long for requests that only look; 0 asks it each time.',
      ),
  })
  .prefault({})
  .describe('How hard the service works, and how hard vCD.');

/** Section `leaks`: what is done about what no record knows. */
export const Leaks = z
  .strictObject({
    remove: z
      .boolean()
      .default(true)
      .describe(
        'False: what is left behind is only reported. Tasks that nobody follows are ended all the same.',
      ),
    grace: seconds.default(86_400).describe('From the first sight of something to its removal, in seconds.'),
    most_per_hour: within(1, 1_000)
      .default(10)
      .describe('Removals in an hour: what goes wrong at once is seen before much is gone.'),
  })
  .prefault({})
  .describe(
    'What the service made in Cloud Director and has no record of. What was ever ready is never removed without being told to.',
  );

/** Section `workload`: what the clusters have in common. */
export const Workload = z
  .strictObject({
    pod_cidr: cidr
      .default('100.96.0.0/11')
      .describe(
        'Network of the pods; in the shared address space of RFC 6598, because tenants’ own are usually in 10.0.0.0/8.',
      ),
    service_cidr: cidr.default('100.64.0.0/13').describe('Network of the services.'),
    cni: required
      .default('flannel-v0.28.4')
      .describe(
        'Manifest in `templates/addons` that makes the pod network, where no template says otherwise.',
      ),
    kubernetes_version: kubernetesVersion
      .default('v1.36.3')
      .describe('What is in an image, where nothing else says it.'),
    kubeconfig_validity_days: days
      .default(365)
      .describe('How long the kubeconfig of a cluster’s owner is good for.'),
  })
  .prefault({})
  .describe('What clusters are like inside.');

/** Section `repair`: what is done about nodes that do not run. */
export const Repair = z
  .strictObject({
    policy: oneOf(['report', 'powerOn', 'auto'])
      .default('auto')
      .describe(
        'For clusters whose record says nothing (`spec.repair`): tell only, power VMs on that are off, or also replace workers whose VM is gone or that are not ready in their cluster. Control planes and NFS servers are never replaced: they hold data.',
      ),
    max_unhealthy: share
      .default('40%')
      .describe(
        'Workers of one cluster that may be down for any to be replaced: a number, or a share, which is rounded up.',
      ),
    power_on_after_seconds: seconds
      .default(120)
      .describe('For how long a VM must have been seen without power before it is powered on.'),
    not_ready_after_seconds: seconds
      .default(300)
      .describe(
        'For how long a node whose VM runs must not have been ready in its cluster, as the control plane says, to count as down.',
      ),
    replace_after_seconds: seconds
      .default(600)
      .describe(
        'For how long a worker must have been seen without a VM, or out of its cluster, before it is replaced.',
      ),
    ask_nodes_every_seconds: seconds
      .default(300)
      .describe(
        'How often, at most, a control plane that is reached by way of vCenter is asked which nodes its cluster finds ready; an answer counts for fifteen minutes. Others tell of that by themselves.',
      ),
    leases: oneOf(['report', 'renew'])
      .default('report')
      .describe(
        'Leases with which an organization has vApps stopped and removed: told of only, or renewed, at the length that they have, when half of it has passed.',
      ),
  })
  .prefault({})
  .describe('What is done about nodes of a cluster that do not run any more.');

/** Section `templates`: the operator's own scripts. */
export const Templates = z
  .strictObject({
    scripts: required
      .optional()
      .describe(
        'Folder with your own scripts of templates (`cust-{template}.sh` …); the current directory when absent.',
      ),
  })
  .prefault({})
  .describe('How templates are made.');

/** Section `mirrors`: where things are fetched from instead. */
export const Mirrors = z
  .strictObject({
    urls: z
      .record(httpAddress, httpAddress)
      .default({})
      .describe(
        'Beginnings of addresses, and what is fetched in their place; of several the longest counts.',
      ),
    registries: z
      .record(registryHost, httpAddress)
      .default({})
      .describe('Container registries, and the address that nodes pull from in their place.'),
  })
  .prefault({})
  .describe('Where a site without the internet keeps copies.');
