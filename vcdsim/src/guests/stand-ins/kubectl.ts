import { setTimeout as sleep } from 'node:timers/promises';
import { ApiCallFailure } from '../kubeadm/api-client.ts';
import { listAt, textAt, valueAt } from '../kubernetes/objects.ts';
import type { KubernetesObject } from '../kubernetes/objects.ts';
import type { ResourceType } from '../kubernetes/resource-types.ts';
import { parseKubectl } from './kubectl-arguments.ts';
import { collectionPath, complaint, connectionFor, KubectlClient, readManifests } from './kubectl-client.ts';
import { formatObjects, nameOf } from './kubectl-output.ts';

// The kubectl of sandboxed guests: the commands that node scripts use, over the same API as everybody's.
const { words, flags } = parseKubectl(process.argv.slice(2));
const [verb = '', ...rest] = words;

const commands: Readonly<Record<string, () => Promise<void>>> = {
  apply: () => eachManifest(apply),
  create: () => eachManifest(create),
  get,
  delete: remove,
  patch,
  label: () => mark('labels'),
  annotate: () => mark('annotations'),
  cordon: () => eachNode((client, node) => setUnschedulable(client, node, true)),
  uncordon: () => eachNode((client, node) => setUnschedulable(client, node, false)),
  drain: () => eachNode(drain),
  wait,
  version,
  'cluster-info': async () => {
    const { connection } = open();
    print(`Kubernetes control plane is running at ${connection.server}`);
  },
};

try {
  const command = commands[verb];
  if (!command) throw new Error(`error: unknown command "${verb}" for "kubectl" (a stand-in)`);
  await command();
} catch (error) {
  process.stderr.write(`${complaint(error)}\n`);
  process.exitCode = 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function flag(name: string): string | undefined {
  return flags.get(name)?.at(-1);
}

function open(): KubectlClient {
  return new KubectlClient(connectionFor(flag('kubeconfig')));
}

function namespace(): string | undefined {
  return flags.has('all-namespaces') ? undefined : (flag('namespace') ?? 'default');
}

async function eachManifest(
  work: (client: KubectlClient, type: ResourceType, object: KubernetesObject) => Promise<string>,
): Promise<void> {
  const client = open();
  for (const object of readManifests(flags.get('filename') ?? [])) {
    const type = await client.resourceOf(object);
    print(`${nameOf(type, object)} ${await work(client, type, object)}`);
  }
}

function collectionOf(type: ResourceType, object: KubernetesObject): string {
  return collectionPath(type, object.metadata.namespace ?? flag('namespace') ?? 'default');
}

async function create(
  client: KubectlClient,
  type: ResourceType,
  object: KubernetesObject,
): Promise<string> {
  await client.call('POST', collectionOf(type, object), object);
  return 'created';
}

async function apply(
  client: KubectlClient,
  type: ResourceType,
  object: KubernetesObject,
): Promise<string> {
  const collection = collectionOf(type, object);
  const path = `${collection}/${object.metadata.name}`;
  const before = await orAbsent(client.call('GET', path));
  if (!before) {
    await client.call('POST', collection, object);
    return flags.has('server-side') ? 'serverside-applied' : 'created';
  }
  const after = await client.call('PATCH', path, object);
  if (flags.has('server-side')) return 'serverside-applied';
  return after.metadata.resourceVersion === before.metadata.resourceVersion ? 'unchanged' : 'configured';
}

async function orAbsent(call: Promise<KubernetesObject>): Promise<KubernetesObject | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiCallFailure && error.code === 404) return undefined;
    throw error;
  }
}

/** `nodes a b`, `node/a node/b`, `pods` with selectors; `named` is false when everything is meant. */
async function targets(client: KubectlClient): Promise<{
  readonly type: ResourceType;
  readonly names: readonly string[];
}> {
  const [first = '', ...names] = rest;
  if (first.includes('/')) {
    const type = await client.resource(first.split('/')[0] ?? '');
    return { type, names: rest.map((each) => each.split('/')[1] ?? '') };
  }
  return { type: await client.resource(first), names };
}

async function select(
  client: KubectlClient,
  type: ResourceType,
  names: readonly string[],
): Promise<readonly KubernetesObject[]> {
  const collection = collectionPath(type, namespace());
  if (names.length === 0) {
    const query = new URLSearchParams();
    for (const [name, parameter] of [
      ['selector', 'labelSelector'],
      ['field-selector', 'fieldSelector'],
    ] as const) {
      const value = flag(name);
      if (value !== undefined) query.set(parameter, value);
    }
    const list = await client.call('GET', `${collection}?${query.toString()}`);
    return listAt(list, 'items') as readonly KubernetesObject[]; // what the API lists are objects
  }
  const found: KubernetesObject[] = [];
  for (const name of names) {
    const call = client.call('GET', `${collection}/${name}`);
    const object = flags.has('ignore-not-found') ? await orAbsent(call) : await call;
    if (object) found.push(object);
  }
  return found;
}

async function get(): Promise<void> {
  const client = open();
  const raw = flag('raw');
  if (raw !== undefined) {
    print(await client.raw(raw));
    return;
  }
  const { type, names } = await targets(client);
  const objects = await select(client, type, names);
  const output = flag('output') ?? '';
  if (objects.length === 0 && ['', 'wide'].includes(output)) {
    process.stderr.write('No resources found\n');
    return;
  }
  process.stdout.write(
    formatObjects(type, objects, {
      output,
      single: names.length === 1,
      headers: !flags.has('no-headers'),
    }),
  );
}

async function remove(): Promise<void> {
  const client = open();
  const drop = async (type: ResourceType, path: string, name: string): Promise<void> => {
    const call = client.call('DELETE', path);
    const gone = flags.has('ignore-not-found') ? await orAbsent(call) : await call;
    if (gone) print(`${type.kind.toLowerCase()}${type.group && `.${type.group}`} "${name}" deleted`);
  };
  if (flags.has('filename')) {
    for (const object of readManifests(flags.get('filename') ?? [])) {
      const type = await client.resourceOf(object);
      await drop(type, `${collectionOf(type, object)}/${object.metadata.name}`, object.metadata.name);
    }
    return;
  }
  const { type, names } = await targets(client);
  if (names.length === 0 && !flags.has('all') && !flags.has('selector')) {
    throw new Error('error: resource(s) were provided, but no name was specified');
  }
  const wanted =
    names.length > 0 ? names : (await select(client, type, [])).map((each) => each.metadata.name);
  for (const name of wanted) await drop(type, `${collectionPath(type, namespace())}/${name}`, name);
}

async function patch(): Promise<void> {
  const client = open();
  const { type, names } = await targets(client);
  const body: unknown = JSON.parse(flag('patch') ?? '{}');
  if (typeof body !== 'object' || body === null) throw new Error('error: unable to parse the patch');
  const suffix = flag('subresource') === undefined ? '' : `/${flag('subresource')}`;
  for (const name of names) {
    const path = `${collectionPath(type, namespace())}/${name}${suffix}`;
    // JSON patches are lists; the other kinds of patch say the same to the objects that scripts patch.
    const object = await client.patch(path, body, Array.isArray(body) ? 'json' : 'merge');
    print(`${nameOf(type, object)} patched`);
  }
}

/** `key=value` sets, `key-` removes. */
async function mark(field: 'labels' | 'annotations'): Promise<void> {
  const client = open();
  const changes = Object.fromEntries(
    rest
      .filter((word) => word.includes('=') || word.endsWith('-'))
      .map((word): [string, string | null] => {
        const equals = word.indexOf('=');
        return equals < 0 ? [word.slice(0, -1), null] : [word.slice(0, equals), word.slice(equals + 1)];
      }),
  );
  const { type, names } = await targets(client);
  for (const name of names.filter((word) => !word.includes('=') && !word.endsWith('-'))) {
    const path = `${collectionPath(type, namespace())}/${name}`;
    const object = await client.patch(path, { metadata: { [field]: changes } }, 'merge');
    print(`${nameOf(type, object)} ${field === 'labels' ? 'labeled' : 'annotated'}`);
  }
}

async function eachNode(work: (client: KubectlClient, node: string) => Promise<void>): Promise<void> {
  const client = open();
  for (const word of rest) await work(client, word.replace(/^nodes?\//, ''));
}

async function setUnschedulable(client: KubectlClient, node: string, wanted: boolean): Promise<void> {
  const path = `/api/v1/nodes/${node}`;
  const current = valueAt(await client.call('GET', path), 'spec', 'unschedulable') === true;
  const word = wanted ? 'cordoned' : 'uncordoned';
  if (current !== wanted) await client.patch(path, { spec: { unschedulable: wanted ? true : null } }, 'merge');
  print(`node/${node} ${current === wanted ? 'already ' : ''}${word}`);
}

async function drain(client: KubectlClient, node: string): Promise<void> {
  await setUnschedulable(client, node, true);
  const list = await client.call('GET', `/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`);
  const pods = listAt(list, 'items') as readonly KubernetesObject[]; // what the API lists are objects
  const owner = (pod: KubernetesObject): string => pod.metadata.ownerReferences?.[0]?.kind ?? '';
  const ofDaemons = pods.filter((pod) => owner(pod) === 'DaemonSet');
  if (ofDaemons.length > 0 && !flags.has('ignore-daemonsets')) {
    const names = ofDaemons.map((pod) => `${pod.metadata.namespace}/${pod.metadata.name}`).join(', ');
    throw new Error(
      `error: unable to drain node "${node}" due to error: cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${names}`,
    );
  }
  for (const pod of pods.filter((each) => !['DaemonSet', 'Node'].includes(owner(each)))) {
    const { name, namespace = 'default' } = pod.metadata;
    await client.call('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
    });
    print(`pod/${name} evicted`);
  }
  print(`node/${node} drained`);
}

/** `--for=condition=Ready[=True]` and `--for=delete`; polls, and gives up after `--timeout` (30 s). */
async function wait(): Promise<void> {
  const client = open();
  const { type, names } = await targets(client);
  const wish = flag('for') ?? '';
  const [, condition = '', status = 'True'] = /^condition=([^=]+)(?:=(.+))?$/i.exec(wish) ?? [];
  if (condition === '' && wish !== 'delete') throw new Error(`error: --for=${wish} is not simulated`);
  const deadline = Date.now() + milliseconds(flag('timeout') ?? '30s');
  const holds = (object: KubernetesObject): boolean =>
    listAt(object, 'status', 'conditions').some(
      (each) =>
        textAt(each, 'type').toLowerCase() === condition.toLowerCase() &&
        textAt(each, 'status').toLowerCase() === status.toLowerCase(),
    );
  for (;;) {
    const objects = await select(client, type, flags.has('all') ? [] : names).catch((error: unknown) => {
      if (wish === 'delete' && error instanceof ApiCallFailure && error.code === 404) return [];
      throw error;
    });
    const met = wish === 'delete' ? objects.length === 0 : objects.length > 0 && objects.every(holds);
    if (met) {
      for (const object of objects) print(`${nameOf(type, object)} condition met`);
      return;
    }
    if (Date.now() >= deadline) {
      throw new Error(`error: timed out waiting for the condition on ${type.resource}/${names.join()}`);
    }
    await sleep(200);
  }
}

function milliseconds(duration: string): number {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };
  const parts = duration.matchAll(/(\d+)([hms])/g);
  return [...parts].reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (units[unit] ?? 0), 0);
}

async function version(): Promise<void> {
  print('Client Version: v1.36.1');
  if (flags.has('client')) return;
  print(`Server Version: ${textAt(await open().call('GET', '/version'), 'gitVersion')}`);
}
