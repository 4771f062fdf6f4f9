/** PEM texts; what `kubeadm init` expects below /etc/kubernetes/pki. */
export interface ClusterPki {
  readonly ca: KeyPair;
  readonly frontProxyCa: KeyPair;
  readonly etcdCa: KeyPair;
  readonly serviceAccount: { readonly privateKey: string; readonly publicKey: string };
}

export interface KeyPair {
  readonly certificate: string;
  readonly privateKey: string;
}
