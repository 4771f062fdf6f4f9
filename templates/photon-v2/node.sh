#!/usr/bin/env bash
# Makes a worker, in place of the service's own way: kubeadm 1.10 cannot read what the service writes for it.
set -e
until systemctl is-active --quiet docker; do sleep 5; done
kubeadm join --token '{token}' '{ip}:6443' --discovery-token-unsafe-skip-ca-verification
