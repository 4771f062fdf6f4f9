#!/usr/bin/env bash
# Says of each thing that a cluster needs whether it is in this machine: a line each, `ok …` or `missing …` with the remedy.
# Fails when something is missing. Changes nothing. CSE_ROOT is empty in a machine; a test puts a directory there.
set -uo pipefail
export LC_ALL=C
root=${CSE_ROOT:-}
config=$root/etc/containerd/config.toml
missing=0

# check WHAT REMEDY COMMAND…
check() {
  local what=$1 remedy=$2
  shift 2
  if "$@" >/dev/null 2>&1; then
    echo "ok $what"
  else
    echo "missing $what: $remedy"
    missing=$((missing + 1))
  fi
}

has() { command -v "$1"; }
prints() { "${@:2}" 2>/dev/null | grep -F -x -e "$1"; }
kubelet_version() { prints "Kubernetes $KUBERNETES_VERSION" kubelet --version; }
kubectl_version() { kubectl version --client 2>/dev/null | grep -F -w -e "$KUBERNETES_VERSION"; }
# Before 1.35 the kubelet still took the old hierarchy; no image needs it.
cgroup_v2() { [[ -e $root/sys/fs/cgroup/cgroup.controllers ]]; }
enabled() { systemctl is-enabled --quiet "$1"; }
not_started() { ! systemctl is-active --quiet "$1"; }
containerd_2() { containerd --version | grep -E ' v?2\.[0-9]'; }
systemd_cgroups() { grep -E 'SystemdCgroup *= *true' "$config"; }
kubernetes_images() { kubeadm config images list --kubernetes-version "$KUBERNETES_VERSION" 2>/dev/null; }
pause_image() { grep -F -e "$(kubernetes_images | grep '/pause:')" "$config"; }
image_there() { crictl --runtime-endpoint unix:///run/containerd/containerd.sock inspecti --quiet "$1"; }
no_swap() { ! grep -E '^[^#].*[[:space:]]swap[[:space:]]' "$root/etc/fstab"; }

check_containerd() {
  check 'containerd 2' 'install containerd 2 (1.x is not supported by Kubernetes 1.36)' containerd_2
  check 'containerd at boot' 'systemctl enable containerd' enabled containerd
  check 'systemd cgroups in containerd' "set SystemdCgroup = true in /etc/containerd/config.toml" systemd_cgroups
  check 'pause image of kubeadm' 'set sandbox in /etc/containerd/config.toml to what kubeadm config images list says' pause_image
  check 'cgroup v2' 'boot without systemd.unified_cgroup_hierarchy=0' cgroup_v2
  local image program
  for program in conntrack ethtool; do
    check "program $program" 'install the package that brings it' has "$program"
  done
  for image in $(kubernetes_images) ${CNI_IMAGES:-}; do
    check "image $image" 'pull it with crictl, for not every tenant network reaches a registry' image_there "$image"
  done
}

case ${CONTAINER_RUNTIME:-} in
  containerd) check_containerd ;;
  docker) check 'docker' 'install docker' has docker ;;
  # A template that only its operator knows.
  *) check 'a container runtime' 'install containerd or docker' eval 'has containerd || has docker' ;;
esac
check "kubeadm $KUBERNETES_VERSION" 'install kubeadm of that version' prints "$KUBERNETES_VERSION" kubeadm version -o short
check "kubelet $KUBERNETES_VERSION" 'install kubelet of that version' kubelet_version
check "kubectl $KUBERNETES_VERSION" 'install kubectl of that version' kubectl_version
check 'kubelet at boot' 'systemctl enable kubelet' enabled kubelet
check 'VMware tools' 'install open-vm-tools' has vmtoolsd
if [[ ${GUEST_BACKEND:-} == guestinfo ]]; then
  check 'cloud-init' 'install cloud-init 21.3 or newer, whose datasource VMware reads guestinfo' has cloud-init
fi
for program in ip iptables exportfs flock base64 openssl; do
  check "program $program" 'install the package that brings it' has "$program"
done
check 'NFS server that does not run' 'systemctl disable --now nfs-server nfs-kernel-server' not_started nfs-server
check 'no swap' 'take it out of /etc/fstab: the kubelet does not start with swap' no_swap

if ((missing > 0)); then
  echo "$missing things are missing"
  exit 1
fi
echo 'everything is there'
