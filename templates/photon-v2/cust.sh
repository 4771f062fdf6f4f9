#!/usr/bin/env bash
# Makes the image of CSE 1.2.7's photon-v2: docker 17.06, kubeadm 1.10 and weave 2.3 on Photon OS 2.
# node-image.sh stands in front of this.

# Photon closes every port but ssh, at every boot.
open_firewall() {
  cat >"$root/etc/systemd/system/iptables-ports.service" <<'UNIT'
[Unit]
Description=Lets all traffic through
After=iptables.service
Requires=iptables.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/iptables -P INPUT ACCEPT
ExecStart=/usr/sbin/iptables -P OUTPUT ACCEPT
ExecStart=/usr/sbin/iptables -P FORWARD ACCEPT

[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable iptables-ports.service
  systemctl start iptables-ports.service
}

pull_old_images() {
  local image
  for image in kube-{apiserver,controller-manager,scheduler,proxy}-amd64:"$KUBERNETES_VERSION" \
    k8s-dns-{kube-dns,dnsmasq-nanny,sidecar}-amd64:1.14.8 etcd-amd64:3.1.12 pause-amd64:3.1; do
    retry docker pull "$KUBERNETES_IMAGES/$image"
  done
  for image in weave-kube weave-npc; do retry docker pull "$WEAVE_IMAGES/$image:$WEAVE_VERSION"; done
}

open_firewall
retry tdnf install --assumeyes wget nfs-utils "docker-$DOCKER_PACKAGE" \
  "kubernetes-$KUBERNETES_PACKAGE" "kubernetes-kubeadm-$KUBERNETES_PACKAGE"
keep_nfs_off nfs-server
systemctl enable docker kubelet
systemctl start docker
pull_old_images
fetch "$WEAVE_MANIFEST" "$root/root/weave.yml"
say 'customization completed'
