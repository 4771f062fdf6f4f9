/** How full the queues in front of vCD are just now: calls in all, and changes that wait for their vApp. */
export interface VcdLoad {
  readonly calls: { readonly running: number; readonly waiting: number };
  readonly entities: { readonly open: number; readonly waiting: number };
}
