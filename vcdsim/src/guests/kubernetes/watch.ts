import type { ServerResponse } from 'node:http';
import { ApiError, failureStatus, qualifiedResource } from './api-error.ts';
import type { KubernetesObject } from './objects.ts';
import type { ChangeEvent, ObjectStore } from './object-store.ts';
import type { ResourcePath } from './request-path.ts';
import { groupVersion } from './resource-types.ts';

/** Streams changes as JSON lines until the client goes, the server stops or `timeoutSeconds` is over. */
export function streamChanges(options: {
  readonly store: ObjectStore;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly response: ServerResponse;
  readonly selects: (object: KubernetesObject) => boolean;
  /** An object as this client wants it (whole, or as a Table). */
  readonly render: (object: KubernetesObject) => object;
}): void {
  const { store, path, query, response, selects, render } = options;
  const send = (type: string, object: object): void => {
    response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const wanted = (event: ChangeEvent): boolean =>
    event.resource === qualifiedResource(path.type) &&
    (path.namespace === undefined || event.object.metadata.namespace === path.namespace);
  // A change into or out of the selection is an addition or a removal for this watcher; it may see a removal twice.
  const forward = (event: ChangeEvent): void => {
    if (!wanted(event)) return;
    if (selects(event.object)) send(event.type, render(event.object));
    else if (event.type === 'MODIFIED') send('DELETED', render(event.object));
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const from = query.get('resourceVersion') ?? '';
  const initial = query.get('sendInitialEvents') === 'true' || from === '' || from === '0';
  if (initial) {
    for (const object of store.list(path.type, path.namespace).filter(selects)) send('ADDED', render(object));
    if (query.get('sendInitialEvents') === 'true') send('BOOKMARK', initialEventsEnd(path, store));
  } else {
    const missed = store.since(Number(from));
    if (!missed) {
      send(
        'ERROR',
        failureStatus(new ApiError(410, 'Expired', `too old resource version: ${from} (${store.revision})`)),
      );
      response.end();
      return;
    }
    for (const event of missed) forward(event);
  }
  const unsubscribe = store.subscribe(forward);
  const seconds = Number(query.get('timeoutSeconds') ?? 0);
  const timer = seconds > 0 ? setTimeout(() => response.end(), seconds * 1_000) : undefined;
  response.on('close', () => {
    unsubscribe();
    clearTimeout(timer);
  });
}

function initialEventsEnd(path: ResourcePath, store: ObjectStore): object {
  return {
    kind: path.type.kind,
    apiVersion: groupVersion(path.type),
    metadata: {
      resourceVersion: String(store.revision),
      annotations: { 'k8s.io/initial-events-end': 'true' },
    },
  };
}
