import type { AnyStateMachine } from 'xstate';

/** A guard that was asked, where its yes leads, and the answer; undefined when an earlier yes left it unasked. */
export interface WalkQuestion {
  readonly guard?: string;
  readonly target: string;
  readonly holds?: boolean;
}

/** One state that the walk came to; without `next` it rests there, and that is the phase. */
export interface WalkStep {
  readonly state: string;
  readonly questions: WalkQuestion[];
  readonly next?: string;
}

/** The walk of a machine from its start to the state where it rests, with the answer of every guard that it asked. */
export function explainWalk(machine: AnyStateMachine, question: object): WalkStep[] {
  const steps: WalkStep[] = [];
  const { initial } = machine.config;
  let state = typeof initial === 'string' ? initial : undefined;
  while (state !== undefined) {
    const step: WalkStep = stepAt(machine, state, question);
    steps.push(step);
    state = step.next;
  }
  return steps;
}

function stepAt(machine: AnyStateMachine, state: string, question: object): WalkStep {
  const questions: WalkQuestion[] = [];
  let next: string | undefined;
  for (const transition of machine.states[state]?.always ?? []) {
    const target = transition.target?.[0]?.key ?? state;
    const guard = guardNamed(transition.guard);
    const holds = next === undefined ? answerOf(machine, guard, question) : undefined;
    if (holds) next = target;
    questions.push({
      target,
      ...(guard && { guard: guard.type }),
      ...(guard && holds !== undefined && { holds }),
    });
  }
  return { state, questions, ...(next !== undefined && { next }) };
}

interface Guard {
  readonly type: string;
  readonly params?: unknown;
}

/** As the chart has it: a name, or a name with what it is asked about. */
function guardNamed(guard: unknown): Guard | undefined {
  if (typeof guard === 'string') return { type: guard };
  return guard === undefined ? undefined : (guard as Guard); // our charts have no other form
}

function answerOf(machine: AnyStateMachine, guard: Guard | undefined, context: object): boolean {
  if (!guard) return true;
  const ask: unknown = machine.implementations.guards[guard.type];
  if (typeof ask !== 'function') throw new TypeError(`the machine ${machine.id} has no guard ${guard.type}`);
  return Boolean(ask({ context }, guard.params));
}
