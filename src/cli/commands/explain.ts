import { Argument } from 'commander';
import type { Explanation } from '#operator/explanation.ts';
import { Cluster } from '#records/cluster.ts';
import type { CommandHome } from '../command-home.ts';
import { causeFields, fieldsText, inTime, phaseText } from '../description.ts';
import { withStatus, withStatusOptions, type StatusOptions } from '../status.ts';
import { findWhole, goneNow, kindNamed, namedIn } from '../target.ts';
import { UsageError } from '../world.ts';
import { warnOfService } from './describe.ts';

/** `cse explain cluster NAME`: how the machine comes to its phase, and what comes next. */
export function addExplain({ program, world }: CommandHome): void {
  const command = program
    .command('explain')
    .description(
      'tell why a cluster is in its phase: every question that was asked, its answer, and what is next',
    )
    .addArgument(new Argument('<kind>', 'cluster'))
    .addArgument(new Argument('[name]', 'its name'));
  withStatusOptions(command).action(
    async (word: string, text: string | undefined, options: StatusOptions) => {
      const { kind, name } = namedIn(word, text);
      if (kindNamed(kind) !== 'Cluster') throw new UsageError(`only a cluster can be explained, no ${kind}`);
      await withStatus(options, world, async (status) => {
        const { reader, signal } = status;
        const asked = { kind: 'Cluster' as const, name, namespace: options.namespace };
        const { state, record } = await findWhole(reader, asked, signal);
        const cluster = Cluster.parse(record);
        const explanation =
          state === 'gone'
            ? undefined
            : await reader.explain({ kind: 'Cluster', ...cluster.metadata }, signal);
        world.stdout.write(explanationText(cluster, explanation, world.clock()));
        await warnOfService(status, world);
        if (state === 'gone') throw goneNow(cluster);
      });
    },
  );
}

/** The cause first, then the walk; of what is gone there is no walk. */
function explanationText(cluster: Cluster, explanation: Explanation | undefined, now: Date): string {
  const { metadata, status } = cluster;
  const walk = explanation?.walk ?? [];
  const rest = walk.at(-1);
  const { waiting } = status;
  return [
    fieldsText([
      ['Cluster', `${metadata.name} in ${metadata.namespace}`],
      ['Phase', phaseText(status, now)],
      ...causeFields(cluster),
      ['Next look', waiting && inTime(waiting.until, now)],
      ['Seen', explanation ? seenText(explanation) : 'when it went'],
      ['Rests in', rest?.state],
      ['Next', rest && nextText(rest)],
    ]),
    ...(explanation ? [`Walk:\n${walk.map(stepText).join('')}`] : []),
  ].join('\n');
}

function seenText({ from, problem }: Explanation): string {
  if (from === 'world') return 'in Cloud Director, just now';
  return problem === undefined
    ? 'in the record, as the server left it'
    : `in the record, because the world could not be looked at: ${problem}`;
}

type Step = Explanation['walk'][number];

/** Where each question would lead once its answer is yes. */
function nextText({ questions }: Step): string {
  if (questions.length === 0) return 'nothing: it stays here until something changes';
  return questions.map(({ guard, target }) => `${target} when ${words(guard ?? '')}`).join(', ');
}

function stepText({ state, questions, next }: Step): string {
  const lines = questions.flatMap(({ guard, target, holds }) => {
    if (guard === undefined)
      return next === target && isLast(questions, target) ? [`otherwise, to ${target}`] : [];
    if (holds === undefined) return [];
    return [`${holds ? 'yes' : 'no '}  ${words(guard)}${holds ? `, so to ${target}` : ''}`];
  });
  const mark = next === undefined ? '▶' : ' ';
  return [`${mark} ${state}\n`, ...lines.map((line) => `      ${line}\n`)].join('');
}

/** Earlier questions may lead to the same state: the way without one is taken when all answers were no. */
function isLast(questions: Step['questions'], target: string): boolean {
  return !questions.some(({ holds, target: led }) => holds === true && led === target);
}

/** `vAppComplete` is `vApp complete`. */
function words(guard: string): string {
  return guard.replace(/(?<=[a-z]{2})[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
