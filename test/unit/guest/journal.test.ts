import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { GuestReport, JobReport } from '#guest/guest-backend.ts';
import type { LiveJournal } from '#guest/guest-operations/guest-host.ts';
import { jobReportOf, planReportOf } from '#guest/guest-operations/journal-reports.ts';
import { readJournal } from '#guest/guest-operations/journal.ts';

const kubeinit = 'guestinfo.postcustomization.kubeinit.status';
const exitStatus = 'guestinfo.post_customization_script_execution_status';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const none = new Map<string, string>();

/** A journal of these lines, whose program runs or does not. */
function journal(lines: readonly string[], running = false): LiveJournal {
  return { ...readJournal(lines.join('\n')), running };
}

describe('the report of a plan', () => {
  const report = (lines: readonly string[], running = false, extraConfig = none) =>
    planReportOf(journal(lines, running), 'abc', extraConfig);

  test('is that it waits, when nothing was started or what was started was cut off', () => {
    assert.deepEqual(planReportOf(undefined, 'abc', none), { state: 'waiting' });
    assert.deepEqual(report([]), { state: 'waiting' });
    assert.deepEqual(report(['start abc 7']), { state: 'waiting' });
    assert.deepEqual(report(['start abc 7', `${kubeinit} in_progress`]), { state: 'waiting' });
  });

  test('is what its program says', () => {
    assert.deepEqual(report(['start abc 7'], true), { state: 'running', phase: 'start' });
    assert.deepEqual(report(['start abc 7', `${kubeinit} in_progress`], true), {
      state: 'running',
      phase: 'kubeinit',
    });
    const done = ['start abc 7', `${kubeinit} in_progress`, `${kubeinit} successful`];
    assert.deepEqual(report(done, true), { state: 'succeeded' });
    const reason = 'guestinfo.post_customization_script_execution_failure_reason kubeadm: no';
    const failed = ['start abc 7', `${kubeinit} in_progress`, reason, `${exitStatus} 2`];
    assert.deepEqual(report(failed), {
      state: 'failed',
      phase: 'kubeinit',
      message: 'exit status 2: kubeadm: no',
    });
  });

  test('is what it says through guestinfo, where it does not write it down', () => {
    const extraConfig = new Map([[kubeinit, 'in_progress']]);
    assert.deepEqual(report(['start abc 7'], true, extraConfig), { state: 'running', phase: 'kubeinit' });
  });

  test('is what guestinfo says, where the journal has gone with everything else of us', () => {
    const validation = 'guestinfo.postcustomization.template.validation.status';
    const sealing = planReportOf(undefined, 'abc', new Map([[validation, 'in_progress']]));
    assert.deepEqual(sealing, { state: 'running', phase: 'template.validation' });
    const sealed = planReportOf(undefined, 'abc', new Map([[validation, 'successful']]));
    assert.deepEqual(sealed, { state: 'succeeded' });
  });

  test('is told by its exit code where it says nothing', () => {
    assert.deepEqual(report(['start abc 7', 'exit abc 0']), { state: 'succeeded' });
    const lines = ['start abc 7', `output ${base64('out')}`, `errors ${base64('no\nspace\n')}`, 'exit abc 3'];
    assert.deepEqual(report(lines), { state: 'failed', phase: 'start', message: 'exit 3: no\nspace' });
    const silent = ['start abc 7', `output ${base64('out')}`, 'errors ', 'exit abc 3'];
    assert.deepEqual(report(silent), { state: 'failed', phase: 'start', message: 'exit 3: out' });
  });

  test('follows a boot that goes on with what another one ended', () => {
    const ended = ['start abc 7', `${kubeinit} in_progress`, `${exitStatus} 1`, 'exit abc 1'];
    assert.equal(report(ended).state, 'failed');
    const again = [...ended, `${exitStatus} 0`, `${kubeinit} in_progress`];
    assert.deepEqual(report(again), { state: 'waiting' });
    assert.deepEqual(report([...again, `${kubeinit} successful`]), { state: 'succeeded' });
  });

  test('of another plan is a failure: the image was made of a machine that had begun', () => {
    const message = 'another plan ran here before (old): the image holds what a first boot left';
    assert.deepEqual(report(['start old 7', 'exit old 0']), { state: 'failed', phase: 'start', message });
  });
});

test('the report of a job', () => {
  assert.deepEqual(jobReportOf(undefined), { state: 'absent' });
  assert.deepEqual(jobReportOf(journal(['start j 7'])), { state: 'absent' });
  assert.deepEqual(jobReportOf(journal(['start j 7'], true)), { state: 'running' });
  const done = ['start j 7', `output ${base64('/home *\n')}`, 'errors ', 'exit j 0'];
  assert.deepEqual(jobReportOf(journal(done)), { state: 'succeeded', output: '/home *' });
  const failed = ['start j 7', `output ${base64('out')}`, `errors ${base64('\u001b[31mno\n')}`, 'exit j 1'];
  assert.deepEqual(jobReportOf(journal(failed)), { state: 'failed', message: 'exit 1: [31mno' });
});

test('whatever a journal holds gives reports that are short and safe to show', () => {
  const word = fc.oneof(
    fc.constantFrom('start', 'exit', 'output', 'errors', 'abc', kubeinit, exitStatus, '0', '1', 'successful'),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.base64String({ maxLength: 9000 }),
  );
  const line = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.boolean(), (lines, running) => {
      const reports = [
        planReportOf(journal(lines, running), 'abc', none),
        jobReportOf(journal(lines, running)),
      ];
      for (const text of reports.map(wordsOf)) {
        assert.ok(text.length <= 9000);
        for (const line of text.split('\n')) assert.doesNotMatch(line, /\p{Cc}/u);
      }
    }),
  );
});

function wordsOf(report: GuestReport | JobReport): string {
  if (report.state === 'failed') return report.message;
  return report.state === 'succeeded' && 'output' in report ? report.output : '';
}
