import { z } from 'zod';

/** Every condition reason with the sentence that explains it; the reference page is generated from here. */
export const reasons = {
  Accepted: 'The request was taken and nothing has been done for it yet.',
  AddingNodes: 'Nodes that were asked for later are being made.',
  Adopted: 'A cluster that another server made was taken over as it stands.',
  AllNodesJoined: 'Every node that was asked for has joined the cluster.',
  CapturingTemplate: 'Cloud Director is making a template of the customized vApp.',
  CatalogNotFound: 'The organization has no catalog of that name.',
  ControlPlaneGone:
    'The control plane of a cluster that was ready is gone, and with it the state of the cluster.',
  CreatingTemporaryVApp: 'Cloud Director is making the vApp in which the template is customized.',
  CreatingVApp: 'Cloud Director is composing the vApp with all VMs of the cluster.',
  CustomizationFailed:
    'The scripts of the template reported that they failed, or said nothing until the deadline.',
  CustomizingTemplate: 'The scripts of the template are at work in the temporary vApp.',
  DeadlinePassed: 'A phase took longer than its deadline allows.',
  Deleting: 'Everything that belongs to the record is being removed.',
  DeletingNodes: 'Nodes are leaving the cluster and their VMs are being removed.',
  DeletionAfterFailure: 'The creation failed and what it had made is being removed.',
  CertificatesUnknown:
    'The keys of a cluster that another server made could not be read from its control plane.',
  ClusterStopped:
    'All VMs of a cluster that was ready are off: somebody or a lease of Cloud Director has stopped it, and it stays so.',
  ControlPlaneFailed: 'The control plane node reported that its set-up failed.',
  FetchingImage: 'The image that the template starts from is being fetched.',
  ImageUnusable:
    'The image that the template starts from cannot be fetched, or is not the one that was asked for.',
  InfrastructureGone: 'The vApp or a VM of a cluster that was ready is missing or powered off.',
  InvalidTemplate: 'The template cannot be used to make nodes.',
  LeaseRenewed: 'The service renews the leases of the vApp before they end.',
  LeaseRuns: 'Cloud Director stops the vApp, and later removes it, when its leases end.',
  NameTaken: 'Cloud Director holds something else under the name.',
  NetworkNotFound: 'The organization VDC has no network of that name that the user can see.',
  NodeFailed: 'A node that was asked for later could not be made; the cluster stands without it.',
  NodeNotReady:
    'The VM of a node runs, but its cluster says that it has not been ready for long, or knows it no more.',
  NodeStuck: 'The VM of a node that was to go could not be removed.',
  OpeningTask: 'A Cloud Director task is being opened for the request.',
  Overloaded: 'Cloud Director takes no more calls just now; it is asked again when it says so.',
  Paused: 'The record is paused: it is observed and reported, and nothing is done.',
  PlanningNodes: 'Names and certificates are being set down before anything is made.',
  PoweringOn: 'The VMs are being powered on.',
  PoweringNodesBackOn: 'VMs of nodes that were found without power are being powered on.',
  PublishingKubeconfig: 'The kubeconfig is being made and the endpoint recorded on the vApp.',
  ReadingExports: 'An NFS server is being asked what it exports.',
  Ready: 'All is as it was asked for.',
  RemovingTemporaryVApp: 'The vApp in which the template was customized is being removed.',
  ReadingKeys: 'The keys of a cluster that another server made are being read from its control plane.',
  RenewingLeases: 'The leases of the vApp are being renewed.',
  RepairGivenUp: 'A node is down, and what the service does about that has not helped.',
  RepairHeld:
    'So many workers are down at once that none is replaced: the cause must be another one than they themselves.',
  RepairPending: 'A node is down; the service does something about it when that lasts.',
  ReplacingNodes:
    'New workers are being made in place of those whose VM is gone or that their cluster has lost.',
  Recalled: 'The record was lost, and made again of what Cloud Director shows of the cluster.',
  RecordLost: 'The database was lost while the cluster was being made.',
  Retrying: 'The last attempt failed unexpectedly; it is tried again after a back-off.',
  SharingCatalog: 'The catalog is being shared with the tenants.',
  ShuttingDown: 'The customized vApp is being shut down, so that it can be captured.',
  StorageProfileNotFound: 'The organization VDC has no storage profile of that name that the user can see.',
  TaggingVApp: 'The vApp is being marked as this cluster and handed to its owner.',
  TemplateFailed: 'Cloud Director failed to make the template or its image.',
  TemplateInUse: 'Machines are being copied from the template that is to be replaced.',
  TemplateKept: 'The customized vApp was left standing and no template was made of it, as it was asked for.',
  TemplateNotFound: 'No template of that name is offered, or its catalog item is missing.',
  TemplateNotReady: 'The template exists but is not usable yet.',
  Unknown: 'Not looked at yet.',
  UploadingImage: 'The image that the template starts from is being uploaded to the catalog.',
  VAppFailed: 'Cloud Director failed to make the vApp or its VMs.',
  VdcNotFound: 'The organization has no VDC of that name that the user can see.',
  WaitingForControlPlane: 'The control plane node is booting and initializing the cluster.',
  WaitingForGuest:
    'The guest of a VM takes no orders just now, or the way to it is closed: the message says why.',
  WaitingForTask: 'A Cloud Director task on the vApp has to end first.',
  WaitingForWorkers: 'The worker nodes are booting and joining the cluster.',
  WipingUserData: 'The first-boot data with its keys is being removed from the VMs.',
  WorkerFailed: 'A worker node reported that its set-up failed.',
  WritingUserData: 'The first-boot data is being written to the VMs.',
} as const;

/** A name from the list above. */
export type Reason = keyof typeof reasons;
export const Reason = z.enum(Object.keys(reasons) as [Reason, ...Reason[]]); // never empty
