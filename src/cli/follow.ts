import { setTimeout as pause } from 'node:timers/promises';
import type { StatusReader } from '#operator/status-reader.ts';
import type { Resource, Selection } from './resources.ts';

/** What has no watch of its own is looked at this often: a change is shown within a second. */
const lookMs = 500;

/** All rows at once, then those that are new or say something new, until the signal aborts. */
export async function* follow<Row>(
  resource: Resource<Row>,
  reader: StatusReader,
  selection: Selection,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[], void, undefined> {
  const known = new Map<string, string>();
  const news = (rows: readonly Row[]) =>
    rows.filter((row) => {
      const [id, text] = [resource.id(row), JSON.stringify(row)];
      if (known.get(id) === text) return false;
      known.set(id, text);
      return true;
    });
  yield news(await resource.list(reader, selection, signal));
  try {
    for await (const rows of resource.watched
      ? watched<Row>(reader, resource.watched, selection, signal)
      : looked(resource, reader, selection, signal)) {
      const changed = news(rows);
      if (changed.length > 0) yield changed;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function* watched<Row>(
  reader: StatusReader,
  kind: NonNullable<Resource<Row>['watched']>,
  { namespace, name, labels }: Selection,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[], void, undefined> {
  for await (const event of reader.watch(kind, { namespace, name, labels }, signal)) {
    if (event === 'synced') continue;
    const { state, summary } = event;
    const row = state === 'gone' ? { ...summary, ready: 'False', phase: 'gone', message: '' } : summary;
    yield [row as Row]; // summaries of the kind are the rows of the resource
  }
}

async function* looked<Row>(
  resource: Resource<Row>,
  reader: StatusReader,
  selection: Selection,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[], void, undefined> {
  while (!signal.aborted) {
    await pause(lookMs, undefined, { signal });
    yield await resource.list(reader, selection, signal);
  }
}
