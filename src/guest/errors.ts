/** The VM was started with another plan: what it is now cannot be told, so it must be replaced. */
export class GuestPlanConflict extends Error {
  override readonly name = 'GuestPlanConflict';
  readonly code = 'CSE_GUEST_PLAN_CONFLICT';
  readonly vmName: string;
  constructor(vmName: string) {
    super(`VM ${vmName} runs with another boot plan than the one meant for it`);
    this.vmName = vmName;
  }
}

/** The VM was made without a password of root that is known here, so that nobody of ours gets into it. */
export class GuestPasswordUnknown extends Error {
  override readonly name = 'GuestPasswordUnknown';
  readonly code = 'CSE_GUEST_PASSWORD_UNKNOWN';
  readonly vmName: string;
  constructor(vmName: string) {
    super(`the password of root in ${vmName} is not known`);
    this.vmName = vmName;
  }
}

/** The cluster has no key for jobs: its nodes were made without an agent that would take them. */
export class GuestJobsUnavailable extends Error {
  override readonly name = 'GuestJobsUnavailable';
  readonly code = 'CSE_GUEST_JOBS_UNAVAILABLE';
  readonly cluster: string;
  constructor(cluster: string) {
    super(`the nodes of ${cluster} take no jobs: they were made without a key for them`);
    this.cluster = cluster;
  }
}

/** There is no way into the guest just now; `why` says what is wrong, and what an operator has to do where that is needed. */
export class GuestUnreachable extends Error {
  override readonly name = 'GuestUnreachable';
  readonly code = 'CSE_GUEST_UNREACHABLE';
  readonly vmName: string;
  constructor(vmName: string, why: string) {
    super(why);
    this.vmName = vmName;
  }
}

/** The guest will never take such an order: its tools, or its root, may not. */
export class GuestRefused extends Error {
  override readonly name = 'GuestRefused';
  readonly code = 'CSE_GUEST_REFUSED';
  readonly vmName: string;
  constructor(vmName: string, why: string) {
    super(why);
    this.vmName = vmName;
  }
}

/** The guest has no such file. */
export class GuestFileMissing extends Error {
  override readonly name = 'GuestFileMissing';
  readonly code = 'CSE_GUEST_FILE_MISSING';
  readonly vmName: string;
  constructor(vmName: string, why: string) {
    super(why);
    this.vmName = vmName;
  }
}
