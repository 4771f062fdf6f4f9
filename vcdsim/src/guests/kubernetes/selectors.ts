import { ApiError } from './api-error.ts';
import { textAt } from './objects.ts';
import type { KubernetesObject } from './objects.ts';

/** Whether an object is selected by the query parameters `labelSelector` and `fieldSelector`. */
export function selection(query: URLSearchParams): (object: KubernetesObject) => boolean {
  const labels = split(query.get('labelSelector')).map(labelRequirement);
  const fields = split(query.get('fieldSelector')).map(fieldRequirement);
  return (object) =>
    labels.every((holds) => holds(object.metadata.labels ?? {})) && fields.every((holds) => holds(object));
}

/** At commas outside of parentheses: `a in (b,c),d` has two parts. */
function split(selector: string | null): readonly string[] {
  return (selector ?? '')
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function labelRequirement(text: string): (labels: Readonly<Record<string, string>>) => boolean {
  const set = /^(\S+)\s+(in|notin)\s+\((.*)\)$/.exec(text);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (labels) => values.includes(labels[key] ?? '\0') === (operator === 'in');
  }
  const compared = /^([^=!\s]+)\s*(!=|==|=)\s*(\S*)$/.exec(text);
  if (compared) {
    const [, key = '', operator, value] = compared;
    return (labels) => (labels[key] === value) === (operator !== '!=');
  }
  if (/^![^=\s]+$/.test(text)) return (labels) => labels[text.slice(1)] === undefined;
  if (/^[^=!\s]+$/.test(text)) return (labels) => labels[text] !== undefined;
  throw new ApiError(400, 'BadRequest', `unable to parse requirement: ${text}`);
}

function fieldRequirement(text: string): (object: KubernetesObject) => boolean {
  const compared = /^([^=!]+)(!=|==|=)(.*)$/.exec(text);
  if (!compared) throw new ApiError(400, 'BadRequest', `invalid field selector: ${text}`);
  const [, path = '', operator, value = ''] = compared;
  return (object) => (textAt(object, ...path.split('.')) === value) === (operator !== '!=');
}
