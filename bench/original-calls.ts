/**
 * What the original server of CSE 1.2.7 asks of vCD for a request, with two workers and one vCenter. Its calls are held
 * against the server itself by `test/conformance/original-server.test.ts`; its polls are the least possible.
 */
export const originalCalls = {
  create: { calls: 53, polls: 7 },
  list: { calls: 3, polls: 0 },
  info: { calls: 4, polls: 0 },
  config: { calls: 4, polls: 0 },
  delete: { calls: 10, polls: 1 },
} as const;
