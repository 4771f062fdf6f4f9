#!/usr/bin/env bash
# Makes a node's image out of Ubuntu 24.04: containerd 2 from Docker's packages, kubeadm from the community's, both held.
# node-image.sh stands in front of this.

use_ubuntu_mirror() {
  [[ -n $UBUNTU_REPOSITORY ]] || return 0
  sed -i -E "s#^URIs: .*#URIs: $UBUNTU_REPOSITORY#" "$root/etc/apt/sources.list.d/ubuntu.sources"
}

add_repositories() {
  local keys=$root/etc/apt/keyrings sources=$root/etc/apt/sources.list.d
  mkdir -p "$sources"
  fetch_key "$CONTAINERD_KEY" "$CONTAINERD_KEY_FINGERPRINT" "$keys/containerd.asc"
  fetch_key "$KUBERNETES_KEY" "$KUBERNETES_KEY_FINGERPRINT" "$keys/kubernetes.asc"
  echo "deb [signed-by=/etc/apt/keyrings/containerd.asc] $CONTAINERD_REPOSITORY $UBUNTU_CODENAME stable" >"$sources/containerd.list"
  echo "deb [signed-by=/etc/apt/keyrings/kubernetes.asc] $KUBERNETES_REPOSITORY /" >"$sources/kubernetes.list"
}

install_packages() {
  local wait=(-o DPkg::Lock::Timeout=300)
  retry apt-get "${wait[@]}" update
  retry apt-get "${wait[@]}" install --yes --no-install-recommends --allow-change-held-packages \
    "$CONTAINERD_PACKAGE" \
    "kubelet=$kubernetes-*" "kubeadm=$kubernetes-*" "kubectl=$kubernetes-*" cri-tools kubernetes-cni \
    open-vm-tools cloud-init openssl conntrack ethtool socat iptables nfs-common nfs-kernel-server
  apt-mark hold "${CONTAINERD_PACKAGE%%=*}" kubelet kubeadm kubectl
}

# Upgrades of their own would take a node's runtime away at a moment of their choice.
stop_automatic_upgrades() {
  printf 'APT::Periodic::Update-Package-Lists "0";\nAPT::Periodic::Unattended-Upgrade "0";\n' \
    >"$root/etc/apt/apt.conf.d/99-cse"
}

mkdir -p "$root/etc/apt/apt.conf.d"
use_ubuntu_mirror
stop_automatic_upgrades
retry apt-get -o DPkg::Lock::Timeout=300 update
retry apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends ca-certificates curl gpg
add_repositories
install_packages
prepare_kernel
prepare_containerd
pull_images
keep_nfs_off nfs-server
apt-get clean
say 'customization completed'
