#!/usr/bin/env bash
# Installs the original clients from PyPI, each into a virtual environment of its own below build/conformance. Fast when
# they are there. Where it cannot install (no Python, no registry) it says why and succeeds: their tests are skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."

home=build/conformance
clients=(cse-1.2.7 cse-0.3.0)
requirements() { echo "scripts/conformance/$1.txt"; }

without() {
  echo "install-python-clients: $1; the tests with the original clients are skipped" >&2
  exit 0
}

pinned() { grep "^$1==" "$(requirements "$2")"; }
installed() { cmp -s "$(requirements "$1")" "$home/$1/installed-requirements.txt"; }

install() {
  local environment=$home/$1
  rm -rf "$environment"
  python3 -m venv "$environment" || without "python3 cannot make virtual environments (Debian: python3-venv)"
  local pip=("$environment/bin/python" -m pip --disable-pip-version-check --retries 2 install --quiet --no-deps)
  # What builds the packages that have no wheels comes first, and is not looked for again for each of them.
  "${pip[@]}" "$(pinned setuptools "$1")" "$(pinned wheel "$1")" || without "pip could not install $1 (see above)"
  "${pip[@]}" --no-build-isolation --requirement "$(requirements "$1")" ||
    without "pip could not install $1 (see above)"
  # Last, so that an installation that was cut off is made anew.
  cp "$(requirements "$1")" "$environment/installed-requirements.txt"
}

missing=()
for client in "${clients[@]}"; do
  if ! installed "$client"; then missing+=("$client"); fi
done
if ((${#missing[@]} == 0)); then exit 0; fi

command -v python3 >/dev/null || without 'there is no python3'
python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' || without "$(python3 --version) is older than 3.8"
mkdir -p "$home"
for client in "${missing[@]}"; do
  echo "installing the client of $client"
  install "$client"
done
