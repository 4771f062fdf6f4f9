import { Worker } from 'node:worker_threads';
import type { Issuer } from './issuer.ts';
import type { IssuingAnswer, IssuingOrder } from './issuing-worker.ts';

/** Disposing ends the thread; what was still being made is refused. */
export interface IssuingThread extends Issuer, AsyncDisposable {}

// What it makes is gone with each answer: room for much of it would only be used because it is there.
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

interface Waiting {
  readonly resolve: (issued: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * An issuer with a thread of its own, which begins with the first order. Should the thread die, what it was making is
 * refused with an error that says so, and the next order begins another one.
 */
export function issuingThread(): IssuingThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let orders = 0;
  let closed = false;

  function answer({ id, ...result }: IssuingAnswer): void {
    const orderer = waiting.get(id);
    waiting.delete(id);
    if ('error' in result) orderer?.reject(new Error(result.error));
    // Each order has the answer of its own kind.
    else orderer?.resolve(result.issued as never);
  }

  function lose(error: Error): void {
    worker = undefined;
    const lost = [...waiting.values()];
    waiting.clear();
    for (const { reject } of lost) reject(error);
  }

  function begin(): Worker {
    const file = import.meta.url.endsWith('.ts') ? './issuing-worker.ts' : './issuing-worker.js';
    const begun = new Worker(new URL(file, import.meta.url), { resourceLimits });
    // Whoever waits for a certificate has work that keeps the process alive.
    begun.unref();
    begun.on('message', answer);
    begun.on('error', (error) =>
      lose(new Error('the thread that makes certificates died', { cause: error })),
    );
    begun.on('exit', () => worker === begun && lose(new Error('the thread that makes certificates ended')));
    return begun;
  }

  /** Promises whatever the method of that name does. */
  function order(kind: keyof Issuer, params: unknown): Promise<never> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new Error('no more certificates are made: the service stops'));
      worker ??= begin();
      const id = (orders += 1);
      waiting.set(id, { resolve, reject });
      const port: { postMessage(message: IssuingOrder): void } = worker;
      port.postMessage({ id, kind, params });
    });
  }

  return {
    issueClusterPki: (params) => order('issueClusterPki', params),
    issueJoinCertificate: (params) => order('issueJoinCertificate', params),
    issueKubeconfigCertificate: (params) => order('issueKubeconfigCertificate', params),
    async [Symbol.asyncDispose]() {
      closed = true;
      await worker?.terminate();
    },
  };
}
