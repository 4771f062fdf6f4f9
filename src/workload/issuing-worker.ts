import { isMainThread, parentPort } from 'node:worker_threads';
import { issuerHere, type Issuer } from './issuer.ts';

/** What is to be made, and with what. */
export interface IssuingOrder {
  readonly id: number;
  readonly kind: keyof Issuer;
  readonly params: unknown;
}

/** What was made to order `id`, or why it was not. */
export type IssuingAnswer = { readonly id: number } & (
  { readonly issued: unknown } | { readonly error: string }
);

// The issuing thread; only `issuingThread` starts this file, and passes what the method of that name takes.
if (!isMainThread && parentPort) {
  const port = parentPort;
  port.on('message', ({ id, kind, params }: IssuingOrder) => {
    Promise.try<unknown, []>(() => issuerHere[kind](params as never)).then(
      (issued) => port.postMessage({ id, issued } satisfies IssuingAnswer),
      (error: unknown) => port.postMessage({ id, error: String(error) } satisfies IssuingAnswer),
    );
  });
}
