import type { Narrator } from '#installation/narrator.ts';
import type { DecisionOption, Grade } from '#installation/part.ts';
import type { Logger } from '#telemetry/logger.ts';
import { LiveLine, ProgressLines } from './progress.ts';
import { say, UsageError, type Colour, type World } from './world.ts';

/** What `--ext` and `--amqp` may say: ask, leave it, or do it. */
export const decisionModes = ['prompt', 'skip', 'config'] as const;
/** How a decision of an installation is made. */
export type DecisionMode = (typeof decisionModes)[number];

const colours: Readonly<Record<Grade, Colour>> = { good: 'green', notice: 'yellow', bad: 'red' };

/** Back to the beginning of the line, and nothing in it. */
const clearLine = '\r\u001b[K';

/** Tells on the terminal and in a log, and asks where an option says so. */
export function terminalNarrator(options: {
  readonly world: World;
  readonly log: Logger;
  readonly modes: Readonly<Record<DecisionOption, DecisionMode>>;
  readonly signal: AbortSignal;
}): Narrator {
  const { world, log, modes, signal } = options;

  const { stdout } = world;
  const lines = new ProgressLines();
  const live = stdout.isTTY ? new LiveLine() : undefined;
  let shown = '';

  /** What moves stays below what is said. */
  function print(write: () => void): void {
    if (shown) stdout.write(clearLine);
    write();
    if (shown) stdout.write(shown);
  }

  const narrator: Narrator = {
    say(text, grade) {
      print(() => {
        for (const line of text.split('\n')) say(world, stdout, line, grade && colours[grade]);
      });
      log.info({ grade, narration: text }, 'told');
    },
    progress(progress) {
      const line = lines.next(progress);
      if (line !== undefined) log.info({ narration: line }, 'told');
      if (!live) {
        if (line !== undefined) say(world, stdout, line);
        return;
      }
      const next = live.next(progress, stdout.columns);
      if (next !== shown) stdout.write(`${clearLine}${next}`);
      shown = next;
    },
    endProgress() {
      if (shown) stdout.write(clearLine);
      shown = '';
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
