import { stringify } from 'yaml';
import type { BootPlan } from '../guest-backend.ts';

/**
 * The plan as a `#cloud-config` document. Files stand in it as they are: the document is compressed as a whole, which is
 * smaller than compressing each file, and an operator can read it.
 */
export function cloudConfig({ hostname, sshKeys, files, commands, program }: BootPlan): string {
  const document = {
    hostname,
    preserve_hostname: false,
    ...(sshKeys.length > 0 && {
      disable_root: false,
      users: [{ name: 'root', lock_passwd: false, ssh_authorized_keys: sshKeys }],
    }),
    write_files: files.map((file) => ({ owner: 'root:root', ...file })),
    runcmd: [...commands, program],
  };
  // Readers of version 1.1, cloud-init's among them, must not take the name `no` for something else.
  return `#cloud-config\n${stringify(document, { lineWidth: 0, compat: 'yaml-1.1' })}`;
}

/** What cloud-init knows a machine by: with another instance id the next boot would be the first one of another machine. */
export function metaData({ hash, hostname }: BootPlan): string {
  return JSON.stringify({ 'instance-id': `cse-${hash.slice(0, 32)}`, 'local-hostname': hostname });
}
