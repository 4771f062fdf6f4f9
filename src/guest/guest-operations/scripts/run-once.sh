#!/usr/bin/env bash
# run-once.sh JOURNAL NAME COMMAND…: runs a command so that whoever started it may lose sight of it. The journal says that it
# runs and how it ended; under a name that has ended, or while it runs, nothing is started again. What was cut off, by a
# reboot for example, is run anew when it is asked for again.
#
# Lines of the journal, added at its end: `start NAME PID`, then `output BASE64` and `errors BASE64` (their last bytes) and,
# last of all, `exit NAME CODE`. The command may add lines of its own.
set -uo pipefail
export LC_ALL=C HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 077

longest_text=4096

main() {
  local journal=$1 name=$2 rc=0 stopped=
  shift 2
  note() { printf '%s\n' "$*" >>"$journal"; }
  tail_of() { tail -c "$longest_text" "$journal.$1" | base64 | tr -d '\n'; }

  mkdir -p "${journal%/*}"
  exec 8>"$journal.lock"
  # The command inherits the lock: as long as it lives, it is not started again.
  flock -n 8 || return 0
  if grep -qs "^exit $name " "$journal"; then return 0; fi
  note "start $name $$"
  # Bash comes to this when the command that it waits for has ended: a command that went down with the machine has no
  # exit code.
  trap 'stopped=yes' TERM INT HUP
  "$@" >"$journal.out" 2>"$journal.err" </dev/null || rc=$?
  if [[ -n $stopped ]]; then return 143; fi
  note "output $(tail_of out)"
  note "errors $(tail_of err)"
  note "exit $name $rc"
}

# On one line, so that nothing is read of this file any more once it has begun: it may be written again meanwhile.
main "$@"; exit
