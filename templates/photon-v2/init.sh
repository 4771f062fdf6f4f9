#!/bin/bash
# vCD hands this to the temporary machine; it runs before and after the network and the password are set.
if [[ ${1:-} != postcustomization ]]; then exit 0; fi
# Photon's image wants a new root password at the first login, which nobody is there to type.
chage --maxdays -1 --inactive -1 --lastday "$(date +%F)" root
sed -i '/^PermitRootLogin yes/d' /etc/ssh/sshd_config
systemctl reload sshd
