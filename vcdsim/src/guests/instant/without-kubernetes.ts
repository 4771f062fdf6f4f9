import { newToken } from '../kubeadm/tokens.ts';
import type { GuestFiles } from '../kubeadm/kubeadm-host.ts';
import type { Done } from './done.ts';
import { said } from './done.ts';

/**
 * kubeadm and kubectl on machines whose address nobody can listen on: everything goes well, and the files that scripts
 * look for are there.
 */
export async function withoutKubernetes(
  program: 'kubeadm' | 'kubectl',
  [command = '', action]: readonly string[],
  files: GuestFiles,
): Promise<Done> {
  if (program === 'kubectl') return said('');
  const placeholder = 'apiVersion: v1\nkind: Config\n';
  switch (command) {
    case 'init':
      files.write('/etc/kubernetes/admin.conf', placeholder, 0o600);
      files.write('/etc/kubernetes/kubelet.conf', placeholder, 0o600);
      return said('Your Kubernetes control-plane has initialized successfully!\n');
    case 'join':
      files.write('/etc/kubernetes/kubelet.conf', placeholder, 0o600);
      return said('This node has joined the cluster:\n');
    case 'token':
      return said(action === 'create' ? `${newToken()}\n` : '');
    default:
      return said('');
  }
}
