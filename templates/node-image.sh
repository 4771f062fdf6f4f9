#!/usr/bin/env bash
# What the cust.sh of the current templates have in common. It stands in front of them when they are run: these are
# functions, and the settings of template.yaml are variables. CSE_ROOT is empty in a machine; a test puts a directory there.
set -eEuo pipefail
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
root=${CSE_ROOT:-}
socket=unix:///run/containerd/containerd.sock
# `1.36.3`, as packages are called.
kubernetes=${KUBERNETES_VERSION#v}

say() { printf '%s %s\n' "$(date -u +%FT%TZ)" "$*"; }

trap 'say "failed: $BASH_COMMAND" >&2' ERR

# retry COMMAND…: mirrors have bad moments; five of them in a row are an error.
retry() {
  local attempt
  for ((attempt = 1; ; attempt++)); do
    say "+ $*"
    if "$@"; then return 0; fi
    if ((attempt >= ${CSE_ATTEMPTS:-5})); then
      say "gave up after $attempt attempts: $*" >&2
      return 1
    fi
    sleep "${CSE_PAUSE_SECONDS:-10}"
  done
}

# fetch ADDRESS FILE
fetch() { retry curl --fail --silent --show-error --location --connect-timeout 20 --output "$2" "$1"; }

# fetch_key ADDRESS FINGERPRINT FILE: a key that signs packages; with another fingerprint it is not used.
fetch_key() {
  mkdir -p "${3%/*}"
  fetch "$1" "$3.new"
  local fingerprints
  fingerprints=$(gpg --batch --show-keys --with-colons "$3.new" | awk -F: '$1 == "fpr" { print $10 }')
  if ! grep -qx "$2" <<<"$fingerprints"; then
    say "the key at $1 has not the fingerprint $2 but: ${fingerprints//$'\n'/ }" >&2
    return 1
  fi
  mv "$3.new" "$3"
}

# What the kubelet and the CNI plugins ask of the kernel, at every boot.
prepare_kernel() {
  mkdir -p "$root/etc/modules-load.d" "$root/etc/sysctl.d"
  printf 'overlay\nbr_netfilter\n' >"$root/etc/modules-load.d/cse.conf"
  {
    echo 'net.ipv4.ip_forward = 1'
    echo 'net.bridge.bridge-nf-call-iptables = 1'
    echo 'net.bridge.bridge-nf-call-ip6tables = 1'
  } >"$root/etc/sysctl.d/99-cse.conf"
  swapoff -a
  if [[ -e $root/etc/fstab ]]; then
    sed -i -E 's/^([^#].*[[:space:]]swap[[:space:]].*)$/#\1/' "$root/etc/fstab"
  fi
}

kubernetes_images() { kubeadm config images list --kubernetes-version "$KUBERNETES_VERSION"; }

# containerd as the kubelet wants it: systemd's cgroups, the pause image of this very kubeadm, the site's mirrors.
prepare_containerd() {
  local config=$root/etc/containerd/config.toml pause mirror
  pause=$(kubernetes_images | grep '/pause:')
  mkdir -p "${config%/*}"
  containerd config default | sed -E \
    -e 's/SystemdCgroup *= *false/SystemdCgroup = true/' \
    -e "s#^( *)sandbox *= .*#\1sandbox = '$pause'#" \
    -e "s#config_path *= *(''|\"\")#config_path = '/etc/containerd/certs.d'#" >"$config"
  for mirror in $REGISTRY_MIRRORS; do mirror_registry "${mirror%%=*}" "${mirror#*=}"; done
  systemctl daemon-reload
  systemctl enable containerd
  systemctl restart containerd
}

# mirror_registry HOST ADDRESS: images keep their names and come from elsewhere.
mirror_registry() {
  local folder=$root/etc/containerd/certs.d/$1
  mkdir -p "$folder"
  printf '[host."%s"]\n  capabilities = ["pull", "resolve"]\n  override_path = true\n' "$2" >"$folder/hosts.toml"
}

# Into the image, because tenants' networks need not reach any registry.
pull_images() {
  local image
  for image in $(kubernetes_images) $CNI_IMAGES; do
    retry crictl --runtime-endpoint "$socket" pull "$image"
  done
}

# The programs of an NFS server, which only an NFS node starts.
keep_nfs_off() { systemctl disable --now "$@"; }
