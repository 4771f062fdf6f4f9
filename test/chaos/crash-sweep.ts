/**
 * `node test/chaos/crash-sweep.ts [SCENARIO…]`: ends the service before and after every call to Cloud Director, every
 * commit, reply and acknowledgement of each scenario, one point a life, and prints how many points were tried and what was
 * wrong. Exit 1 when anything was, 2 for a scenario that there is not.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { scenarios } from './scenarios.ts';
import { nameOf, playUndisturbed, playWithDeath, type Violation } from './sweep.ts';

/** What a lane tells of one scenario. */
interface LaneReport {
  readonly scenario: string;
  readonly points: number;
  readonly tried: number;
  readonly violations: readonly Violation[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { lane: { type: 'string' }, lanes: { type: 'string', default: String(availableParallelism()) } },
});
const lanes = Number(values.lanes);
const names = positionals.length > 0 ? positionals : scenarios.map(({ name }) => name);

const chosen = names.map((name) => {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario) return scenario;
  process.stderr.write(
    `no scenario '${name}'; there are: ${scenarios.map((each) => each.name).join(', ')}\n`,
  );
  return process.exit(2);
});

if (values.lane === undefined) await conduct();
else await playLane(Number(values.lane));

/** Plays the points that fall to one lane, and tells its parent of each scenario. */
async function playLane(lane: number): Promise<void> {
  for (const scenario of chosen) {
    const undisturbed = await playUndisturbed(scenario);
    const violations: Violation[] = [];
    let tried = 0;
    for (let at = 1 + lane; at <= undisturbed.points.length; at += lanes) {
      const violation = await playWithDeath(scenario, undisturbed, at);
      if (violation) violations.push(violation);
      tried += 1;
    }
    const report: LaneReport = {
      scenario: scenario.name,
      points: undisturbed.points.length,
      tried,
      violations,
    };
    process.send?.(report);
  }
}

/** Has every lane play, and prints what they tell. */
async function conduct(): Promise<void> {
  const reports: LaneReport[] = [];
  const exits = Array.from({ length: lanes }, (_, lane) => {
    const child = fork(import.meta.filename, [...names, '--lane', String(lane), '--lanes', String(lanes)], {
      // One thread does what the machine does in the background, so that it always ends in the same order.
      env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    });
    // Only lanes send, and only reports.
    child.on('message', (report: LaneReport) => {
      reports.push(report);
      tellWhole(reports, report.scenario);
    });
    // And not at `exit`, which comes before what it told last when the machine has much to do.
    return new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  });
  const codes = await Promise.all(exits);
  const tried = reports.reduce((sum, report) => sum + report.tried, 0);
  const violations = reports.flatMap((report) => report.violations);
  process.stdout.write(`${names.length} scenarios, ${tried} points tried, ${violations.length} violations\n`);
  if (violations.length > 0 || codes.some((code) => code !== 0)) process.exitCode = 1;
}

/** A scenario's line, when its last lane has told. */
function tellWhole(reports: readonly LaneReport[], scenario: string): void {
  const told = reports.filter((report) => report.scenario === scenario);
  if (told.length < lanes) return;
  const tried = told.reduce((sum, report) => sum + report.tried, 0);
  const violations = told.flatMap((report) => report.violations);
  const { points = 0 } = told[0] ?? {};
  process.stdout.write(`${scenario}: ${tried} of ${points} points tried, ${violations.length} violations\n`);
  for (const { at, point, wrongs, trace } of violations) {
    process.stdout.write(`  ended ${nameOf(point)} (point ${at}):\n`);
    for (const wrong of wrongs) process.stdout.write(`    ${wrong}\n`);
    for (const line of trace) process.stdout.write(`      ${line}\n`);
  }
}
