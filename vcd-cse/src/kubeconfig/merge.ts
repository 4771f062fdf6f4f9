import {
  isMap,
  isScalar,
  isSeq,
  parse,
  parseDocument,
  type Document,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { z } from 'zod';
import { Problem, usageProblem } from '../problem.ts';

/** Which cluster a kubeconfig belongs to; kept in its entries, so that a later merge knows what it may replace. */
export interface Origin {
  readonly url: string;
  readonly org: string;
  readonly cluster: string;
}

const Fetched = z.object({
  clusters: z.array(z.object({ name: z.string(), cluster: z.record(z.string(), z.unknown()) })),
  users: z.array(z.object({ name: z.string(), user: z.record(z.string(), z.unknown()) })),
  contexts: z.array(
    z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) }),
  ),
  'current-context': z.string().optional(),
});

const extensionName = 'vcd-cse';

/**
 * `existing` with the cluster of `fetched` under the name `context`, which becomes the current one. Everything else
 * stays as it is, comments included. Throws a `Problem` when either is no kubeconfig, or when an entry of that name is
 * there that did not come from the same cluster by an earlier merge.
 */
export function mergeKubeconfig(params: {
  readonly existing: string;
  readonly fetched: string;
  readonly context: string;
  readonly origin: Origin;
}): string {
  const { context, origin } = params;
  const { cluster, user } = entriesOf(params.fetched);
  const document = readKubeconfig(params.existing);
  const userName = `${context}-admin`;
  const extensions = [{ name: extensionName, extension: { ...origin } }];
  const additions = [
    { list: 'clusters', entry: { name: context, cluster: { ...cluster, extensions } } },
    { list: 'users', entry: { name: userName, user } },
    { list: 'contexts', entry: { name: context, context: { cluster: context, user: userName } } },
  ];
  const known = isOurs(listIn(document, 'clusters'), context, origin);
  for (const { list, entry } of additions) put(document, list, entry, known);
  document.set('current-context', context);
  return document.toString({ lineWidth: 0 });
}

function entriesOf(fetched: string) {
  const kubeconfig = Fetched.safeParse(parsed(fetched)).data;
  const current = kubeconfig?.contexts.find(({ name }) => name === kubeconfig['current-context']);
  const context = (current ?? kubeconfig?.contexts[0])?.context;
  const cluster = kubeconfig?.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const user = kubeconfig?.users.find(({ name }) => name === context?.user)?.user;
  if (!cluster || !user) throw new Problem('What the service sent is no kubeconfig.');
  return { cluster, user };
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function readKubeconfig(text: string): Document {
  const document = parseDocument(text.trim() === '' ? 'apiVersion: v1\nkind: Config\n' : text);
  const fault = document.errors[0]?.message ?? (isMap(document.contents) ? undefined : 'it is no mapping');
  if (fault !== undefined)
    throw new Problem(`The file to merge into is no kubeconfig: ${fault.split('\n')[0]}`);
  return document;
}

function put(document: Document, list: string, entry: { readonly name: string }, replace: boolean): void {
  const entries = listIn(document, list) ?? newList(document, list);
  const at = entries.items.findIndex((item) => nameOf(item) === entry.name);
  if (at < 0) {
    entries.add(document.createNode(entry));
  } else if (replace) {
    entries.items[at] = document.createNode(entry);
  } else {
    throw usageProblem(
      `'${entry.name}' is in the kubeconfig already (${list}), and is not this cluster`,
      'Choose another name: --context NAME',
    );
  }
}

function isOurs(clusters: YAMLSeq | undefined, name: string, origin: Origin): boolean {
  const item = clusters?.items.find((item) => nameOf(item) === name);
  if (!isMap(item)) return false;
  const extensions = item.getIn(['cluster', 'extensions']);
  if (!isSeq(extensions)) return false;
  return extensions.items.some(
    (each) =>
      nameOf(each) === extensionName &&
      Object.entries(origin).every(([key, value]) => (each as YAMLMap).getIn(['extension', key]) === value),
  );
}

function listIn(document: Document, list: string): YAMLSeq | undefined {
  const entries = document.get(list);
  return isSeq(entries) ? entries : undefined;
}

/** A missing list, or `clusters: null` as kubectl leaves an empty one; flow style as in `[]` would put all on a line. */
function newList(document: Document, list: string): YAMLSeq {
  const entries = document.createNode([]) as YAMLSeq; // an array makes a sequence
  entries.flow = false;
  document.set(list, entries);
  return entries;
}

function nameOf(item: unknown): string | undefined {
  if (!isMap(item)) return undefined;
  const name = item.get('name', true);
  return isScalar(name) ? String(name.value) : undefined;
}
