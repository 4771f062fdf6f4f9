/** The main part: what CSE 1.2.7 prints (its contract, sections 8.1 and 9.2), then our own sections with their defaults. */
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

service:
  enforce_authorization: false
  listeners: 5

broker:
  catalog: cse
  cse_msg_dir: /tmp/cse
  default_template: photon-v2
  ip_allocation_mode: pool
  network: admin_network
  org: Admin
  storage_profile: '*'
  templates:
  - admin_password: guest_os_admin_password
    catalog_item: photon-custom-hw11-2.0-304b817-k8s
    cleanup: true
    cpu: 2
    description: |-
      PhotonOS v2
      Docker 17.06.0-4
      Kubernetes 1.9.1
      weave 2.3.0
    mem: 2048
    name: photon-v2
    sha256_ova: cb51e4b6d899c3588f961e73282709a0d054bb421787e140a1d80c24d4fd89e1
    source_ova: http://dl.bintray.com/vmware/photon/2.0/GA/ova/photon-custom-hw11-2.0-304b817.ova
    source_ova_name: photon-custom-hw11-2.0-304b817.ova
    temp_vapp: photon2-temp
  - admin_password: guest_os_admin_password
    catalog_item: ubuntu-16.04-server-cloudimg-amd64-k8s
    cleanup: true
    cpu: 2
    description: |-
      Ubuntu 16.04
      Docker 18.03.0~ce
      Kubernetes 1.10.1
      weave 2.3.0
    mem: 2048
    name: ubuntu-16.04
    sha256_ova: 3c1bec8e2770af5b9b0462e20b7b24633666feedff43c099a6fb1330fcc869a9
    source_ova: https://cloud-images.ubuntu.com/releases/xenial/release-20180418/ubuntu-16.04-server-cloudimg-amd64.ova
    source_ova_name: ubuntu-16.04-server-cloudimg-amd64.ova
    temp_vapp: ubuntu1604-temp
    # What is inside of the image, where the description does not say it; how data gets into its VMs; its pod network.
    # kubernetes_version: v1.36.3
    # guest_backend: guestinfo
    # cni: flannel-v0.28.4
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

# telemetry:
#   listen: 127.0.0.1:9464
#   log_level: info

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

# workload:
#   pod_cidr: 100.96.0.0/11
#   service_cidr: 100.64.0.0/13
#   cni: flannel-v0.28.4
#   kubernetes_version: v1.36.3
#   kubeconfig_validity_days: 365
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
