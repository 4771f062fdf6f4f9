#!/usr/bin/env bash
# Runs once on the control plane of a cluster that another server made, when this service takes it over: workers that join
# by a script of their template's are given the token that is in /var/lib/cse/join-token. CSE_ROOT is empty on a node.
set -euo pipefail
export LC_ALL=C

file=${CSE_ROOT:-}/var/lib/cse/join-token
admin=${CSE_ROOT:-}/etc/kubernetes/admin.conf

if [[ ! -s $file ]]; then exit 0; fi
token=$(<"$file")
tokens=$(kubeadm token list --kubeconfig "$admin")
if [[ $tokens != *"$token"* ]]; then
  kubeadm token create "$token" --ttl 0 --kubeconfig "$admin" >/dev/null
fi
rm -f "$file"
