import { issueJoinCertificate, issueKubeconfigCertificate } from './certificates.ts';
import { issueClusterPki } from './cluster-pki.ts';

/** Makes the keys and certificates of clusters. */
export interface Issuer {
  readonly issueClusterPki: typeof issueClusterPki;
  readonly issueJoinCertificate: typeof issueJoinCertificate;
  readonly issueKubeconfigCertificate: typeof issueKubeconfigCertificate;
}

/** In the thread that asks. */
export const issuerHere: Issuer = { issueClusterPki, issueJoinCertificate, issueKubeconfigCertificate };
