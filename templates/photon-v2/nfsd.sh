#!/usr/bin/env bash
# Makes the NFS server.
set -e
systemctl enable nfs-server.service
systemctl start nfs-server.service
line='/home *(rw,sync,no_root_squash,no_subtree_check)'
grep -qxF "$line" /etc/exports || echo "$line" >>/etc/exports
systemctl restart nfs-server.service
