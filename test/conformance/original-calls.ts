/** What the original server of CSE 1.2.7 asks of vCD for a request, with two workers and one vCenter; polls apart. */
export const originalCalls = { create: 53, list: 3, info: 4, config: 4, delete: 10 } as const;
