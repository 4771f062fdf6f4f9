import { spawnSync } from 'node:child_process';

/** Whether this machine lets bubblewrap make the namespaces that sandboxed guests need. */
export function bubblewrapUsable(): boolean {
  const probe = [
    '--unshare-pid',
    '--unshare-uts',
    '--unshare-ipc',
    '--ro-bind',
    '/',
    '/',
    '--proc',
    '/proc',
    'true',
  ];
  return spawnSync('bwrap', probe, { stdio: 'ignore' }).status === 0;
}
