import { glob } from '../glob.ts';
import { z } from 'zod';
import type { Random } from '../random.ts';
import type { Task } from '../tasks/task.ts';

/**
 * When and how something goes wrong. `operation` is a glob over `POST /api/vdc/{id}/action/composeVApp` for the
 * effects on answers and over task operation names (`vdcComposeVapp`) for the effects on tasks.
 */
export const FaultRule = z.strictObject({
  operation: z.string().min(1),
  /** Glob over ids and names of what the call or task is about; absent: anything. */
  object: z.string().optional(),
  probability: z.number().min(0).max(1).default(1),
  /** How often it strikes; absent: always. */
  count: z.int().positive().optional(),
  /** How many matches pass first. */
  after: z.int().nonnegative().default(0),
  delayMs: z.number().nonnegative().default(0),
  effect: z
    .enum([
      'delay',
      'answer',
      'drop-before',
      'drop-after',
      'task-error',
      'task-stuck',
      'guest-exit',
      'guest-hang',
      'guest-reboot',
    ])
    .default('delay'),
  /** Of the program that is not run, for `guest-exit`; 1 when absent. */
  exitCode: z.int().min(0).max(255).optional(),
  status: z.int().min(400).max(599).default(500),
  code: z.string().default('INTERNAL_SERVER_ERROR'),
  message: z.string().default('Injected by a fault rule.'),
  retryAfterSeconds: z.number().positive().optional(),
});

export type FaultRule = z.output<typeof FaultRule>;

/** What `POST /sim/faults` and `--faults` take: the whole set, replacing the one before. */
export const FaultRules = z.union([
  z.array(FaultRule),
  z.strictObject({ rules: z.array(FaultRule) }).transform(({ rules }) => rules),
]);

export interface AnswerFault {
  readonly delayMs: number;
  readonly effect: 'none' | 'answer' | 'drop-before' | 'drop-after' | GuestEffect;
  readonly rule: FaultRule | undefined;
}

/** What becomes of a program that a guest is told to start. */
export type GuestEffect = 'guest-exit' | 'guest-hang' | 'guest-reboot';

export interface TaskFault {
  readonly delayMs: number;
  readonly stuck: boolean;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface FaultInjector {
  /** Takes the rules in place of those before; one that was armed already, the same object, keeps its counts. */
  replace(rules: readonly FaultRule[]): void;
  /** The rules with the number of times that each struck. */
  list(): readonly (FaultRule & { readonly struck: number })[];
  forAnswer(operation: string, objects: readonly string[]): AnswerFault;
  forTask(task: Task): TaskFault;
}

const answerEffects = [
  'answer',
  'drop-before',
  'drop-after',
  'guest-exit',
  'guest-hang',
  'guest-reboot',
] as const;

export function createFaultInjector(random: Random, initial: readonly FaultRule[] = []): FaultInjector {
  let armed = initial.map(arm);

  /** The first rule that matches and strikes, among those with one of the effects. */
  function strike(effects: readonly FaultRule['effect'][], operation: string, objects: readonly string[]) {
    for (const candidate of armed) {
      const { rule } = candidate;
      if (!effects.includes(rule.effect) || !candidate.operation.test(operation)) continue;
      if (candidate.object && !objects.some((object) => candidate.object?.test(object))) continue;
      candidate.seen++;
      if (candidate.seen <= rule.after) continue;
      if (rule.count !== undefined && candidate.struck >= rule.count) continue;
      if (random.fraction() >= rule.probability) continue;
      candidate.struck++;
      return rule;
    }
    return undefined;
  }

  return {
    replace(rules) {
      armed = rules.map((rule) => armed.find((before) => before.rule === rule) ?? arm(rule));
    },
    list: () => armed.map(({ rule, struck }) => ({ ...rule, struck })),
    forAnswer(operation, objects) {
      const rule = strike(['delay', ...answerEffects], operation, objects);
      const effect = answerEffects.find((each) => each === rule?.effect) ?? 'none';
      return { delayMs: rule?.delayMs ?? 0, effect, rule };
    },
    forTask(task) {
      const objects = [task.owner.name, task.owner.href, task.owner.id ?? ''];
      const rule = strike(['delay', 'task-error', 'task-stuck'], task.operationName, objects);
      return {
        delayMs: rule?.delayMs ?? 0,
        stuck: rule?.effect === 'task-stuck',
        error: rule?.effect === 'task-error' ? { code: rule.code, message: rule.message } : undefined,
      };
    },
  };
}

function arm(rule: FaultRule) {
  return {
    rule,
    operation: glob(rule.operation),
    object: rule.object === undefined ? undefined : glob(rule.object),
    seen: 0,
    struck: 0,
  };
}
