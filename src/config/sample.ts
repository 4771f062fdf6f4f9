/**
 * The main part: what CSE 1.2.7 prints (its contract, sections 8.1 and 9.2) with the templates of today, then our own
 * sections with their defaults.
 */
export const sampleConfig = `amqp:
  exchange: cse-ext
  host: amqp.vmware.com
  password: guest
  port: 5672
  prefix: vcd
  routing_key: cse
  ssl: false
  ssl_accept_all: false
  username: guest
  vhost: /
  # A queue that survives the broker, with the requests that wait in it; for a broker that takes no other kind, too.
  # It cannot be shared with an original server, and a queue of the other kind has to be deleted first.
  # durable_queue: false

vcd:
  api_version: '29.0'
  host: vcd.vmware.com
  log: true
  password: my_secret_password
  port: 443
  username: administrator
  verify: false

vcs:
- name: vc1
  password: my_secret_password
  username: cse_user@vsphere.local
  verify: false
- name: vc2
  password: my_secret_password
  username: cse_user@vsphere.local
  verify: false
  # Instead of verify: the authority of vCenter and its hosts, or the SHA-256 thumbprint of vCenter's certificate.
  # ca_file: vcenter-ca.pem
  # thumbprint: 'B5:…'

service:
  enforce_authorization: false
  listeners: 5
  # Refusals as clients of CSE 0.3.0 know them; newer ones read both forms.
  # flat_errors: false

broker:
  catalog: cse
  cse_msg_dir: /tmp/cse
  default_template: ubuntu-24.04-k8s-1.36
  ip_allocation_mode: pool
  network: admin_network
  org: Admin
  storage_profile: '*'
  templates:
  - admin_password: guest_os_admin_password
    catalog_item: ubuntu-24.04-k8s-1.36
    cleanup: true
    cpu: 2
    description: |-
      Ubuntu 24.04 LTS, containerd 2
      Kubernetes 1.36.3
    mem: 4096
    name: ubuntu-24.04-k8s-1.36
    # Of the file that the address below has today; the publisher replaces it now and then. Its checksum is in
    # https://cloud-images.ubuntu.com/releases/noble/release/SHA256SUMS
    sha256_ova: ''
    source_ova: https://cloud-images.ubuntu.com/releases/noble/release/ubuntu-24.04-server-cloudimg-amd64.ova
    source_ova_name: ubuntu-24.04-server-cloudimg-amd64.ova
    temp_vapp: ubuntu2404-k8s136-temp
  - admin_password: guest_os_admin_password
    catalog_item: photon-5-k8s-1.36
    cleanup: true
    cpu: 2
    description: |-
      Photon OS 5, containerd 2
      Kubernetes 1.36.3
    mem: 4096
    name: photon-5-k8s-1.36
    # Measured once, on a copy that you trust.
    sha256_ova: ''
    source_ova: https://packages.vmware.com/photon/5.0/GA/ova/photon-hw15-5.0-dde71ec57.x86_64.ova
    source_ova_name: photon-hw15-5.0-dde71ec57.x86_64.ova
    temp_vapp: photon5-k8s136-temp
    # How the image is made, where that is not what the name says; what is inside of it; how data gets into its VMs;
    # its pod network. These are the values that the definition of the name has already.
    # definition: photon-5-k8s-1.36
    # kubernetes_version: v1.36.3
    # guest_backend: guestinfo
    # With guest-operations each VM has a password of root of its own, unless all are to have admin_password.
    # shared_admin_password: false
    # cni: flannel-v0.28.4
  # There are definitions of ubuntu-24.04-k8s-1.35 and photon-5-k8s-1.35, too, and of CSE 1.2.7's photon-v2 and ubuntu-16.04.
  type: default
  vdc: Catalog

# The following key is optional: the path of a file with PKS data, or null.
# PKS is not offered any more; the file is checked and not used.
pks_config: null

# All that follows is optional; the values are the defaults.

# Paths are relative to this file.
# store:
#   path: cse.db
#   secret_key_file: cse.key
#   audit_days: 400
#   audit_rows: 500000
#   cache_dir: cse_cache

# telemetry:
#   listen: 127.0.0.1:9464
#   log_level: info
#   tenant_labels: false

# How operators reach the server: a socket for the status commands. There is a web page where an address for it is
# given (listen, such as 127.0.0.1:9465), with a file whose one line lets in who sends it (token_file).
# operator:
#   socket: cse.sock

# Seconds.
# deadlines:
#   composing_vapp: 3600
#   awaiting_addresses: 600
#   tagging_vapp: 600
#   configuring_guests: 1200
#   powering_on: 1200
#   initializing_control_plane: 1800
#   joining_workers: 1800
#   publishing_kubeconfig: 600
#   customizing_template: 7200
#   shutting_down_template: 600
#   capturing_template: 7200
#   draining: 300
#   deregistering: 60
#   deleting_nodes: 1200
#   lost_answer: 300
#   reconcile: 120
#   stop: 15

# limits:
#   vcd_concurrency: 8
#   vcd_rate_per_second: 20
#   workers: 8
#   resync_seconds: 600
#   poll_min_ms: 1000
#   poll_max_ms: 5000
#   visible_seconds: 5

# workload:
#   pod_cidr: 100.96.0.0/11
#   service_cidr: 100.64.0.0/13
#   cni: flannel-v0.28.4
#   kubernetes_version: v1.36.3
#   kubeconfig_validity_days: 365

# What is done about nodes that do not run any more: report, powerOn, or auto, which also replaces workers that are gone
# while no more than max_unhealthy of a cluster's are down.
# repair:
#   policy: auto
#   max_unhealthy: 40%
#   power_on_after_seconds: 120
#   not_ready_after_seconds: 300
#   replace_after_seconds: 600
#   ask_nodes_every_seconds: 300
#   leases: report

# A second place for the log beside standard error (in the one section telemetry, with what else stands there): rotated
# at 8 MiB, ten old files are kept.
# telemetry:
#   log_file: /var/log/cse/cse.log

# Where your own scripts of templates are (init-, cust-, mstr-, node-, nfsd-{template}.sh). Left out, it is the directory
# that the service is started in.
# templates:
#   scripts: scripts

# Where a site without the internet keeps copies: beginnings of addresses, and container registries.
# mirrors:
#   urls:
#     https://pkgs.k8s.io/: https://mirror.example.com/kubernetes/
#   registries:
#     registry.k8s.io: https://registry.example.com/v2/kubernetes
`;

/** What introduces the PKS part. */
const pksIntroduction = `# PKS data, for the file that pks_config names.
# It is optional, belongs into a file of its own,
# and is checked for its top-level keys only.
`;

/** The PKS part (contract of CSE 1.2.7, section 8.3). */
const pksData = `orgs:
- name: org1
  pks_accounts:
  - org1_service_account
- name: org2
  pks_accounts:
  - org2_service_account

pks_accounts:
- host: pks.vmware.com
  name: org1_service_account
  port: '9021'
  uaac:
    port: '8443'
    secret: secret
    username: pks_admin
  vc: vc1

pvdcs:
- name: pvdc1
  rp_paths:
  - datacenter1/cluster1/rp1
  vc: vc1
`;

/** The file that `pks_config` may name. */
export const samplePksConfig = `${pksIntroduction}\n${pksData}`;

/** Both parts in one text that loads: the original printed the PKS part as top-level keys, which its own check refused. */
export const sampleText = `${sampleConfig}\n${pksIntroduction}\n${commentedOut(pksData)}`;

function commentedOut(text: string): string {
  return text.replace(/^(?=.)/gm, '# ');
}
