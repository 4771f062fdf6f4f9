import { z } from 'zod';
import { GuestBackendKind } from '#records/template.ts';
import { flag, kubernetesVersion, oneOf, port, recordName, required, text, within } from './field-types.ts';

/**
 * The sections of CSE 1.2.7 (its contract, section 8): every key is required and no other is allowed. The few keys of our
 * own in them are optional.
 */

/** Section `amqp`, as CSE 1.2.7 has it, with one key of ours. */
export const Amqp = z
  .strictObject({
    host: required.describe('Host of the message broker that vCD publishes to; it need not be a vCD cell.'),
    port: port.describe('5672 is usual, 5671 with TLS.'),
    prefix: text.describe(
      'Of the names of vCD’s own exchanges; part of vCD’s AMQP settings, which `cse install` looks at.',
    ),
    username: text.describe('Account on the broker that may declare the exchange and the queue.'),
    password: text.describe('Its password.'),
    exchange: required.describe('Exchange that vCD publishes the requests of tenants to.'),
    routing_key: required.describe('Under which it does so; also the name of the queue.'),
    ssl: flag.describe('TLS to the broker.'),
    ssl_accept_all: flag.describe('With `ssl`: any certificate will do.'),
    vhost: text.describe('Virtual host of the broker.'),
    durable_queue: flag
      .default(false)
      .describe(
        'The queue outlives a restart of the broker. The original’s does not; the two cannot share one.',
      ),
  })
  .describe('The message broker between vCD and the service.');

/** Section `vcd`, as CSE 1.2.7 has it. */
export const Vcd = z
  .strictObject({
    host: required.describe('Host name of vCD, with or without `https://` and a port of its own.'),
    port: port.describe('Of vCD’s API where `host` has none.'),
    username: required.describe('Service account in the organization System.'),
    password: text.describe('Its password.'),
    api_version: required
      .regex(/^\d+\.\d+$/, "must be a version of the vCloud API, as '29.0'")
      .describe('Version of the vCloud API to speak, in quotes.'),
    verify: flag.describe('vCD’s certificate must be one that the system trusts.'),
    log: flag.describe('Not used: what the service asks of vCD is in its log at level `debug`.'),
  })
  .describe('Cloud Director.');

/** By what a vCenter's certificate is believed, if not by the system's authorities. */
const believed = {
  ca_file: required
    .optional()
    .describe('Authorities of the vCenter and its hosts (PEM), to be believed instead of the system’s.'),
  thumbprint: text
    .regex(/^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i, 'must be a SHA-256 thumbprint, 32 pairs of hex digits')
    .optional()
    .describe('SHA-256 of the one certificate of the vCenter to be believed.'),
};

/** One entry of `vcs`, as CSE 1.2.7 has it, with keys of ours. */
export const VCenter = z
  .strictObject({
    name: required.describe('Name of the vCenter in vCD.'),
    username: required.describe('Account that may run guest operations.'),
    password: text.describe('Its password.'),
    verify: flag.describe('The vCenter’s certificate must be one that the system trusts.'),
    ...believed,
  })
  .describe('One vCenter that is registered in vCD; every one must be listed.');

/** CSE 0.3.0 knew one vCenter. */
export const OnlyVCenter = z.strictObject({
  host: required,
  port,
  username: required,
  password: text,
  verify: flag,
  ...believed,
});

/** Section `service`, as CSE 1.2.7 has it, with keys of ours. */
export const Service = z
  .strictObject({
    listeners: within(1, 1000).describe('How many requests are answered at the same time.'),
    enforce_authorization: flag
      .optional()
      .describe(
        'Only users with the right `{cse}:CSE NATIVE DEPLOY RIGHT` may make clusters; `false` when absent.',
      ),
    flat_errors: flag
      .default(false)
      .describe('Refusals are a text alone, as clients of CSE 0.3.0 read them; newer ones read both forms.'),
  })
  .describe('How requests are taken.');

const Template = z
  .strictObject({
    name: recordName.describe(
      'What tenants call it; also the definition that it is made by (see `definition`).',
    ),
    catalog_item: required.describe('Name of the template in the catalog.'),
    source_ova_name: text.describe('Name of the image in the catalog.'),
    source_ova: text.describe('Address of the image, an OVA.'),
    sha256_ova: text.optional().describe('Checksum of that file. An image without one is not used.'),
    sha1_ova: text.optional().describe('In its place, in files of CSE 0.3.0.'),
    temp_vapp: text.describe('Name of the vApp that the template is made of.'),
    cleanup: flag.describe('Delete that vApp when the template is there.'),
    cpu: within(1, 1024).describe('Virtual CPUs of a node, unless a tenant says otherwise.'),
    mem: within(1, 16 * 1024 * 1024).describe('Its memory in MB.'),
    admin_password: text.describe(
      'Password of root, where the way into the VMs needs one and `shared_admin_password` is set.',
    ),
    shared_admin_password: flag
      .optional()
      .describe(
        'Every VM of the template has that password, as with CSE 1.2.7; else each has one of its own.',
      ),
    description: text.describe('What tenants read about it.'),
    definition: required
      .optional()
      .describe('Definition in `templates/` that the template is made by; `name` when absent.'),
    kubernetes_version: kubernetesVersion
      .optional()
      .describe(
        'What is in the image; else the definition says it, else `description`, else `workload.kubernetes_version`.',
      ),
    guest_backend: oneOf(GuestBackendKind.options as [GuestBackendKind, ...GuestBackendKind[]]) // never empty
      .optional()
      .describe('How data get into its VMs.'),
    cni: required
      .optional()
      .describe(
        'Manifest in `templates/addons` that makes the pod network; else the definition says it, else `workload.cni`.',
      ),
  })
  .describe('One template that clusters can be made from.');

/** Section `broker`, as CSE 1.2.7 has it. */
export const Broker = z
  .strictObject({
    type: oneOf(['default']).describe('There is no other.'),
    org: recordName.describe('Organization that owns the catalog of the templates.'),
    vdc: text.describe('Its VDC that templates are made in.'),
    catalog: required.describe('Catalog of the templates; tenants must be able to read it.'),
    network: text.describe(
      'Network of that VDC for the temporary vApps. It needs the internet, or your mirrors.',
    ),
    ip_allocation_mode: oneOf(['pool', 'dhcp']).describe(
      'How temporary vApps get their address; clusters always use the pool.',
    ),
    storage_profile: text.describe('Of temporary vApps; `*` is any.'),
    default_template: text.describe('Name of the template that is taken when a tenant names none.'),
    templates: z.array(Template).describe('The templates, in the order in which tenants see them.'),
    cse_msg_dir: text.describe('Not used.'),
  })
  .describe('Where templates are kept and made, and what they are.');
