import { parse } from 'yaml';
import { ApiError } from './api-error.ts';
import { isJsonObject } from './objects.ts';

type Json = Readonly<Record<string, unknown>>;

/** Applies a PATCH body to an object; the content type says which of Kubernetes' four kinds of patch it is. */
export function applyPatch(current: Json, body: string, contentType: string): unknown {
  switch (contentType.replace(/;.*/, '').trim()) {
    case 'application/json-patch+json':
      return applyJsonPatch(current, JSON.parse(body));
    case 'application/merge-patch+json':
      return mergePatch(current, JSON.parse(body));
    case 'application/strategic-merge-patch+json':
      return strategicMerge(current, JSON.parse(body));
    case 'application/apply-patch+yaml':
      return strategicMerge(current, parse(body));
    default:
      throw new ApiError(
        415,
        'UnsupportedMediaType',
        `the body of the request was in an unknown format: ${contentType}`,
      );
  }
}

/** RFC 7386. */
function mergePatch(current: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const merged: Record<string, unknown> = isJsonObject(current) ? { ...current } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

/** By which field the entries of a list are the same entry; lists that are not here are replaced. */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  conditions: ['type'],
  addresses: ['type'],
  taints: ['key'],
  containers: ['name'],
  initContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'port'],
  ownerReferences: ['uid'],
  imagePullSecrets: ['name'],
};

/** The strategic merge of the built-in types, as far as clients here use it (API conventions, "Patch operations"). */
function strategicMerge(current: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  if (patch['$patch'] === 'replace') return withoutDirectives(patch);
  const merged: Record<string, unknown> = isJsonObject(current) ? { ...current } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      removePrimitives(merged, key.slice('$deleteFromPrimitiveList/'.length), value);
    } else if (key.startsWith('$')) continue;
    else if (value === null) delete merged[key];
    else if (Array.isArray(value)) merged[key] = mergeList(key, merged[key], value);
    else merged[key] = strategicMerge(merged[key], value);
  }
  return merged;
}

function mergeList(field: string, current: unknown, patch: readonly unknown[]): unknown {
  if (field === 'finalizers') return [...new Set([...(Array.isArray(current) ? current : []), ...patch])];
  const key = mergeKeys[field]?.find((name) => patch.every((entry) => isJsonObject(entry) && name in entry));
  if (key === undefined || !Array.isArray(current)) {
    const replaces = patch.some((entry) => isJsonObject(entry) && entry['$patch'] === 'replace');
    return replaces ? patch.filter((entry) => !isJsonObject(entry) || !('$patch' in entry)) : patch;
  }
  const merged: unknown[] = [...current];
  for (const entry of patch.filter(isJsonObject)) {
    const index = merged.findIndex((each) => isJsonObject(each) && each[key] === entry[key]);
    if (entry['$patch'] === 'delete') {
      if (index >= 0) merged.splice(index, 1);
    } else if (index >= 0) merged[index] = strategicMerge(merged[index], entry);
    else merged.push(entry);
  }
  return merged;
}

function removePrimitives(merged: Record<string, unknown>, field: string, gone: unknown): void {
  const list = merged[field];
  if (Array.isArray(list) && Array.isArray(gone))
    merged[field] = list.filter((entry) => !gone.includes(entry));
}

function withoutDirectives(patch: Json): Json {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith('$')));
}

/** RFC 6902. */
function applyJsonPatch(current: Json, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw new ApiError(400, 'BadRequest', 'a JSON patch is a list');
  const root = { value: structuredClone(current) as unknown };
  for (const operation of operations.filter(isJsonObject)) {
    const path = pointer(operation['path']);
    switch (operation['op']) {
      case 'add':
        addAt(root, path, operation['value']);
        break;
      case 'replace':
        removeAt(root, path);
        addAt(root, path, operation['value']);
        break;
      case 'remove':
        removeAt(root, path);
        break;
      case 'move':
        addAt(root, path, removeAt(root, pointer(operation['from'])));
        break;
      case 'copy':
        addAt(root, path, structuredClone(readAt(root, pointer(operation['from']))));
        break;
      case 'test':
        if (JSON.stringify(readAt(root, path)) !== JSON.stringify(operation['value'])) {
          throw unprocessable(`testing path ${String(operation['path'])} failed`);
        }
        break;
      default:
        throw unprocessable(`unexpected kind of operation: ${String(operation['op'])}`);
    }
  }
  return root.value;
}

/** The steps below a holder whose only field is `value`, so that the whole document can be replaced too. */
function pointer(path: unknown): readonly string[] {
  if (typeof path !== 'string') throw unprocessable('a path is a text');
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return ['value', ...steps];
}

function container(root: object, path: readonly string[]): Record<string, unknown> | unknown[] {
  const found = path.slice(0, -1).length === 0 ? root : readAt(root, path.slice(0, -1));
  if (Array.isArray(found)) return found;
  // The document was cloned for this patch, so that its objects may be written.
  if (isJsonObject(found)) return found;
  throw unprocessable(`path ${path.slice(1).join('/')} does not exist`);
}

function readAt(root: object, path: readonly string[]): unknown {
  let current: unknown = root;
  for (const step of path) {
    const next: unknown = Array.isArray(current)
      ? current[Number(step)]
      : isJsonObject(current)
        ? current[step]
        : undefined;
    if (next === undefined) throw unprocessable(`path ${path.slice(1).join('/')} does not exist`);
    current = next;
  }
  return current;
}

function addAt(root: object, path: readonly string[], value: unknown): void {
  const parent = container(root, path);
  const last = path.at(-1) ?? '';
  if (Array.isArray(parent)) parent.splice(last === '-' ? parent.length : Number(last), 0, value);
  else parent[last] = value;
}

function removeAt(root: object, path: readonly string[]): unknown {
  const value = readAt(root, path);
  const parent = container(root, path);
  const last = path.at(-1) ?? '';
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return value;
}

function unprocessable(message: string): ApiError {
  return new ApiError(422, 'Invalid', message);
}
