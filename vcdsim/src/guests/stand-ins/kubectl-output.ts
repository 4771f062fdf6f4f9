import { stringify } from 'yaml';
import { textAt, valueAt } from '../kubernetes/objects.ts';
import type { KubernetesObject } from '../kubernetes/objects.ts';
import type { ResourceType } from '../kubernetes/resource-types.ts';
import { tableOf } from '../kubernetes/tables.ts';

/** The objects in one of kubectl's formats; `single` prints an object and no list around it. */
export function formatObjects(
  type: ResourceType,
  objects: readonly KubernetesObject[],
  options: { readonly output: string; readonly single: boolean; readonly headers: boolean },
): string {
  const [first] = objects;
  const document =
    options.single && first ? first : { apiVersion: 'v1', kind: 'List', items: objects, metadata: {} };
  const { output } = options;
  if (output === 'json') return `${JSON.stringify(document, undefined, 4)}\n`;
  if (output === 'yaml') return stringify(document);
  if (output === 'name') return objects.map((object) => `${nameOf(type, object)}\n`).join('');
  if (output.startsWith('jsonpath=')) return jsonPath(output.slice('jsonpath='.length), document);
  if (output !== '' && output !== 'wide') throw new Error(`output format ${output} is not simulated`);
  return table(type, objects, output === 'wide', options.headers);
}

/** `node/a`, `daemonset.apps/b`. */
export function nameOf(type: ResourceType, object: KubernetesObject): string {
  const kind = type.kind.toLowerCase();
  return `${kind}${type.group === '' ? '' : `.${type.group}`}/${object.metadata.name}`;
}

function table(
  type: ResourceType,
  objects: readonly KubernetesObject[],
  wide: boolean,
  headers: boolean,
): string {
  if (objects.length === 0) return '';
  const { columnDefinitions, rows } = tableOf(type, objects, {}, new Date());
  const shown = columnDefinitions.flatMap(({ priority }, index) => (wide || priority === 0 ? [index] : []));
  const lines = rows.map(({ cells }) => shown.map((index) => String(cells[index])));
  if (headers) lines.unshift(shown.map((index) => columnDefinitions[index]?.name.toUpperCase() ?? ''));
  const widths = shown.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, index) => cell.padEnd((widths[index] ?? 0) + 3))
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}

/**
 * The part of kubectl's JSONPath that scripts use: texts, quoted texts, fields (dots in names escaped), indexes, `[*]`,
 * `[?(@.a=="b")]`, and `{range …}…{end}`.
 */
export function jsonPath(template: string, document: unknown): string {
  const body = template.replace(/^'(.*)'$/s, '$1');
  const range = /^(.*?)\{range ([^}]+)\}(.*?)\{end\}(.*)$/s.exec(body);
  if (range) {
    const [, before = '', path = '', inner = '', after = ''] = range;
    const each = select(path.trim(), document).map((value) => jsonPath(inner, value));
    return jsonPath(before, document) + each.join('') + jsonPath(after, document);
  }
  return body.replaceAll(/\{([^}]*)\}/g, (_, expression: string) => {
    const quoted = /^["'](.*)["']$/s.exec(expression.trim())?.[1];
    if (quoted !== undefined) return quoted.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
    return select(expression.trim(), document).map(plain).join(' ');
  });
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const step = /^(?:\.?((?:\\.|[^.[\\])+)|\[(\d+|\*)\]|\[\?\(@\.([^=\s]+)\s*==\s*["']([^"']*)["']\)\])/;

function select(path: string, document: unknown): readonly unknown[] {
  let rest = path.replace(/^[$@]/, '');
  let values: readonly unknown[] = [document];
  while (rest !== '' && rest !== '.') {
    const match = step.exec(rest);
    if (!match) throw new Error(`jsonpath ${path} is not simulated`);
    const [whole, field, index, key = '', wanted] = match;
    rest = rest.slice(whole.length);
    values = values.flatMap((value) => {
      if (field !== undefined) return present(valueAt(value, field.replaceAll('\\', '')));
      if (index !== undefined && index !== '*') return present(valueAt(value, Number(index)));
      const entries = Array.isArray(value) ? value : [];
      if (index === '*') return entries;
      return entries.filter((entry) => textAt(entry, ...key.split('.')) === wanted);
    });
  }
  return values;
}

function present(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value];
}
