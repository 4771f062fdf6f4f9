#!/usr/bin/env bash
# Carries out small jobs that the container service asks for through the guestinfo of this VM, and tells there on a control
# plane which nodes the cluster has: the service has no route to this network. The protocol is docs/reference/guest-jobs.md of the service. Whoever may edit the VM may write its
# keys, so nothing of a request is looked at before its signature is verified, and only the few actions of node-job.sh,
# which lies beside this file, exist.
#
# Its data are files that cloud-init wrote below /var/lib/cse: job-agent.env (see load_settings) and job-key.pub. CSE_ROOT
# is empty on a node; a test puts a directory there. With --once it looks once and ends.
#
# No `set -e`: an agent that ends at the first surprise helps nobody. What matters is checked where it is called.
set -uo pipefail
export LC_ALL=C
umask 077

root=${CSE_ROOT:-}
state=$root/var/lib/cse
jobs=$state/jobs
incoming=$state/job-incoming
actions=$(dirname "${BASH_SOURCE[0]}")/node-job.sh

request_key=guestinfo.cse.job.request
signature_key=guestinfo.cse.job.signature
answer_key=guestinfo.cse.job.answer
nodes_key=guestinfo.cse.nodes

# Characters of base64; a request that an agent takes has some hundred.
longest_request=4096
# Bytes of output in an answer.
longest_text=4096
# Characters of base64: the hypervisor takes no longer ones.
longest_nodes=60000
# Journals are for repeating answers; replays are stopped by the sequence alone.
journal_days=30

time='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z'
shape='^\{"version":1,"machine":"([A-Za-z0-9._-]+)","sequence":(0|[1-9][0-9]{0,14}),"notBefore":"('$time')"'
shape+=',"deadline":"('$time')","id":"([A-Za-z0-9][A-Za-z0-9._-]{0,127})","kind":"([A-Za-z]{1,32})"'
shape+=',"node":"([^"\]*)"\}$'
node_name='^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'

# Nodes are asked for at every look until they were told of once, then at every so manieth look, and told of when they have changed or at every so manieth time.
looks_between=20
times_between=5

# The request that was answered for good, as it stands in its key.
handled=
# The nodes that were told of last, and how often they were found to be the same since.
told_nodes=
same_nodes=0

say() { printf '%s\n' "$*"; }

# One command of VMware's tools.
info() {
  if command -v vmtoolsd >/dev/null; then
    vmtoolsd --cmd "$1" 2>/dev/null
  else
    vmware-rpctool "$1" 2>/dev/null
  fi
}

load_settings() {
  # shellcheck source=/dev/null
  source "$state/job-agent.env"
  machine=${CSE_JOB_MACHINE:?}
  role=${CSE_JOB_ROLE:?}
  poll=${CSE_JOB_POLL_SECONDS:-3}
}

# Standard input as the inside of a JSON string: its last bytes, without control characters.
json_text() {
  tail -c "$longest_text" | tr '\t\r' '  ' | tr -d '\000-\011\013-\037\177' | sed -e 's/[\"]/\\&/g' -e 's/$/\\n/' | tr -d '\n'
}

# answer ID STATE MEMBER: the member's text is standard input. An answer that could not be given is given again later.
answer() {
  local text
  text=$(printf '{"version":1,"id":"%s","request":"%s","state":"%s","at":"%s","%s":"%s"}' \
    "$1" "$digest" "$2" "$(date -u +%FT%TZ)" "$3" "$(json_text)")
  info "info-set $answer_key $(printf %s "$text" | base64 | tr -d '\n')" >/dev/null || {
    say "could not answer ${1:-an unknown request}: $2"
    return 1
  }
}

# refuse ID WHY
refuse() {
  say "refused ${1:-a request}: $2"
  printf %s "$2" | answer "$1" failed message
}

# answer_from_journal ID
answer_from_journal() {
  local journal=$jobs/$1 rc
  rc=$(<"$journal/rc")
  if [[ $rc == 0 ]]; then
    answer "$1" succeeded output <"$journal/out"
    return
  fi
  local words=$journal/err
  if [[ ! -s $words ]]; then words=$journal/out; fi
  # The end of the words is what counts, so the code has to fit in front of it.
  { printf 'exit %s: ' "$rc" && tail -c $((longest_text - 20)) "$words"; } | answer "$1" failed message
}

# Writes a file so that it is there as a whole or not at all.
put() { cat >"$1.new" && mv -f "$1.new" "$1"; }

verified() {
  openssl pkeyutl -verify -pubin -inkey "$state/job-key.pub" -rawin -in "$incoming/request" \
    -sigfile "$incoming/signature" >/dev/null 2>&1
}

# Looks at the request once. Fails when there is something to be looked at again.
look() {
  local request signature
  request=$(info "info-get $request_key") && [[ -n $request ]] || return 0
  if [[ $request == "$handled" ]]; then return 0; fi
  signature=$(info "info-get $signature_key") && [[ -n $signature ]] || return 0
  # Both are written at once but read one after the other: a pair that changed meanwhile may be no pair.
  [[ $(info "info-get $request_key") == "$request" ]] || return 0
  take "$request" "$signature" && handled=$request
}

# take REQUEST SIGNATURE: fails when this request has not been answered for good.
take() {
  digest=$(printf %s "$1" | base64 -d 2>/dev/null | sha256sum | cut -c 1-64)
  if ((${#1} > longest_request)); then
    refuse '' 'the request is too long'
    return
  fi
  mkdir -p "$incoming" || return
  if ! printf %s "$1" | base64 -d >"$incoming/request" 2>/dev/null ||
    ! printf %s "$2" | base64 -d >"$incoming/signature" 2>/dev/null || ! verified; then
    refuse '' 'the signature of the request does not verify with the key of this cluster'
    return
  fi
  if ! [[ $(<"$incoming/request") =~ $shape ]]; then
    refuse '' 'the request is of a kind that this agent does not know'
    return
  fi
  consider "${BASH_REMATCH[@]:1}"
}

# consider MACHINE SEQUENCE NOT_BEFORE DEADLINE ID KIND NODE: of a request that is the service's own.
consider() {
  local wanted_machine=$1 sequence=$2 not_before=$3 deadline=$4 id=$5 kind=$6 node=$7
  local journal=$jobs/$5 subject="$6 $7" last now
  if [[ $wanted_machine != "$machine" ]]; then
    refuse "$id" "the job is for $wanted_machine and this is $machine"
    return
  fi
  if [[ -e $journal/request && $(<"$journal/request") != "$subject" ]]; then
    refuse "$id" "the id $id was given to another job before"
    return
  fi
  if [[ -e $journal/rc ]]; then
    answer_from_journal "$id"
    return
  fi
  last=$(cat "$state/job-sequence" 2>/dev/null) || last='-1 '
  if ((sequence < ${last%% *})) || { ((sequence == ${last%% *})) && [[ $id != "${last#* }" ]]; }; then
    refuse "$id" "the request is an old one: $sequence, and ${last%% *} was seen"
    return
  fi
  now=$(date -u +%FT%TZ)
  # Times of one form and one zone compare as texts do.
  if [[ ! $now < $deadline ]]; then
    refuse "$id" "the request expired at $deadline, and it is $now here"
    return
  fi
  if [[ $now < $not_before ]]; then
    return 1
  fi
  if ! allowed "$kind"; then
    refuse "$id" "$kind is nothing that a machine of role $role does"
    return
  fi
  if ! [[ $node =~ $node_name ]]; then
    refuse "$id" 'the name of the node is not one'
    return
  fi
  carry_out
}

allowed() {
  case $role/$1 in
    control-plane/drainNode | control-plane/deleteNode | nfs/listExports) return 0 ;;
    *) return 1 ;;
  esac
}

# With the variables of `consider`. A job that was cut off, by a reboot for example, is done again: each may be.
carry_out() {
  local rc=0 seconds
  say "$id: $kind $node, until $deadline"
  mkdir -p "$journal" && printf '%s\n' "$subject" | put "$journal/request" || return
  printf '%s %s\n' "$sequence" "$id" | put "$state/job-sequence" || return
  answer "$id" running output </dev/null
  seconds=$(($(date -u -d "$deadline" +%s) - $(date -u +%s)))
  if ((seconds < 1)); then seconds=1; fi
  bash "$actions" "$kind" "$node" "$seconds" >"$journal/out" 2>"$journal/err" </dev/null 9>&- || rc=$?
  # Last, because whoever finds it need not look for the rest.
  printf '%s\n' "$rc" | put "$journal/rc" || return
  say "$id: exit $rc"
  find "$jobs" -mindepth 1 -maxdepth 1 -type d -mtime "+$journal_days" -exec rm -r {} + 2>/dev/null
  answer_from_journal "$id"
}

# Tells which nodes the cluster has. One that does not answer is said nothing of: what was told before grows old.
tell_nodes() {
  local now listed nodes text
  now=$(date -u +%FT%TZ)
  listed=$(bash "$actions" listNodes "$machine" 10 2>/dev/null </dev/null 9>&-) || return 0
  nodes=$(printf '%s\n' "$listed" | awk -v now="$now" '
    $1 ~ /^[a-z0-9.-]+$/ {
      since = $3 ~ /^[0-9TZ:.-]+$/ ? $3 : now
      printf "%s{\"name\":\"%s\",\"ready\":%s,\"since\":\"%s\"}", (n++ ? "," : ""), $1, ($2 == "True" ? "true" : "false"), since
    }')
  same_nodes=$((same_nodes + 1))
  if [[ $nodes == "$told_nodes" ]] && ((same_nodes < times_between)); then return 0; fi
  text=$(printf '{"version":1,"at":"%s","nodes":[%s]}' "$now" "$nodes" | base64 | tr -d '\n')
  if ((${#text} > longest_nodes)); then
    say 'the cluster has too many nodes to tell of them'
  elif info "info-set $nodes_key $text" >/dev/null; then
    told_nodes=$nodes
    same_nodes=0
  fi
}

main() {
  local looks=0
  mkdir -p "$jobs" || exit
  exec 9>"$state/job-agent.lock"
  if ! flock -n 9; then
    say 'another agent runs'
    exit 1
  fi
  # Bash comes to this when the command that it waits for has ended: no result of a command that was killed with the
  # agent is ever written down.
  trap 'exit 143' TERM INT HUP
  load_settings
  if [[ ${1:-} == --once ]]; then
    look
    exit 0
  fi
  while :; do
    look
    if [[ $role == control-plane && (-z $told_nodes || looks -eq 0) ]]; then tell_nodes; fi
    looks=$(((looks + 1) % looks_between))
    sleep "$poll"
  done
}

main "$@"
