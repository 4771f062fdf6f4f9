/**
 * A place where the process of the service may end. Each comes twice: `before` it is done (nothing of it has happened),
 * and `after` (the world has done it, and the service does not know).
 *
 * - `call`: a request to vCD, `what` is `POST /api/vdc/{id}/action/composeVApp`
 * - `commit`: a group of writes, `what` is `create Cluster + putTrace`
 * - `reply`: an answer to a tenant goes to the broker
 * - `ack`: a request is acknowledged to the broker
 */
export interface Point {
  readonly kind: 'call' | 'commit' | 'reply' | 'ack';
  readonly when: 'before' | 'after';
  readonly what: string;
}

/** Told of each point in turn; `die` ends the process there. */
export type AtPoint = (point: Point) => 'live' | 'die';

/** A path with the ids and names taken out, so that the same call has the same name in every run. */
export function pathPattern(path: string): string {
  return path
    .replace(/\?.*$/, '')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '{id}');
}
