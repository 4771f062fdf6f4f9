import { clusterRoleBinding } from '../kubernetes/initial-objects.ts';
import type { KubernetesObject } from '../kubernetes/objects.ts';
import type { ResourceType } from '../kubernetes/resource-types.ts';
import { collectionPath, orAbsent, readManifests } from './kubectl-client.ts';
import type { KubectlCommand } from './kubectl-command.ts';
import { nameOf } from './kubectl-output.ts';

/** An object of a manifest, and the collection it belongs to. */
interface Entry {
  readonly type: ResourceType;
  readonly object: KubernetesObject;
  readonly collection: string;
}

async function* entries(command: KubectlCommand): AsyncIterable<Entry> {
  for (const object of readManifests(command)) {
    const type = await command.client().resourceOf(object);
    const namespace = object.metadata.namespace ?? command.value('namespace') ?? 'default';
    yield { type, object, collection: collectionPath(type, namespace) };
  }
}

/** `kubectl create -f`, and `kubectl create clusterrolebinding NAME --clusterrole=… --group=…`. */
export async function create(command: KubectlCommand): Promise<void> {
  if (command.words[0] === 'clusterrolebinding') return createBinding(command);
  for await (const { type, object, collection } of entries(command)) {
    await command.client().call('POST', collection, object);
    command.print(`${nameOf(type, object)} created`);
  }
}

async function createBinding(command: KubectlCommand): Promise<void> {
  const [, name] = command.words;
  const [role, group] = [command.value('clusterrole'), command.value('group')];
  if (!name) throw new Error('error: exactly one NAME is required, got 0');
  if (!role || !group) throw new Error('error: --clusterrole and --group must be specified (a stand-in)');
  const object = clusterRoleBinding(name, role, group);
  const type = await command.client().resourceOf(object);
  await command.client().call('POST', collectionPath(type, 'default'), object);
  command.print(`${nameOf(type, object)} created`);
}

/** `kubectl apply -f`, with and without `--server-side`. */
export async function apply(command: KubectlCommand): Promise<void> {
  for await (const entry of entries(command)) {
    const word = await applyOne(command, entry);
    command.print(
      `${nameOf(entry.type, entry.object)} ${command.has('server-side') ? 'serverside-applied' : word}`,
    );
  }
}

async function applyOne(command: KubectlCommand, { object, collection }: Entry): Promise<string> {
  const client = command.client();
  const path = `${collection}/${object.metadata.name}`;
  const before = await orAbsent(client.call('GET', path));
  if (!before) {
    await client.call('POST', collection, object);
    return 'created';
  }
  const after = await client.call('PATCH', path, object);
  return after.metadata.resourceVersion === before.metadata.resourceVersion ? 'unchanged' : 'configured';
}

/** `kubectl delete -f`. */
export async function removeManifests(command: KubectlCommand): Promise<void> {
  for await (const { type, object, collection } of entries(command)) {
    await removeOne(command, type, `${collection}/${object.metadata.name}`, object.metadata.name);
  }
}

/** Deletes one object; what is absent is an error unless `--ignore-not-found`. */
export async function removeOne(
  command: KubectlCommand,
  type: ResourceType,
  path: string,
  name: string,
): Promise<void> {
  const call = command.client().call('DELETE', path);
  const gone = command.has('ignore-not-found') ? await orAbsent(call) : await call;
  const kind = `${type.kind.toLowerCase()}${type.group === '' ? '' : `.${type.group}`}`;
  if (gone) command.print(`${kind} "${name}" deleted`);
}
