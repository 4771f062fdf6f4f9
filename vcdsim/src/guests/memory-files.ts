import type { GuestFiles } from './kubeadm/kubeadm-host.ts';

/** The files of a machine that has no disk. */
export function memoryFiles(files: Map<string, string>): GuestFiles {
  return {
    read: (path) => files.get(path),
    write: (path, text) => {
      files.set(path, text);
    },
    remove: (path) => {
      files.delete(path);
    },
  };
}
