/** Calls by pattern (`GET /api/vApp/vapp-{id}`). */
export type VcdCalls = readonly (readonly [pattern: string, count: number])[];

export async function resetVcdCalls(vcdUrl: string): Promise<void> {
  const { status } = await fetch(`${vcdUrl}/sim/reset-stats`, { method: 'POST' });
  if (status !== 204) throw new Error(`vcdsim did not reset its counts: ${status}`);
}

/** What vcdsim has counted since the reset, without the tenants' own requests, which it only forwards. */
export async function vcdCalls(vcdUrl: string): Promise<VcdCalls> {
  const response = await fetch(`${vcdUrl}/sim/stats`);
  // vcdsim's own answer: its shape is documented there.
  const { requests } = (await response.json()) as { readonly requests: Readonly<Record<string, number>> };
  return Object.entries(requests).filter(([pattern]) => !pattern.includes(' /api/cse'));
}

/** What is read again and again while something is waited for; the service reads these for no other reason. */
const pollPatterns = new Set(['GET /api/vApp/vapp-{id}', 'GET /api/task/{id}']);

/** Polls grow with how long vCD takes, the other calls do not. */
export function countCalls(calls: VcdCalls): { readonly polls: number; readonly others: number } {
  const sum = (some: VcdCalls) => some.reduce((total, [, count]) => total + count, 0);
  const polls = sum(calls.filter(([pattern]) => pollPatterns.has(pattern)));
  return { polls, others: sum(calls) - polls };
}
