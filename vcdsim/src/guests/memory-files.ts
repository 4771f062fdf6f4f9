import type { GuestFiles } from './kubeadm/kubeadm-host.ts';

/** The files of a machine that has no disk. */
export interface MemoryFiles extends GuestFiles {
  paths(): readonly string[];
}

/** Files of a map from path to content. */
export function memoryFiles(files: Map<string, string>): MemoryFiles {
  return {
    paths: () => [...files.keys()],
    read: (path) => files.get(path),
    write: (path, text) => {
      files.set(path, text);
    },
    remove: (path) => {
      files.delete(path);
    },
  };
}

/** Whether an NFS server reads its exports from there (exports(5)). */
export function isExports(path: string): boolean {
  return path === '/etc/exports' || /^\/etc\/exports\.d\/.+\.exports$/.test(path);
}
