/** ExtraConfig keys of a VM that cloud-init reads (data source VMware). */
export const inputKeys = {
  userData: 'guestinfo.userdata',
  userDataEncoding: 'guestinfo.userdata.encoding',
  metaData: 'guestinfo.metadata',
  metaDataEncoding: 'guestinfo.metadata.encoding',
} as const;

/** A job for the machine and what became of it (docs/reference/guest-jobs.md). */
export const jobKeys = {
  request: 'guestinfo.cse.job.request',
  signature: 'guestinfo.cse.job.signature',
  answer: 'guestinfo.cse.job.answer',
} as const;

/** What a control plane tells of the nodes (docs/reference/guest-jobs.md). */
export const nodesKey = 'guestinfo.cse.nodes';
