import { z } from 'zod';

/** The path of every field that a schema knows, such as `nodes[].removal.since`. */
export function fieldsOf(schema: z.ZodType): readonly string[] {
  const found = new Set<string>();
  walk(z.toJSONSchema(schema, { io: 'input' }), '', found);
  return [...found];
}

/** The path of every field that a value has, in the same words. */
export function fieldsIn(value: unknown): readonly string[] {
  const found = new Set<string>();
  walkValue(value, '', found);
  return [...found];
}

function walk(schema: z.core.JSONSchema.BaseSchema, path: string, found: Set<string>): void {
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    const field = path === '' ? name : `${path}.${name}`;
    found.add(field);
    if (typeof part === 'object') walk(part, field, found);
  }
  for (const part of schema.anyOf ?? []) if (typeof part === 'object') walk(part, path, found);
  // A list of one kind of thing: no schema of a record has tuples.
  if (typeof schema.items === 'object' && !Array.isArray(schema.items))
    walk(schema.items, `${path}[]`, found);
}

function walkValue(value: unknown, path: string, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) walkValue(item, `${path}[]`, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      const field = path === '' ? name : `${path}.${name}`;
      found.add(field);
      walkValue(part, field, found);
    }
  }
}
