import { z } from 'zod';

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** `amqp.port`, `broker.templates[0]`; empty for the whole file. */
  readonly path: string;
  /** In the words of CSE 1.2.7 where it has some (its contract, section 8.4). */
  readonly message: string;
  /** What would be right. */
  readonly hint?: string;
}

/** The configuration cannot be used; `problems` is never empty. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid';
  readonly code = 'CSE_CONFIG_INVALID';
  readonly problems: readonly ConfigProblem[];
  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super(problems.map((problem) => problem.message).join('\n'), options);
    this.problems = problems;
  }
}

/** One required key that is not there. */
export interface MissingKey {
  readonly path: readonly PropertyKey[];
  readonly key: string;
}

/** What the schema found, in the original's words: missing and unknown keys of a place together, then each bad value. */
export function schemaProblems(options: {
  readonly schema: z.ZodType;
  readonly data: unknown;
  readonly issues: readonly z.core.$ZodIssue[];
  /** Found beside the schema. */
  readonly missing?: readonly MissingKey[];
  /** What the original calls the file. */
  readonly file: string;
}): ConfigProblem[] {
  const { schema, data, issues, file } = options;
  const missing = new Map<string, { path: readonly PropertyKey[]; keys: string[] }>();
  const note = ({ path, key }: MissingKey) => {
    const place = pathText(path);
    missing.set(place, { path, keys: [...(missing.get(place)?.keys ?? []), key] });
  };
  for (const key of options.missing ?? []) note(key);

  const others: ConfigProblem[] = [];
  for (const issue of issues) {
    const at = issue.path.slice(0, -1);
    const key = String(issue.path.at(-1));
    if (issue.code === 'unrecognized_keys') others.push(invalidKeys(issue, schema, file));
    else if (issue.code === 'invalid_type' && valueAt(data, issue.path) === undefined)
      note({ path: at, key });
    else others.push(invalidValue(issue, valueAt(data, issue.path), file));
  }
  const gaps = [...missing.values()].map(({ path, keys }) => ({
    path: pathText(path),
    message: `Missing keys in ${location(path, file)}: ${pythonSet(keys)}`,
  }));
  return [...gaps, ...others];
}

function invalidKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  schema: z.ZodType,
  file: string,
): ConfigProblem {
  return {
    path: pathText(issue.path),
    message: `Invalid keys in ${location(issue.path, file)}: ${pythonSet(issue.keys)}`,
    hint: `allowed are ${keysAt(schema, issue.path).join(', ')}`,
  };
}

/** The original's names of YAML's types. */
const typeNames: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  int: 'number',
  boolean: 'true/false',
  object: 'mapping',
  record: 'mapping',
  array: 'sequence',
};

function invalidValue(issue: z.core.$ZodIssue, value: unknown, file: string): ConfigProblem {
  const path = pathText(issue.path);
  const wanted = issue.code === 'invalid_type' ? typeNames[issue.expected] : undefined;
  const what = wanted === undefined ? issue.message : `value type should be '${wanted}'`;
  const hint = wanted === 'string' && isScalar(value) ? { hint: 'write the value in quotes' } : {};
  if (issue.path.length === 0) return { path, message: `${file}: ${what}`, ...hint };
  return {
    path,
    message: `${location(issue.path.slice(0, -1), file)} ${keyText(issue.path)}: ${what}`,
    ...hint,
  };
}

function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean' || value instanceof Date;
}

function keyText(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  return typeof last === 'number' ? `entry #${last + 1}` : `key '${String(last)}'`;
}

/** What the original calls the place; its texts are kept, whatever one thinks of them. */
export function location(path: readonly PropertyKey[], file = 'config file'): string {
  const [section, list, index] = path;
  if (section === undefined) return file;
  if (section === 'vcs' && typeof list === 'number') return `${file} 'vcs' section, vc #${list + 1}`;
  if (section === 'broker' && list === 'templates' && index !== undefined)
    return `${file} broker template section`;
  return `${file} '${String(section)}' section`;
}

/** `broker.templates[0].cpu`. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, depth) => (typeof step === 'number' ? `[${step}]` : `${depth > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

function pythonSet(keys: readonly string[]): string {
  return `{${keys
    .toSorted((a, b) => a.localeCompare(b))
    .map((key) => `'${key}'`)
    .join(', ')}}`;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[step]; // any object may be asked for any key
  }
  return value;
}

/** The keys that the schema knows at the path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let place: unknown = schema;
  for (const step of [...path, undefined]) {
    if (place instanceof z.ZodOptional || place instanceof z.ZodPrefault) place = place.unwrap();
    if (step === undefined) break;
    if (place instanceof z.ZodObject) place = place.shape[String(step)];
    else if (place instanceof z.ZodArray) place = place.element;
  }
  return place instanceof z.ZodObject ? Object.keys(place.shape).sort() : [];
}
