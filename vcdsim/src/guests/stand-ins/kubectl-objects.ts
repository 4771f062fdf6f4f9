import { setTimeout as sleep } from 'node:timers/promises';
import { ApiCallFailure } from '../kubeadm/api-client.ts';
import { listAt, textAt } from '../kubernetes/objects.ts';
import type { KubernetesObject } from '../kubernetes/objects.ts';
import type { ResourceType } from '../kubernetes/resource-types.ts';
import { collectionPath, orAbsent } from './kubectl-client.ts';
import type { KubectlCommand } from './kubectl-command.ts';
import { removeManifests, removeOne } from './kubectl-manifests.ts';
import { formatObjects, nameOf } from './kubectl-output.ts';

/** `nodes a b`, `node/a node/b`, `pods`; no names where all are meant. */
async function targets(command: KubectlCommand): Promise<{
  readonly type: ResourceType;
  readonly names: readonly string[];
}> {
  const [first = '', ...names] = command.words;
  if (!first.includes('/')) return { type: await command.client().resource(first), names };
  const type = await command.client().resource(first.split('/')[0] ?? '');
  return { type, names: command.words.map((word) => word.split('/')[1] ?? '') };
}

async function select(
  command: KubectlCommand,
  type: ResourceType,
  names: readonly string[],
): Promise<readonly KubernetesObject[]> {
  const client = command.client();
  const collection = collectionPath(type, command.namespace());
  if (names.length === 0) {
    const query = new URLSearchParams();
    const selectors = { selector: 'labelSelector', 'field-selector': 'fieldSelector' };
    for (const [flag, parameter] of Object.entries(selectors)) {
      const value = command.value(flag);
      if (value !== undefined) query.set(parameter, value);
    }
    const list = await client.call('GET', `${collection}?${query.toString()}`);
    return listAt(list, 'items') as readonly KubernetesObject[]; // what the API lists are objects
  }
  const found: KubernetesObject[] = [];
  for (const name of names) {
    const call = client.call('GET', `${collection}/${name}`);
    const object = command.has('ignore-not-found') ? await orAbsent(call) : await call;
    if (object) found.push(object);
  }
  return found;
}

/** `kubectl get`, objects or `--raw` paths. */
export async function get(command: KubectlCommand): Promise<void> {
  const raw = command.value('raw');
  if (raw !== undefined) {
    command.print(await command.client().raw(raw));
    return;
  }
  const { type, names } = await targets(command);
  const objects = await select(command, type, names);
  const output = command.value('output') ?? '';
  if (objects.length === 0 && ['', 'wide'].includes(output)) {
    command.warn('No resources found');
    return;
  }
  const headers = !command.has('no-headers');
  const shown = formatObjects(type, objects, { output, single: names.length === 1, headers });
  // What has no end of line, as JSONPath has not, gets none here either.
  command.write(shown);
}

/** `kubectl delete`, by name, selector, `--all` or manifest. */
export async function remove(command: KubectlCommand): Promise<void> {
  if (command.has('filename')) {
    await removeManifests(command);
    return;
  }
  const { type, names } = await targets(command);
  if (names.length === 0 && !command.has('all') && !command.has('selector')) {
    throw new Error('error: resource(s) were provided, but no name was specified');
  }
  const wanted =
    names.length > 0 ? names : (await select(command, type, [])).map((object) => object.metadata.name);
  for (const name of wanted) {
    await removeOne(command, type, `${collectionPath(type, command.namespace())}/${name}`, name);
  }
}

/** `kubectl patch`: a list is a JSON patch; anything else is merged. */
export async function patch(command: KubectlCommand): Promise<void> {
  const body: unknown = JSON.parse(command.value('patch') ?? 'null');
  if (typeof body !== 'object' || body === null) throw new Error('error: unable to parse the patch');
  const { type, names } = await targets(command);
  const subresource = command.value('subresource');
  for (const name of names) {
    const path = `${collectionPath(type, command.namespace())}/${name}${subresource === undefined ? '' : `/${subresource}`}`;
    const object = await command.client().patch(path, body, Array.isArray(body) ? 'json' : 'merge');
    command.print(`${nameOf(type, object)} patched`);
  }
}

/** `kubectl label` and `annotate`: `key=value` sets, `key-` removes. */
export async function mark(command: KubectlCommand, field: 'labels' | 'annotations'): Promise<void> {
  const isChange = (word: string): boolean => word.includes('=') || word.endsWith('-');
  const changes = Object.fromEntries(
    command.words.filter(isChange).map((word): [string, string | null] => {
      const equals = word.indexOf('=');
      return equals < 0 ? [word.slice(0, -1), null] : [word.slice(0, equals), word.slice(equals + 1)];
    }),
  );
  const { type, names } = await targets({
    ...command,
    words: command.words.filter((word) => !isChange(word)),
  });
  for (const name of names) {
    const path = `${collectionPath(type, command.namespace())}/${name}`;
    const object = await command.client().patch(path, { metadata: { [field]: changes } }, 'merge');
    command.print(`${nameOf(type, object)} ${field === 'labels' ? 'labeled' : 'annotated'}`);
  }
}

/** `--for=condition=Ready[=True]` and `--for=delete`; polls, and gives up after `--timeout` (30 s). */
export async function wait(command: KubectlCommand): Promise<void> {
  const wish = command.value('for') ?? '';
  const [, condition = '', status = 'True'] = /^condition=([^=]+)(?:=(.+))?$/i.exec(wish) ?? [];
  if (condition === '' && wish !== 'delete') throw new Error(`error: --for=${wish} is not simulated`);
  const { type, names } = await targets(command);
  const deadline = Date.now() + milliseconds(command.value('timeout') ?? '30s');
  for (;;) {
    const objects = await select(command, type, command.has('all') ? [] : names).catch((error: unknown) => {
      if (wish === 'delete' && error instanceof ApiCallFailure && error.code === 404) return [];
      throw error;
    });
    const holds = (object: KubernetesObject): boolean => hasCondition(object, condition, status);
    if (wish === 'delete' ? objects.length === 0 : objects.length > 0 && objects.every(holds)) {
      for (const object of objects) command.print(`${nameOf(type, object)} condition met`);
      return;
    }
    if (Date.now() >= deadline) {
      throw new Error(`error: timed out waiting for the condition on ${type.resource}/${names.join(',')}`);
    }
    await sleep(200);
  }
}

function hasCondition(object: KubernetesObject, type: string, status: string): boolean {
  return listAt(object, 'status', 'conditions').some(
    (each) =>
      textAt(each, 'type').toLowerCase() === type.toLowerCase() &&
      textAt(each, 'status').toLowerCase() === status.toLowerCase(),
  );
}

function milliseconds(duration: string): number {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };
  const parts = [...duration.matchAll(/(\d+)([hms])/g)];
  return parts.reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (units[unit] ?? 0), 0);
}
