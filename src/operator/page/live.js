import { isLoggedIn } from './api.js';

/**
 * Follows changes of records. Calls `onChange` for each and `onSynced` whenever something may have been missed: at the
 * beginning and after each break. Rests while nobody looks at the page, for a browser gives all its pages few lines.
 * @param {Record<string, string>} query
 * @param {{
 *   onChange: (change: { state: 'present' | 'gone', summary: import('./api.js').Summary }) => void,
 *   onSynced: () => void,
 *   onLine: (state: 'live' | 'waiting') => void,
 *   onLoggedOut: () => void,
 *   signal: AbortSignal,
 * }} reader
 */
export function follow(query, { onChange, onSynced, onLine, onLoggedOut, signal }) {
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let again;

  const close = () => {
    clearTimeout(again);
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    if (document.hidden || signal.aborted) return;
    source = new EventSource(`/v1/watch?${new URLSearchParams({ ...query, changesOnly: 'true' })}`);
    source.addEventListener('synced', () => {
      onLine('live');
      onSynced();
    });
    source.addEventListener('change', (event) => onChange(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      onLine('waiting');
      close();
      // A refused stream does not say why; asking who one is does.
      isLoggedIn(signal).then(
        (inside) => inside || onLoggedOut(),
        () => undefined,
      );
      again = setTimeout(open, 2_000);
    });
  };

  document.addEventListener('visibilitychange', open, { signal });
  signal.addEventListener('abort', close);
  onLine('waiting');
  open();
}

/**
 * `task` at most once at a time and once per `pauseMs`; a wish that comes meanwhile is done after that.
 * @param {() => Promise<void>} task
 * @param {number} pauseMs
 * @returns {() => void}
 */
export function unhurried(task, pauseMs) {
  let running = false;
  let wished = false;
  const run = async () => {
    wished = true;
    if (running) return;
    running = true;
    while (wished) {
      wished = false;
      await task();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    running = false;
  };
  return () => void run();
}
