import { createHmac } from 'node:crypto';
import type { ClusterPki } from './cluster-pki.ts';

/**
 * The bootstrap token of a cluster whose workers join by a script that wants one (`{token}`). It is derived from the
 * cluster's own secret, so that nobody has to keep it and every worker is given the same.
 */
export function joinToken(pki: Pick<ClusterPki, 'serviceAccount'>): string {
  const digest = createHmac('sha256', pki.serviceAccount.privateKey).update('join token').digest('hex');
  return `${digest.slice(0, 6)}.${digest.slice(6, 22)}`;
}

/** Whether a worker's script has a place for a token. */
export function wantsToken(script: string | undefined): boolean {
  return script?.includes('{token}') ?? false;
}

/** A worker's script with what CSE 1.2.7 puts in it (its contract, section 7.2). */
export function filledIn(script: string, values: { readonly token: string; readonly ip: string }): string {
  return script.replaceAll('{token}', values.token).replaceAll('{ip}', values.ip);
}
