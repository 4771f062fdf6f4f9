#!/bin/bash
# vCD hands this to the temporary machine; it runs before and after the network and the password are set.
if [[ ${1:-} != postcustomization ]]; then exit 0; fi
# Both cloud-init and vCD want to set the network and the host name: this image keeps to vCD.
apt-get remove --yes cloud-init
sed -i 's/^PasswordAuthentication no/PasswordAuthentication yes/' /etc/ssh/sshd_config
dpkg-reconfigure --frontend noninteractive openssh-server
systemctl restart sshd
