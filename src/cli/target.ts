import type { StatusReader, Target } from '#operator/status-reader.ts';
import type { RecordSummary } from '#operator/summaries.ts';
import type { Cluster } from '#records/cluster.ts';
import { kinds, type Kind } from '#records/metadata.ts';
import type { Template } from '#records/template.ts';
import { CommandFailed, UsageError } from './world.ts';

/** Which record somebody means. */
export interface Asked {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** `cluster c1`, `clusters c1` and `cluster/c1` mean the same. Throws `UsageError` without a name. */
export function namedIn(
  kind: string,
  name: string | undefined,
): { readonly kind: string; readonly name: string } {
  const [before = '', after] = kind.split('/');
  const found = after ?? name;
  if (after !== undefined && name !== undefined) throw new UsageError(`'${kind}' names one already`);
  if (!found) throw new UsageError(`say which ${before}: its name is missing`);
  return { kind: before, name: found };
}

/** The kind of record that a word means. Throws `UsageError`. */
export function kindNamed(word: string): Kind {
  const kind = kinds.find((each) => [each, each.toLowerCase(), `${each.toLowerCase()}s`].includes(word));
  if (kind) return kind;
  throw new UsageError(
    `there is no '${word}'; there are ${kinds.map((each) => each.toLowerCase()).join(' and ')}`,
  );
}

/** The one record of that name. Throws `CommandFailed` when there is none, `UsageError` when there are several. */
export async function findRecord(
  reader: StatusReader,
  { kind, name, namespace }: Asked,
  signal: AbortSignal,
): Promise<RecordSummary> {
  const { items } = await reader.summaries(kind, { name, namespace }, signal);
  const [first, ...others] = items;
  const what = kind.toLowerCase();
  if (!first) throw new CommandFailed(notFound(what, name, namespace));
  if (others.length === 0) return first;
  const places = items.map((each) => each.namespace).join(', ');
  throw new UsageError(`there is a ${what} '${name}' in each of ${places}; choose one with -n`);
}

/** Whole, as it is; or as it was last, where it is gone and not forgotten yet. Throws as `findRecord` does. */
export async function findWhole(
  reader: StatusReader,
  asked: Asked,
  signal: AbortSignal,
): Promise<{ readonly state: 'present' | 'gone'; readonly record: Cluster | Template }> {
  const { kind, name, namespace } = asked;
  const { total } = await reader.summaries(kind, { name, namespace }, signal);
  if (total === 0) {
    const { items } = await reader.departed(kind, { name, namespace }, signal);
    const [last] = items;
    if (last) return { state: 'gone', record: last };
  }
  const summary = await findRecord(reader, asked, signal);
  const { items } = await reader.records(kind, { namespace: summary.namespace, name }, signal);
  const [record] = items;
  // In the list and not to be had: it cannot be read, and its line says why.
  if (!record) throw new CommandFailed(`${kind.toLowerCase()} '${name}': ${summary.message}`);
  return { state: 'present', record };
}

/** What a command ends with that could only tell how something was. */
export function goneNow({ kind, metadata }: Cluster | Template): CommandFailed {
  return new CommandFailed(`${kind.toLowerCase()} '${metadata.name}' is gone; this is how it was last`);
}

/** What a line of a list is about, as verbs name it. */
export function targetOf({ kind, namespace, name }: RecordSummary): Target {
  return { kind, namespace, name };
}

/** The sentence for what is not there. */
export function notFound(what: string, name: string, namespace: string | undefined): string {
  return `${what} '${name}' not found${namespace === undefined ? '' : ` in ${namespace}`}`;
}
