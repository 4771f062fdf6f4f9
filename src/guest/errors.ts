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
