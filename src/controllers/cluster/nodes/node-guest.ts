import type { GuestBackend, Guests, VmPlace } from '#guest/guest-backend.ts';
import type { Cluster, ClusterNode } from '#records/cluster.ts';
import type { SecretStore } from '#store/record-store.ts';
import { clusterJobKey, nodeRootPassword } from '../credentials.ts';

/** The way into a node: the one that its template had when it was planned, whatever that says since. */
export function guestOf(guests: Guests, node: ClusterNode): GuestBackend {
  return guests[node.guestBackend ?? 'guestinfo'];
}

/** What a backend needs to know of a node beside its VM. */
export function placeOf(
  secrets: Pick<SecretStore, 'get'>,
  cluster: Cluster,
  node: ClusterNode,
  vAppId: string,
): VmPlace {
  return {
    vAppId,
    context: { orgId: cluster.spec.org.id },
    secrets: {
      rootPassword: () => nodeRootPassword(secrets, cluster, node),
      jobKey: () => clusterJobKey(secrets, cluster),
    },
  };
}
