#!/usr/bin/env bash
# Installs the Debian packages that tests and `make demo` use. Fast when they are all there. Where it cannot install (not
# Debian, not root) it says what to install and succeeds: what needs a missing program is skipped and says so.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(rabbitmq-server bubblewrap shellcheck prometheus unzip chromium zsh fish)
missing=()
guard=/usr/sbin/policy-rc.d
guarded=

installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

finish() {
  mkdir -p build
  touch build/debian-packages
  exit 0
}

by_hand() {
  echo "$1. To run everything, install these by hand: $2" >&2
  finish
}

# We start what we need ourselves, on ports of our own: no package may start its service. A guard that somebody else put
# there stays, and does the same.
# shellcheck disable=SC2317 # called by the trap
remove_guard() { if [[ -n $guarded ]]; then rm -f "$guard"; fi; }
put_guard() {
  if [[ -e $guard ]]; then return; fi
  guarded=yes
  printf '#!/bin/sh\n# Put here for the time of one installation by %s\nexit 101\n' "$0" >"$guard"
  chmod 0755 "$guard"
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  by_hand 'This is not Debian' "${packages[*]}"
fi
for package in "${packages[@]}"; do
  if ! installed "$package"; then missing+=("$package"); fi
done
# Any kubectl will do.
if ! command -v kubectl >/dev/null; then missing+=(kubernetes-client); fi
if ((${#missing[@]} == 0)); then finish; fi
if ((EUID != 0)); then by_hand 'Not root' "apt-get install ${missing[*]}"; fi

trap remove_guard EXIT
put_guard
export DEBIAN_FRONTEND=noninteractive
options=(-qq -y --no-install-recommends -o Dpkg::Use-Pty=0)
echo "installing ${missing[*]}"
# The package lists of a fresh image are empty or old; ask for new ones only when the first try fails.
if ! apt-get install "${options[@]}" "${missing[@]}" >/dev/null 2>&1; then
  if ! { apt-get update -qq && apt-get install "${options[@]}" "${missing[@]}" >/dev/null; }; then
    by_hand 'apt-get failed (see above)' "apt-get install ${missing[*]}"
  fi
fi
finish
