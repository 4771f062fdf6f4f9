import type { GuestFiles } from './kubeadm-host.ts';

/** Where the stand-ins of package managers remember what they were told to install. */
const packages = '/var/lib/vcdsim/packages';
/** Of machines that nobody installed a version on. */
const brought = 'v1.36.1';

/** What a program says that it is, as `v1.36.1`: the version of the package that was installed last. */
export function installedVersion(
  program: 'kubeadm' | 'kubectl' | 'kubelet',
  files: Pick<GuestFiles, 'read'>,
): string {
  const named = new RegExp(`^${program}[=-]([0-9.]*[0-9])`, 'gm');
  const last = [...(files.read(packages) ?? '').matchAll(named)].at(-1)?.[1];
  return last === undefined ? brought : `v${last}`;
}
