import type { Narrator } from '#installation/narrator.ts';
import type { DecisionOption, Grade } from '#installation/part.ts';
import type { Logger } from '#telemetry/logger.ts';
import { say, UsageError, type Colour, type World } from './world.ts';

/** What `--ext` and `--amqp` may say: ask, leave it, or do it. */
export const decisionModes = ['prompt', 'skip', 'config'] as const;
export type DecisionMode = (typeof decisionModes)[number];

const colours: Readonly<Record<Grade, Colour>> = { good: 'green', notice: 'yellow', bad: 'red' };

/** Tells on the terminal and in a log, and asks where an option says so. */
export function terminalNarrator(options: {
  readonly world: World;
  readonly log: Logger;
  readonly modes: Readonly<Record<DecisionOption, DecisionMode>>;
  readonly signal: AbortSignal;
}): Narrator {
  const { world, log, modes, signal } = options;

  const narrator: Narrator = {
    say(text, grade) {
      for (const line of text.split('\n')) say(world, world.stdout, line, grade && colours[grade]);
      log.info({ grade }, text);
    },
    expect({ option, question }) {
      if (modes[option] !== 'prompt' || world.ask) return;
      throw new UsageError(
        `there is no terminal to ask on: "${question}"; say --${option} config or --${option} skip`,
      );
    },
    async decide(decision) {
      narrator.expect(decision);
      if (modes[decision.option] !== 'prompt') return modes[decision.option] === 'config';
      for (const fact of decision.facts) narrator.say(fact);
      return confirm(decision.question, world, signal);
    },
  };
  return narrator;
}

/** A question that everything but a yes answers with no, as the original's. False where there is no terminal. */
export async function confirm(question: string, world: World, signal: AbortSignal): Promise<boolean> {
  const answer = await world.ask?.(`${question} [y/N]: `, signal);
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}
