import { once } from 'node:events';

/** The engine of another process, as a debugger has it (Chrome DevTools Protocol). */
export interface Inspector extends AsyncDisposable {
  /** The value of an expression, evaluated in the other process's own global scope. Throws what it throws. */
  evaluate(expression: string): Promise<unknown>;
  /** Collects the whole heap of its first thread. */
  collectGarbage(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly text: string };
  };
}

/** Attaches to a process that was started with `--inspect`; `printed` is what it wrote to standard error. */
export async function inspect(printed: string): Promise<Inspector> {
  const [url] = /ws:\/\/\S+/.exec(printed) ?? [];
  if (url === undefined) throw new Error('the process takes no debugger');
  const line = new WebSocket(url);
  await once(line, 'open');
  let asked = 0;
  const open = new Map<number, PromiseWithResolvers<Answer['result']>>();
  line.addEventListener('message', ({ data }) => {
    const { id, error, result } = JSON.parse(String(data)) as Answer;
    if (error) open.get(id)?.reject(new Error(error.message));
    else open.get(id)?.resolve(result);
    open.delete(id);
  });
  line.addEventListener('close', () => {
    for (const answer of open.values()) answer.reject(new Error('the process is gone'));
  });

  function call(method: string, params: object = {}): Promise<Answer['result']> {
    const answer = Promise.withResolvers<Answer['result']>();
    asked += 1;
    open.set(asked, answer);
    line.send(JSON.stringify({ id: asked, method, params }));
    return answer.promise;
  }

  return {
    async evaluate(expression) {
      const answer = await call('Runtime.evaluate', { expression, returnByValue: true });
      if (answer?.exceptionDetails) throw new Error(answer.exceptionDetails.text);
      return answer?.result?.value;
    },
    async collectGarbage() {
      await call('HeapProfiler.collectGarbage');
    },
    async [Symbol.asyncDispose]() {
      if (line.readyState === WebSocket.CLOSED) return;
      line.close();
      await once(line, 'close');
    },
  };
}
