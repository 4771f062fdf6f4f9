#!/usr/bin/env bash
# Checks cloud-config documents against cloud-init's own schema: cloud-init-schema.sh FILE…
# cloud-init is unpacked below build/ and not installed: installed it would act at the next boot of this machine.
# Exit status 0: valid; 1: not valid; 77: cannot be checked here, and why is on standard error.
set -euo pipefail

build=$(cd "$(dirname "$0")/.." && pwd)/build
place=$build/cloud-init
python=/usr/bin/python3
packages=(cloud-init python3-attr python3-certifi python3-chardet python3-charset-normalizer python3-configobj
  python3-idna python3-jinja2 python3-json-pointer python3-jsonpatch python3-jsonschema python3-markupsafe
  python3-netifaces python3-oauthlib python3-pyrsistent python3-requests python3-serial python3-six python3-urllib3
  python3-yaml)

skip() {
  echo "cloud-init's schema is not checked: $1" >&2
  exit 77
}

unpack() {
  local work
  work=$(mktemp -d "$build/cloud-init.XXXXXX")
  # shellcheck disable=SC2064 # the directory of now, not of later
  trap "rm -rf '$work'" EXIT
  if ! (cd "$work" && { apt-get download -qq "${packages[@]}" || { apt-get update -qq && apt-get download -qq "${packages[@]}"; }; }) \
    >"$work/log" 2>&1; then
    skip "apt-get download failed: $(tail -n 1 "$work/log")"
  fi
  local package
  for package in "$work"/*.deb; do dpkg -x "$package" "$work/root"; done
  # Renamed when it is whole. Whoever else unpacked it meanwhile has the same.
  mv -T "$work/root" "$place" 2>/dev/null || [[ -d $place ]]
}

command -v apt-get >/dev/null || skip 'no apt-get'
command -v dpkg >/dev/null || skip 'no dpkg'
[[ -x $python ]] || skip "no $python"
mkdir -p "$build"
[[ -d $place ]] || unpack
for file in "$@"; do
  PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$place/usr/lib/python3/dist-packages \
    "$python" -m cloudinit.cmd.main schema --config-file "$file"
done
