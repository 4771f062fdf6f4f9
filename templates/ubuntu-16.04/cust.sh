#!/usr/bin/env bash
# Makes the image of CSE 1.2.7's ubuntu-16.04: docker 18.06, kubeadm 1.10 and weave 2.3.
# node-image.sh stands in front of this.

prepare_network() {
  printf 'net.ipv6.conf.%s.disable_ipv6 = 1\n' all default lo >"$root/etc/sysctl.d/98-cse.conf"
  sysctl -p "$root/etc/sysctl.d/98-cse.conf"
  if [[ -n $NAME_SERVER ]]; then echo "nameserver $NAME_SERVER" >>"$root/etc/resolvconf/resolv.conf.d/tail"; fi
}

# The disk of a machine may be larger than that of the image.
grow_root() {
  growpart /dev/sda 1 || true
  resize2fs /dev/sda1
}

add_repositories() {
  local sources=$root/etc/apt/sources.list.d
  mkdir -p "$sources"
  retry apt-get install --yes apt-transport-https ca-certificates curl software-properties-common
  fetch "$DOCKER_KEY" /tmp/docker.key
  fetch "$KUBERNETES_KEY" /tmp/kubernetes.key
  apt-key add /tmp/docker.key
  apt-key add /tmp/kubernetes.key
  echo "deb [arch=amd64] $DOCKER_REPOSITORY xenial stable" >"$sources/docker.list"
  echo "deb $KUBERNETES_REPOSITORY kubernetes-xenial main" >"$sources/kubernetes.list"
}

pull_old_images() {
  local image
  for image in kube-{apiserver,controller-manager,scheduler,proxy}-amd64:"$KUBERNETES_VERSION" \
    k8s-dns-{kube-dns,dnsmasq-nanny,sidecar}-amd64:1.14.8 etcd-amd64:3.1.12 pause-amd64:3.1; do
    retry docker pull "$KUBERNETES_IMAGES/$image"
  done
  for image in weave-kube weave-npc; do retry docker pull "$WEAVE_IMAGES/$image:$WEAVE_VERSION"; done
}

prepare_network
grow_root
retry apt-get update
add_repositories
retry apt-get update
retry apt-get install --yes "docker-ce=$DOCKER_PACKAGE" "kubelet=$KUBERNETES_PACKAGE" "kubeadm=$KUBERNETES_PACKAGE" \
  "kubectl=$KUBERNETES_PACKAGE" "kubernetes-cni=$KUBERNETES_CNI_PACKAGE" nfs-common nfs-kernel-server
apt-mark hold docker-ce kubelet kubeadm kubectl kubernetes-cni
keep_nfs_off nfs-kernel-server
systemctl enable docker kubelet
systemctl restart docker
pull_old_images
fetch "$WEAVE_MANIFEST" "$root/root/weave.yml"
fetch "$WEAVE_PROGRAM" "$root/usr/local/bin/weave"
chmod a+x "$root/usr/local/bin/weave"
say 'customization completed'
