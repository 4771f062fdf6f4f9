import type { Json, JsonObject } from './json-page.ts';
import { isObject } from './json-page.ts';

/**
 * What of a value does not fit a JSON schema, undefined when all does. It knows `type`, `enum`, `required`,
 * `properties`, `additionalProperties: false` and `items`, which is what types of entities are made of; the rest is let pass.
 */
export function misfit(schema: JsonObject, value: Json, path = 'entity'): string | undefined {
  const { type, enum: allowed, required, properties, items } = schema;
  if (typeof type === 'string' && !hasType(value, type)) return `${path} is not of type ${type}`;
  if (Array.isArray(allowed) && !allowed.includes(value)) return `${path} is none of the allowed values`;
  if (isList(value)) {
    if (!isObject(items)) return undefined;
    return value.map((item, index) => misfit(items, item, `${path}[${index}]`)).find((fault) => fault);
  }
  if (!isObject(value)) return undefined;
  const wanted = isList(required) ? required.filter((name) => typeof name === 'string') : [];
  const missing = wanted.find((name) => !(name in value));
  if (missing !== undefined) return `${path}.${missing} is missing`;
  const known = isObject(properties) ? properties : {};
  for (const [name, child] of Object.entries(value)) {
    const rule = known[name];
    if (rule === undefined && schema['additionalProperties'] === false) return `${path}.${name} is not known`;
    const fault = isObject(rule) ? misfit(rule, child, `${path}.${name}`) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function hasType(value: Json, type: string): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return isList(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}
