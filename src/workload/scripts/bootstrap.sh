#!/usr/bin/env bash
# Makes a Kubernetes node, or the NFS server of a cluster, out of this machine, and tells the hypervisor how far it is. Runs
# at first boot (cloud-init) and again at every boot (cse-bootstrap.service): what is done is not done again, what was cut
# off goes on.
#
# Its data are files that cloud-init wrote below /var/lib/cse: bootstrap.env (see load_settings), kubeadm.yaml, and
# cni.yaml on a control plane or discovery.conf on a worker; node-script and join-token where a template has its own way.
# CSE_ROOT is empty on a node; a test puts a directory there.
#
# One long file, because a node gets it as one: whatever is wrong at three in the night is in here.
set -eEuo pipefail
export LC_ALL=C

root=${CSE_ROOT:-}
state=$root/var/lib/cse
kubernetes=$root/etc/kubernetes
log=$root/var/log/cse-bootstrap.log

# Keys of the Cluster API provider for vCD (CAPVCD): a phase goes from in_progress to successful and never back.
network_key=guestinfo.postcustomization.networkconfiguration.status
init_key=guestinfo.postcustomization.kubeinit.status
join_key=guestinfo.postcustomization.kubeadm.node.join.status
exit_key=guestinfo.post_customization_script_execution_status
reason_key=guestinfo.post_customization_script_execution_failure_reason
output_key=guestinfo.post_customization_cloud_init_output

phase=inputs
failed_command=
interrupted=

say() { printf '%s %s\n' "$(date -u +%FT%TZ)" "$*"; }

# A key in the guestinfo of this VM, and a line in a file for those who read that instead. A report that cannot be made
# must not stop the work that it is about.
tell() {
  printf '%s %s\n' "$1" "$2" >>"$state/told" || say "could not write $1 down"
  if command -v vmtoolsd >/dev/null; then
    vmtoolsd --cmd "info-set $1 $2" >/dev/null || say "could not set $1"
  elif command -v vmware-rpctool >/dev/null; then
    vmware-rpctool "info-set $1 $2" >/dev/null || say "could not set $1"
  else
    say "no VMware tools: $1 = $2"
  fi
}

# Starts a phase, named as in its key.
enter() {
  phase=${1#guestinfo.postcustomization.}
  phase=${phase%.status}
  say "phase $phase"
  tell "$1" in_progress
}

# Runs a command; what it writes to standard error is also what a failure is explained with.
run() {
  say "+ $*"
  local rc=0
  "$@" 2>"$state/stderr" || rc=$?
  cat "$state/stderr"
  if ((rc == 0)); then
    failed_command=
    : >"$state/stderr"
  else
    failed_command="$* (exit $rc)"
  fi
  return "$rc"
}

# The lines that say what went wrong: kubeadm's last line is advice about --v=5 and not the error.
last_lines() {
  local source=$log
  if [[ -s $state/stderr ]]; then source=$state/stderr; fi
  grep -v -e '^[[:space:]]*$' -e 'see the stack trace' "$source" | tail -n 3
}

on_exit() {
  local rc=$?
  trap - ERR
  set +eE
  if ((rc == 0)) || [[ -n $interrupted ]]; then return; fi
  local reason
  reason=$(printf '%s: %s: %s' "$phase" "$failed_command" "$(last_lines)" | tr -s '[:cntrl:]' ' ' | cut -c1-900)
  say "failed: $reason"
  tell "$output_key" "$(tail -c 4096 "$log" | base64 | tr -d '\n')"
  tell "$reason_key" "$reason"
  # Last, because whoever sees this key looks at the other two.
  tell "$exit_key" "$rc"
}

# A shutdown in the middle is no failure: the next boot goes on.
on_signal() {
  interrupted=yes
  say "interrupted in phase $phase"
  exit 143
}

fail() {
  failed_command=$1
  : >"$state/stderr"
  exit 1
}

# wait_until SECONDS WHAT COMMAND…: polls until the command succeeds; when the time is over the script fails.
wait_until() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    if ((SECONDS >= deadline)); then fail "waited in vain for $what"; fi
    sleep "$poll"
  done
}

# retry COMMAND…: until it succeeds, `attempts` times at most.
retry() {
  local attempt
  for ((attempt = 1; ; attempt++)); do
    if "$@"; then return 0; fi
    if ((attempt >= attempts)); then return 1; fi
    sleep "$pause"
  done
}

inputs_written() {
  local file
  for file in "$@"; do [[ -s $state/$file ]] || return 1; done
}

load_settings() {
  poll=2
  wait_until 60 "$state/bootstrap.env" inputs_written bootstrap.env
  # shellcheck source=/dev/null
  source "$state/bootstrap.env"
  : "${CSE_ROLE:?}" "${CSE_NODE_ADDRESS:?}" "${CSE_ENDPOINT_ADDRESS:?}" "${CSE_ENDPOINT_PORT:?}"
  case $CSE_ROLE in
    control-plane)
      inputs=(kubeadm.yaml cni.yaml)
      node_key=$init_key
      attempts=${CSE_ATTEMPTS:-3}
      ;;
    worker)
      inputs=(kubeadm.yaml discovery.conf)
      node_key=$join_key
      # The API server answers well before the control plane has made the rules that let nodes join.
      attempts=${CSE_ATTEMPTS:-20}
      ;;
    nfs)
      inputs=()
      # The end of a first boot has two names, and this is no control plane.
      node_key=$join_key
      attempts=${CSE_ATTEMPTS:-3}
      ;;
    *) fail "unknown role $CSE_ROLE" ;;
  esac
  poll=${CSE_POLL_SECONDS:-5}
  pause=${CSE_PAUSE_SECONDS:-15}
  input_seconds=${CSE_INPUT_SECONDS:-60}
  network_seconds=${CSE_NETWORK_SECONDS:-300}
  runtime_seconds=${CSE_RUNTIME_SECONDS:-120}
  endpoint_seconds=${CSE_ENDPOINT_SECONDS:-1800}
}

# No `grep -q`: it closes the pipe early, and `pipefail` then makes a failure of that.
has_address() { ip -o address show | grep -F " $CSE_NODE_ADDRESS/" >/dev/null; }

endpoint_answers() {
  timeout 5 bash -c "exec 3<>/dev/tcp/$CSE_ENDPOINT_ADDRESS/$CSE_ENDPOINT_PORT" 2>/dev/null
}

runtime_answers() { systemctl is-active --quiet containerd; }

# Photon closes every port but ssh, at every boot; elsewhere this file does not exist and nothing is changed.
open_firewall() {
  [[ -e $root/etc/systemd/scripts/ip4save ]] || return 0
  local port protocol
  local ports=(tcp/6443 tcp/2379:2380 tcp/10250 tcp/10256 udp/8472 tcp/30000:32767 udp/30000:32767)
  if [[ $CSE_ROLE == nfs ]]; then ports=(tcp/111 udp/111 tcp/2049 tcp/20048 udp/20048); fi
  for port in "${ports[@]}"; do
    protocol=${port%/*}
    iptables -C INPUT -p "$protocol" --dport "${port#*/}" -j ACCEPT 2>/dev/null ||
      run iptables -I INPUT -p "$protocol" --dport "${port#*/}" -j ACCEPT
  done
}

prepare_kernel() {
  mkdir -p "$root/etc/modules-load.d" "$root/etc/sysctl.d"
  printf 'overlay\nbr_netfilter\n' >"$root/etc/modules-load.d/cse.conf"
  run modprobe overlay
  run modprobe br_netfilter
  {
    echo 'net.ipv4.ip_forward = 1'
    echo 'net.bridge.bridge-nf-call-iptables = 1'
    echo 'net.bridge.bridge-nf-call-ip6tables = 1'
  } >"$root/etc/sysctl.d/99-cse.conf"
  run sysctl -p "$root/etc/sysctl.d/99-cse.conf"
  run swapoff -a
  if [[ -e $root/etc/fstab ]]; then
    sed -i -E 's/^([^#].*[[:space:]]swap[[:space:]].*)$/#\1/' "$root/etc/fstab"
  fi
}

# The kubelet's cgroup driver is systemd; a runtime with the other one restarts pods for ever. A configuration that does
# not know the setting (packages ship one that even switches Kubernetes off) gives way to containerd's own.
prepare_runtime() {
  local config=$root/etc/containerd/config.toml
  if ! grep -qs 'SystemdCgroup *= *true' "$config"; then
    if ! grep -qs SystemdCgroup "$config"; then
      mkdir -p "${config%/*}"
      if [[ -e $config ]]; then mv "$config" "$config.before-cse"; fi
      containerd config default >"$config.new"
      mv "$config.new" "$config"
    fi
    sed -i -E 's/SystemdCgroup *= *false/SystemdCgroup = true/' "$config"
    run systemctl restart containerd
  fi
  run systemctl enable --now containerd
  wait_until "$runtime_seconds" containerd runtime_answers
  run systemctl enable kubelet
}

# kubeadm may run again over what an earlier run left: its phases are idempotent, only its checks beforehand are not.
# They are strict the first time and forgive our own leftovers later. (`kubeadm reset` would take the PKI away.)
manifest=FileAvailable--etc-kubernetes-manifests
init_leftovers=DirAvailable--var-lib-etcd,Port-2379,Port-2380,Port-6443,Port-10250,Port-10257,Port-10259,
init_leftovers+=$manifest-etcd.yaml,$manifest-kube-apiserver.yaml,
init_leftovers+=$manifest-kube-controller-manager.yaml,$manifest-kube-scheduler.yaml
join_leftovers=Port-10250,FileAvailable--etc-kubernetes-pki-ca.crt,FileAvailable--etc-kubernetes-bootstrap-kubelet.conf

# kubeadm_attempt LEFTOVERS SUBCOMMAND…: one run of kubeadm.
kubeadm_attempt() {
  local leftovers=$1
  shift
  local arguments=("$@" --config "$state/kubeadm.yaml")
  if [[ -e $state/attempted ]]; then arguments+=("--ignore-preflight-errors=$leftovers"); fi
  touch "$state/attempted"
  run kubeadm "${arguments[@]}"
}

init_control_plane() {
  # The token that kubeadm insists on making lets nobody in; still it need not be in a log.
  retry kubeadm_attempt "$init_leftovers" init --skip-token-print
  retry run kubectl --kubeconfig "$kubernetes/admin.conf" apply -f "$state/cni.yaml"
}

join_once() {
  # A kubelet.conf is the cluster's signature under this node's own certificate: the join is done, whatever came after.
  if [[ -s $kubernetes/kubelet.conf ]]; then
    run systemctl restart kubelet
    return
  fi
  # Workers boot at the same time as the control plane.
  wait_until "$endpoint_seconds" "the control plane at $CSE_ENDPOINT_ADDRESS:$CSE_ENDPOINT_PORT" endpoint_answers
  kubeadm_attempt "$join_leftovers" join
}

# What is exported stands in /etc/exports.d; the packages are in the image, their services switched off.
serve_nfs() {
  local directory
  while read -r directory _; do mkdir -p "$root$directory"; done <"$root/etc/exports.d/cse.exports"
  run systemctl enable --now nfs-server
  run exportfs -ra
}

# A script of the operator or of an old template (node-script), in place of all that this one would do here. The settings
# are in its environment, root's home is its directory. A worker's is tried again, because a control plane that answers may
# not take anybody yet; a control plane's is not, because nobody knows what a second run of it would do.
run_node_script() {
  export CSE_ROLE CSE_NODE_ADDRESS CSE_ENDPOINT_ADDRESS CSE_ENDPOINT_PORT
  case $CSE_ROLE in
    worker)
      wait_until "$endpoint_seconds" "the control plane at $CSE_ENDPOINT_ADDRESS:$CSE_ENDPOINT_PORT" endpoint_answers
      retry node_script_once
      ;;
    *) node_script_once ;;
  esac
  if [[ -s $state/join-token ]]; then retry offer_token "$(<"$state/join-token")"; fi
}

node_script_once() {
  # A kubelet.conf is the cluster's signature: the join is done, whatever came after.
  if [[ $CSE_ROLE == worker && -s $kubernetes/kubelet.conf ]]; then return; fi
  run env --chdir="$root/root" HOME="$root/root" "$state/node-script"
}

# offer_token TOKEN: for workers whose script joins with it, also those that come much later.
offer_token() {
  local tokens
  tokens=$(kubeadm token list --kubeconfig "$kubernetes/admin.conf")
  if [[ $tokens == *"$1"* ]]; then return; fi
  # Not through run, which would log it.
  kubeadm token create "$1" --ttl 0 --kubeconfig "$kubernetes/admin.conf" >/dev/null
}

# The certificate that a worker joins with opens nothing any more that its own does not.
forget_inputs() { rm -f "$state"/{discovery.conf,kubeadm.yaml,node-script,join-token,stderr}; }

bootstrap() {
  wait_until "$input_seconds" "the files ${inputs[*]} in $state" inputs_written "${inputs[@]}"

  enter "$network_key"
  wait_until "$network_seconds" "address $CSE_NODE_ADDRESS on this machine" has_address
  tell "$network_key" successful

  enter "$node_key"
  if [[ -e $state/node-script ]]; then
    run_node_script
    return
  fi
  if [[ $CSE_ROLE == nfs ]]; then
    open_firewall
    retry serve_nfs
    return
  fi
  prepare_kernel
  prepare_runtime
  open_firewall
  if [[ $CSE_ROLE == control-plane ]]; then init_control_plane; else retry join_once; fi
}

main() {
  install -d -m 0700 "$state"
  install -d "${log%/*}"
  exec 9>"$state/lock"
  flock 9
  exec >>"$log" 2>&1
  trap on_exit EXIT
  trap on_signal TERM INT HUP
  trap '[[ -n $failed_command ]] || failed_command=$BASH_COMMAND' ERR
  : >"$state/stderr"
  # An earlier boot may have failed: this one is a new try.
  if [[ -e $state/started && ! -e $state/done ]]; then tell "$exit_key" 0; fi
  touch "$state/started"
  load_settings
  if [[ -e $state/done ]]; then
    # What a guest has told is forgotten when its power goes: say it again.
    open_firewall
    tell "$network_key" successful
  else
    bootstrap
    touch "$state/done"
    say 'this node is done'
  fi
  forget_inputs
  tell "$node_key" successful
}

main
