import { z } from 'zod';
import { effectNames, effects } from './effects.ts';

const fields = {
  operation: z
    .string()
    .min(1)
    .describe(
      'What goes wrong, as a glob: `POST /api/vdc/{id}/action/composeVApp` for calls, `SOAP StartProgramInGuest` for those to vCenter, `vdcComposeVapp` for tasks, `guest boot` and `guest report KEY` for guests.',
    ),
  effect: z.enum(effectNames).default('delay').describe('How it goes wrong, see below; `delay` when absent.'),
  object: z
    .string()
    .optional()
    .describe('Glob over ids and names of what the call, task or guest is about; anything when absent.'),
  probability: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('The chance of each match, by the seed; 1 when absent.'),
  count: z.int().positive().optional().describe('How often it strikes; without end when absent.'),
  after: z.int().nonnegative().default(0).describe('How many matches pass first; 0 when absent.'),
  perObject: z
    .boolean()
    .optional()
    .describe('Whether `count` and `after` are counted for each object by itself.'),
  delayMs: z
    .number()
    .nonnegative()
    .default(0)
    .describe('Simulated milliseconds that pass before anything else happens; 0 when absent.'),
  work: z
    .enum(['undone', 'done'])
    .optional()
    .describe(
      'What happens to the work of a task that goes wrong: `undone` (the default), or `done` whatever the task says.',
    ),
  status: z.int().min(400).max(599).optional().describe('Of the answer; 500 when absent.'),
  code: z
    .string()
    .optional()
    .describe('Minor error code, or name of the fault; `INTERNAL_SERVER_ERROR` when absent.'),
  message: z
    .string()
    .optional()
    .describe('What answer or task say; `Injected by a fault rule.` when absent.'),
  retryAfterSeconds: z.number().positive().optional().describe('Header `Retry-After` of the answer.'),
  body: z
    .string()
    .optional()
    .describe('The document that is answered; the HTML page of a proxy when absent.'),
  contentType: z.string().optional().describe('Of `body`; `text/html` when absent.'),
  target: z
    .string()
    .optional()
    .describe('Glob over names of what is changed behind the back of the caller; `*` when absent.'),
  forMs: z
    .number()
    .positive()
    .optional()
    .describe('Simulated milliseconds until it is over; 30000 when absent, where it is over at all.'),
  value: z.string().optional().describe('What the guest tells; nothing at all, the key alone, when absent.'),
  exitCode: z.int().min(0).max(255).optional().describe('Of the program; 1 when absent.'),
};

/** Keys that mean something to every effect. */
const common = ['operation', 'effect', 'object', 'probability', 'count', 'after', 'perObject', 'delayMs'];

/** When and how something goes wrong. A key that means nothing to its effect is refused. */
export const FaultRule = z.strictObject(fields).superRefine((rule, context) => {
  const known: readonly string[] = [...common, ...effects[rule.effect].uses];
  for (const [key, value] of Object.entries(rule)) {
    if (value === undefined || known.includes(key)) continue;
    context.addIssue({ code: 'custom', path: [key], message: `means nothing to the effect ${rule.effect}` });
  }
});

export type FaultRule = z.output<typeof FaultRule>;

/** What `POST /sim/faults` and `--faults` take: the whole set, replacing the one before. */
export const FaultRules = z.union([
  z.array(FaultRule),
  z.strictObject({ rules: z.array(FaultRule) }).transform(({ rules }) => rules),
]);

/** What answers and tasks say by a rule. */
export function wordsOf({
  code = 'INTERNAL_SERVER_ERROR',
  message = 'Injected by a fault rule.',
}: Pick<FaultRule, 'code' | 'message'>): { readonly code: string; readonly message: string } {
  return { code, message };
}

/** The keys of a rule with what each is for, and the effects: what the reference page tells. */
export function faultRuleFacts() {
  return {
    keys: Object.entries(fields).map(([key, schema]) => ({
      key,
      says: schema.description ?? '',
      only: Object.entries(effects)
        .filter(([, { uses }]) => uses.some((used) => used === key))
        .map(([effect]) => effect),
    })),
    effects: Object.entries(effects).map(([effect, { says, at }]) => ({ effect, says, at })),
  };
}

/**
 * One rule as the option `--fault` takes it: `operation=vdcComposeVapp,effect=task-error,count=2`. A comma that belongs to a
 * value has a backslash before it. Throws with a sentence of what is wrong.
 */
export function readFaultOption(text: string): FaultRule {
  const pairs = text.split(/(?<!\\),/).map((pair) => pair.replaceAll('\\,', ','));
  const entries = pairs.map((pair) => {
    const [key = '', ...value] = pair.split('=');
    if (value.length === 0) throw new Error(`expected KEY=VALUE,… and not "${pair}"`);
    return [key.trim(), valueOf(key.trim(), value.join('='))] as const;
  });
  const read = FaultRule.safeParse(Object.fromEntries(entries));
  if (!read.success) throw new Error(z.prettifyError(read.error));
  return read.data;
}

/** Words of the command line become numbers and truth values where the key holds such. */
function valueOf(key: string, word: string): unknown {
  const schema: z.ZodType | undefined = key in fields ? fields[key as keyof typeof fields] : undefined; // it is one of them
  const inner = schema && innermost(schema);
  if (inner instanceof z.ZodNumber && word.trim() !== '') return Number(word);
  if (inner instanceof z.ZodBoolean && /^(?:true|false)$/.test(word)) return word === 'true';
  return word;
}

function innermost(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return innermost(schema.unwrap());
  return schema;
}
