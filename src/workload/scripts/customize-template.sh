#!/usr/bin/env bash
# Makes an image for nodes out of this machine: runs the template's own script, looks whether all that a cluster needs is
# there, and takes away what is this machine's alone. Tells the hypervisor how far it is. Runs at first boot and, when
# that was cut off, again at the next one (cse-customize.service).
#
# Its data are files below /var/lib/cse: customize.sh, validate.sh, and template.env, which says whether the machine is to
# be captured (CSE_SEAL). CSE_ROOT is empty in a machine; a test puts a directory there.
set -uo pipefail
export LC_ALL=C

root=${CSE_ROOT:-}
state=$root/var/lib/cse
log=$root/var/log/cse-template.log

# A phase goes from in_progress to successful; the last one is successful when everything is done.
customization_key=guestinfo.postcustomization.template.customization.status
validation_key=guestinfo.postcustomization.template.validation.status
exit_key=guestinfo.post_customization_script_execution_status
reason_key=guestinfo.post_customization_script_execution_failure_reason
output_key=guestinfo.post_customization_cloud_init_output

say() { printf '%s %s\n' "$(date -u +%FT%TZ)" "$*"; }

# A key in the guestinfo of this VM. A report that cannot be made must not stop the work that it is about.
tell() {
  if command -v vmtoolsd >/dev/null; then
    vmtoolsd --cmd "info-set $1 $2" >/dev/null || say "could not set $1"
  elif command -v vmware-rpctool >/dev/null; then
    vmware-rpctool "info-set $1 $2" >/dev/null || say "could not set $1"
  else
    say "no VMware tools: $1 = $2"
  fi
}

# fail CODE REASON: standard error is for who started this in another way than through cloud-init.
fail() {
  local reason
  reason=$(tr -s '[:cntrl:]' ' ' <<<"$2" | cut -c1-900)
  say "failed: $reason"
  echo "$reason" >&3
  tell "$output_key" "$(tail -c 4096 "$log" | base64 | tr -d '\n')"
  tell "$reason_key" "$reason"
  # Last, because whoever sees this key looks at the other two.
  tell "$exit_key" "$1"
  exit "$1"
}

# A shutdown in the middle is no failure: the next boot goes on.
interrupted() {
  say 'interrupted'
  exit 143
}

customize() {
  tell "$customization_key" in_progress
  if [[ ! -e $state/customized ]]; then
    local rc=0
    bash "$state/customize.sh" 2>"$state/stderr" || rc=$?
    cat "$state/stderr"
    if ((rc != 0)); then
      fail "$rc" "the customization script ended with exit status $rc: $(grep -v '^[[:space:]]*$' "$state/stderr" | tail -n 3)"
    fi
    touch "$state/customized"
  fi
  tell "$customization_key" successful
}

validate() {
  tell "$validation_key" in_progress
  local rc=0
  bash "$state/validate.sh" >"$state/validation" 2>&1 || rc=$?
  cat "$state/validation"
  if ((rc != 0)); then
    fail "$rc" "the customized machine cannot be a node: $(grep '^missing' "$state/validation" || tail -n 3 "$state/validation")"
  fi
}

# What is copied from this machine must not take itself for it.
seal() {
  if command -v cloud-init >/dev/null; then
    cloud-init clean --logs
    # It makes new ones for every new machine; without it nobody would.
    rm -f "$root"/etc/ssh/ssh_host_*
  fi
  : >"$root/etc/machine-id"
  rm -f "$root/var/lib/dbus/machine-id"
  rm -f "$root"/var/lib/dhcp/*.leases "$root"/var/lib/NetworkManager/*.lease
  rm -f "$root/root/.bash_history"
  systemctl disable cse-customize.service
  rm -f "$root/etc/systemd/system/cse-customize.service"
  rm -rf "${state:?}" "$root/usr/local/lib/cse" "$log"
  sync
}

main() {
  install -d -m 0700 "$state"
  install -d "${log%/*}"
  exec 9>"$state/lock"
  flock 9
  exec 3>&2 >>"$log" 2>&1
  trap interrupted TERM INT HUP
  # shellcheck source=/dev/null
  source "$state/template.env"
  # An earlier boot may have failed: this one is a new try.
  tell "$exit_key" 0
  customize
  validate
  if [[ ${CSE_SEAL:?} == yes ]]; then seal; fi
  tell "$validation_key" successful
}

main "$@"
