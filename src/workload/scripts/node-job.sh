#!/usr/bin/env bash
# node-job.sh KIND NODE SECONDS: one small piece of work on this machine for the container service, within so many seconds.
# Each may be done twice. docs/reference/guest-jobs.md of the service says what the kinds are. CSE_ROOT is empty on a
# node; a test puts a directory there.
set -uo pipefail
export LC_ALL=C

admin=${CSE_ROOT:-}/etc/kubernetes/admin.conf
kind=${1:?} node=${2:?} seconds=${3:?}

# kubectl_within SECONDS ARGUMENT…: the limit is for a kubectl that hangs; its own time-outs come first and say more.
kubectl_within() {
  local limit=$(($1 + 15))
  shift
  timeout -k 10 "$limit" kubectl --kubeconfig "$admin" "$@"
}

drain_node() {
  local rc=0 found
  kubectl_within "$seconds" drain "$node" --ignore-daemonsets --delete-emptydir-data --timeout="${seconds}s" || rc=$?
  if ((rc == 0)); then return 0; fi
  # A node that is gone has nothing left on it: a drain that comes again after a removal is done.
  found=$(kubectl_within 30 get node "$node" --ignore-not-found --output=name 2>/dev/null) || return "$rc"
  if [[ -n $found ]]; then return "$rc"; fi
  printf 'node %s is not in the cluster\n' "$node"
}

list_exports() {
  if command -v showmount >/dev/null; then
    timeout -k 10 "$seconds" showmount --no-headers --exports 127.0.0.1
  else
    timeout -k 10 "$seconds" exportfs -s
  fi
}

# A line for each node: its name, the status of its condition Ready, and since when it has that.
list_nodes() {
  local ready='.status.conditions[?(@.type=="Ready")]'
  kubectl_within "$seconds" get nodes --request-timeout="${seconds}s" --output \
    "jsonpath={range .items[*]}{.metadata.name}{\" \"}{$ready.status}{\" \"}{$ready.lastTransitionTime}{\"\\n\"}{end}"
}

case $kind in
  drainNode) drain_node ;;
  deleteNode) kubectl_within "$seconds" delete node "$node" --ignore-not-found --timeout="${seconds}s" ;;
  listExports) list_exports ;;
  listNodes) list_nodes ;;
  *)
    printf '%s is nothing that a machine does\n' "$kind" >&2
    exit 64
    ;;
esac
