#!/usr/bin/env bash
# Makes a node's image out of Photon OS 5: containerd's own release, kubeadm from the community's packages.
# node-image.sh stands in front of this.

repositories=$root/etc/yum.repos.d

use_photon_mirror() {
  [[ -n $PHOTON_REPOSITORY ]] || return 0
  sed -i -E "s#^baseurl *= *[a-z]+://[^/]+/photon/[^/]+#baseurl=$PHOTON_REPOSITORY#" "$repositories"/photon*.repo
}

add_kubernetes() {
  mkdir -p "$repositories"
  fetch_key "$KUBERNETES_KEY" "$KUBERNETES_KEY_FINGERPRINT" "$root/etc/pki/rpm-gpg/RPM-GPG-KEY-kubernetes"
  {
    echo '[kubernetes]'
    echo 'name=Kubernetes'
    echo "baseurl=$KUBERNETES_REPOSITORY"
    echo 'enabled=1'
    echo 'gpgcheck=1'
    echo 'gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-kubernetes'
  } >"$repositories/kubernetes.repo"
}

install_packages() {
  retry tdnf makecache
  retry tdnf install --assumeyes \
    "kubelet-$kubernetes" "kubeadm-$kubernetes" "kubectl-$kubernetes" cri-tools kubernetes-cni runc \
    open-vm-tools cloud-init openssl conntrack-tools ethtool socat iptables nfs-utils
}

# `tdnf update` must not move what a cluster's version depends on.
hold_packages() {
  mkdir -p "$root/etc/tdnf/locks.d"
  printf 'kubelet\nkubeadm\nkubectl\n' >"$root/etc/tdnf/locks.d/cse.conf"
}

install_containerd() {
  local folder
  folder=$(mktemp -d)
  fetch "$CONTAINERD_ARCHIVE" "$folder/${CONTAINERD_ARCHIVE##*/}"
  fetch "$CONTAINERD_CHECKSUM" "$folder/checksum"
  (cd "$folder" && sha256sum --check --strict checksum)
  tar --extract --gzip --file "$folder/${CONTAINERD_ARCHIVE##*/}" --directory "$root/usr/local"
  rm -r "$folder"
  cat >"$root/etc/systemd/system/containerd.service" <<'UNIT'
[Unit]
Description=containerd container runtime
After=network.target local-fs.target

[Service]
ExecStartPre=-/sbin/modprobe overlay
ExecStart=/usr/local/bin/containerd
Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
OOMScoreAdjust=-999

[Install]
WantedBy=multi-user.target
UNIT
}

use_photon_mirror
retry tdnf makecache
retry tdnf install --assumeyes ca-certificates curl gnupg tar gzip
add_kubernetes
install_packages
hold_packages
install_containerd
prepare_kernel
prepare_containerd
pull_images
keep_nfs_off nfs-server
tdnf clean all
say 'customization completed'
