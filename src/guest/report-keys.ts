/**
 * What a guest reports its first boot with, into guestinfo and into a file of its own. The keys are those of the Cluster API
 * provider for vCD (CAPVCD), so that tools which know that one can read our VMs too.
 */

/** The phases of a first boot in order; the last one that a VM has is its end. Nodes have the first three, templates the others. */
export const phases = [
  {
    name: 'networkconfiguration',
    key: 'guestinfo.postcustomization.networkconfiguration.status',
    final: false,
  },
  { name: 'kubeinit', key: 'guestinfo.postcustomization.kubeinit.status', final: true },
  {
    name: 'kubeadm.node.join',
    key: 'guestinfo.postcustomization.kubeadm.node.join.status',
    final: true,
  },
  {
    name: 'template.customization',
    key: 'guestinfo.postcustomization.template.customization.status',
    final: false,
  },
  {
    name: 'template.validation',
    key: 'guestinfo.postcustomization.template.validation.status',
    final: true,
  },
] as const;

/** The keys under which a script of first boot tells that it failed. */
export const failureKeys = {
  /** Exit code of the script; absent or 0 while nothing has gone wrong. */
  status: 'guestinfo.post_customization_script_execution_status',
  reason: 'guestinfo.post_customization_script_execution_failure_reason',
  /** Base64 of the last lines of output. */
  output: 'guestinfo.post_customization_cloud_init_output',
} as const;
