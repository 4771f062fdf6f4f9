import type { Reason } from './reasons.ts';

/** What an operator can do about a reason; AGAIN is how it is tried again. Where nothing is said, waiting is all. */
export const remedies: Partial<Readonly<Record<Reason, string>>> = {
  CatalogNotFound: 'Name a catalog that is there, or make it: cse install.',
  ClusterStopped:
    'Start the vApp in Cloud Director when the cluster is to run again; look whether a lease has stopped it.',
  ControlPlaneFailed:
    'Look at the console and the logs of the control plane VM and mend what they name, AGAIN',
  ControlPlaneGone:
    'Restore the vApp, or the VM into it, under its name, from a backup of yours; without one the cluster is lost: delete it and ask for it again.',
  CreatingVApp:
    'If it takes long, look for the task in Cloud Director; cancel one that hangs. It is given up at the deadline.',
  DeadlinePassed:
    'Mend what was not done in time, or give the phase more time (deadlines in the configuration), AGAIN',
  InfrastructureGone:
    'Power the VMs on in Cloud Director, or delete workers that are gone (node delete) and add others; or let the service do it: spec.repair (cse apply).',
  InvalidTemplate: 'Correct the definition of the template, or make its image again: cse install.',
  LeaseRuns:
    'Renew the lease in Cloud Director, give the organization longer ones, or let the service renew them: repair.leases in the configuration.',
  NameTaken:
    'Rename or remove what has the name in Cloud Director, or ask for the cluster under another name.',
  NetworkNotFound:
    'Ask again with a network of the VDC that the user can see, or share the network with the VDC.',
  NodeNotReady:
    'See what the cluster says of the node (kubectl describe node) and mend that, or delete the node (node delete) and add another one; or let the service replace it: spec.repair (cse apply).',
  Overloaded: 'If it lasts, look at the load of the Cloud Director cells, or lower limits.vcd_concurrency.',
  PoweringOn: 'If it takes long, look for the task of the VMs in Cloud Director.',
  RecordLost: 'Delete the cluster and ask for it again.',
  RepairGivenUp: 'Find out why the VM goes off and power it on in Cloud Director, AGAIN',
  RepairHeld:
    'Find what the workers that are down have in common (host, storage, network, somebody who deleted them) and mend that; delete workers that are not wanted any more (node delete), or allow more at once: repair.max_unhealthy in the configuration.',
  Retrying:
    'See that Cloud Director answers and that the service account may log in: cse check. The log has the whole error.',
  StorageProfileNotFound: 'Ask again with a storage profile of the VDC that is enabled, or enable it.',
  TaggingVApp: 'Look for failed tasks of the vApp in Cloud Director.',
  TemplateNotFound:
    'Ask for a template that cse get templates lists as ready, or make this one: cse install.',
  TemplateNotReady: 'See how far the template is: cse get templates.',
  VAppFailed: 'Mend in Cloud Director what the message names (room, quota, addresses, rights), AGAIN',
  VdcNotFound: 'Ask again with a VDC that the user can see.',
  WaitingForControlPlane:
    'If it takes long, look at the console of the control plane VM: network, DNS and first-boot log. It is given up at the deadline.',
  WaitingForGuest:
    'See that the way into the guest is open: vCenter account, ESXi certificates, VMware Tools.',
  WaitingForTask: 'Look for the running task in Cloud Director; cancel one that hangs.',
  WaitingForWorkers:
    'If it takes long, look at the consoles of the VMs that are named: they must reach the control plane on port 6443.',
  WorkerFailed: 'Look at the console and the logs of the VM that is named and mend what they say, AGAIN',
};
