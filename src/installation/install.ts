import { tellFinding, type Narrator } from './narrator.ts';
import { InstallationProblem } from './installation-problem.ts';
import type { Change, Finding, Observed, Part } from './part.ts';

/** How many parts were changed. */
export interface InstallResult {
  readonly changed: number;
}

/**
 * Puts right what is not as the configuration has it, one part after the other. Looks at everything first, so that what
 * it cannot put right stops it before it has changed anything. Throws `InstallationProblem`.
 */
export async function install(
  parts: readonly Part[],
  narrator: Narrator,
  signal: AbortSignal,
): Promise<InstallResult> {
  const observed = await observeAll(parts, signal);
  refuseObstacles(observed, narrator);
  for (const { change } of observed) if (change?.decision) narrator.expect(change.decision);
  let changed = 0;
  for (const part of parts) {
    if (part.announcement) narrator.say(part.announcement, 'notice');
    const { change, settled } = await part.observe(signal);
    if (!change) {
      for (const line of settled) narrator.say(line, 'good');
    } else if (await isWanted(change, narrator)) {
      if (change.announcement) narrator.say(change.announcement, 'notice');
      for (const line of await change.apply(signal)) narrator.say(line, 'good');
      changed += 1;
    }
  }
  return { changed };
}

/** Says what `install` would change, and changes nothing. */
export async function planInstall(
  parts: readonly Part[],
  narrator: Pick<Narrator, 'say'>,
  signal: AbortSignal,
): Promise<InstallResult> {
  const observed = await observeAll(parts, signal);
  refuseObstacles(observed, narrator);
  const changes = observed.flatMap(({ change }) => change ?? []);
  for (const { plan, decision } of changes) {
    narrator.say(decision ? `Would ask (--${decision.option}), then ${plan}` : `Would ${plan}`);
  }
  return { changed: changes.length };
}

async function observeAll(parts: readonly Part[], signal: AbortSignal): Promise<readonly Observed[]> {
  const observed: Observed[] = [];
  for (const part of parts) observed.push(await part.observe(signal));
  return observed;
}

function refuseObstacles(observed: readonly Observed[], narrator: Pick<Narrator, 'say'>): void {
  const [first, ...others] = observed.filter(({ change }) => !change).flatMap(badFindings);
  if (!first) return;
  for (const finding of others) tellFinding(narrator, finding);
  throw new InstallationProblem({ message: first.text, remedy: first.remedy });
}

function badFindings({ findings }: Observed): readonly Finding[] {
  return findings.filter(({ grade }) => grade === 'bad');
}

async function isWanted({ decision }: Change, narrator: Narrator): Promise<boolean> {
  if (!decision || (await narrator.decide(decision))) return true;
  narrator.say(decision.declined, 'notice');
  return false;
}
