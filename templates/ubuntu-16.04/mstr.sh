#!/usr/bin/env bash
# Makes the control plane, in place of the service's own way: kubeadm 1.10 cannot read what the service writes for it.
set -e
until systemctl is-active --quiet docker; do sleep 5; done
kubeadm init --kubernetes-version="$KUBERNETES_VERSION" >/root/kubeadm-init.out
mkdir -p /root/.kube
cp -f /etc/kubernetes/admin.conf /root/.kube/config
chown "$(id -u):$(id -g)" /root/.kube/config
kubectl --kubeconfig /root/.kube/config apply -f /root/weave.yml
# The group of the kubeconfig that the service makes, which newer kubeadms know by themselves.
kubectl --kubeconfig /root/.kube/config create clusterrolebinding kubeadm:cluster-admins \
  --clusterrole=cluster-admin --group=kubeadm:cluster-admins ||
  kubectl --kubeconfig /root/.kube/config get clusterrolebinding kubeadm:cluster-admins
