import { withoutSecrets } from '#telemetry/log-fields.ts';
import type { GuestReport, JobReport } from '../guest-backend.ts';
import { guestReport } from '../guest-report.ts';
import { plainLines, plainText } from '../guest-text.ts';
import type { LiveJournal } from './guest-host.ts';

const longestText = 4096;
const longestName = 80;

/**
 * What came of the plan with this hash. Its program reports with keys, into the journal and into guestinfo, where vCD may
 * or may not show them; one that does not report at all is told by its exit code.
 */
export function planReportOf(
  journal: LiveJournal | undefined,
  hash: string,
  extraConfig: ReadonlyMap<string, string>,
): GuestReport {
  if (!journal?.start) {
    // A machine that is made an image of takes the journal away before it says that it is done.
    const report = guestReport(extraConfig);
    return report.state === 'silent' ? { state: 'waiting' } : report;
  }
  if (journal.start.name !== hash) {
    const message = `another plan ran here before (${plainText(journal.start.name).slice(0, longestName)}): the image holds what a first boot left`;
    return { state: 'failed', phase: 'start', message };
  }
  const report = guestReport(new Map([...extraConfig, ...journal.told]));
  if (report.state === 'succeeded' || report.state === 'failed') return report;
  const phase = report.state === 'running' ? report.phase : 'start';
  const { exit } = journal;
  if (exit?.code === 0) return { state: 'succeeded' };
  if (exit) return { state: 'failed', phase, message: failureOf(exit) };
  // What was cut off, by a reboot for example, is started again.
  return journal.running ? { state: 'running', phase } : { state: 'waiting' };
}

/** What the journal of a job's program says of the job. */
export function jobReportOf(journal: LiveJournal | undefined): JobReport {
  if (!journal?.start) return { state: 'absent' };
  const { exit } = journal;
  if (!exit) return journal.running ? { state: 'running' } : { state: 'absent' };
  if (exit.code === 0) return { state: 'succeeded', output: plainLines(exit.output, longestText) };
  return { state: 'failed', message: failureOf(exit) };
}

function failureOf({ code, output, errors }: NonNullable<LiveJournal['exit']>): string {
  const words =
    plainLines(withoutSecrets(errors), longestText - 20) ||
    plainLines(withoutSecrets(output), longestText - 20) ||
    'no reason given';
  return `exit ${code}: ${words}`;
}
