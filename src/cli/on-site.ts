import type { Config } from '#config/config.ts';
import { explained } from '#installation/explain.ts';
import { InstallationProblem } from '#installation/installation-problem.ts';
import type { Narrator } from '#installation/narrator.ts';
import type { DecisionOption, Site } from '#installation/part.ts';
import type { NamedRole } from '#installation/parts.ts';
import { loadServiceRole } from '#installation/service-role.ts';
import type { Logger } from '#telemetry/logger.ts';
import { catchInterruption, Interrupted } from './interruption.ts';
import { terminalNarrator, type DecisionMode } from './terminal-narrator.ts';
import { say, type World } from './world.ts';

/** What work on broker and vCD is given. */
export interface Work {
  readonly site: Site;
  readonly narrator: Narrator;
  readonly signal: AbortSignal;
}

/** Of commands that only look. */
const neverAsk: Readonly<Record<DecisionOption, DecisionMode>> = { ext: 'skip', amqp: 'skip' };

/**
 * Opens what the configuration names for some work, closes it again, and tells what went wrong in one red line with its
 * remedy. Resolves to the exit code: what the work says, 1 for a problem, 130 when it was interrupted.
 */
export async function onSite(
  options: {
    readonly world: World;
    readonly config: Config;
    readonly log: Logger;
    readonly modes?: Readonly<Record<DecisionOption, DecisionMode>>;
    /** In front of what went wrong. */
    readonly heading?: string;
  },
  work: (given: Work) => Promise<number>,
): Promise<number> {
  const { world, config, log, modes = neverAsk, heading } = options;
  using interruption = catchInterruption(world);
  const { signal } = interruption;
  const narrator = terminalNarrator({ world, log, modes, signal });
  try {
    await using site = await world.openSite(config, { log });
    try {
      return await work({ site, narrator, signal });
    } finally {
      narrator.endProgress();
    }
  } catch (thrown) {
    const error = signal.aborted ? signal.reason : explained(thrown, config);
    if (error instanceof Interrupted) {
      say(world, world.stderr, error.message, 'yellow');
      return 130;
    }
    log.error({ err: thrown }, 'failed');
    if (!(error instanceof InstallationProblem)) throw error;
    say(world, world.stderr, heading ? `${heading}: ${error.message}` : error.message, 'red');
    if (error.remedy) say(world, world.stderr, `  ${error.remedy}`);
    return 1;
  }
}

/** The role that `--role` names, with the rights that are shipped for it. */
export async function namedRole(name: string | undefined): Promise<NamedRole | undefined> {
  return name === undefined ? undefined : { name, rights: await loadServiceRole() };
}
