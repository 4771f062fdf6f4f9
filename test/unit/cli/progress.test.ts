import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LiveLine, ProgressLines, progressText } from '#cli/progress.ts';

const uploading = (done: number) => ({
  template: 'noble',
  phase: 'uploadingImage',
  message: '',
  moved: { done, total: 600e6 },
});

describe('progress of long work', () => {
  it('is a bar where bytes move, and words where not', () => {
    assert.equal(
      progressText(uploading(150e6)),
      'noble: uploading image [#####---------------] 25 % of 600 MB',
    );
    const waiting = { template: 'noble', phase: 'customizing', message: 'apt-get runs', moved: undefined };
    assert.equal(progressText(waiting), 'noble: customizing (apt-get runs)');
    assert.equal(progressText({ ...waiting, message: '' }), 'noble: customizing');
    assert.match(progressText(uploading(700e6)), /\[#{20}\] 100 %/);
    assert.equal(progressText({ ...waiting, phase: 'markingVApp', message: '' }), 'noble: marking vApp');
  });

  it('is a line for each phase and each tenth elsewhere than on a terminal', () => {
    const lines = new ProgressLines();
    const printed = [0, 1e6, 59e6, 61e6, 90e6, 600e6].map((done) => lines.next(uploading(done)));
    assert.deepEqual(
      printed.map((line) => line !== undefined),
      [true, false, false, true, false, true],
    );
  });

  it('is one line of all that is under way on a terminal, and fits it', () => {
    const live = new LiveLine();
    live.next(uploading(0), 200);
    const other = { template: 'photon', phase: 'powering', message: '', moved: undefined };
    assert.match(live.next(other, 200), /^noble: uploading image \[-+\] 0 % of 600 MB \| photon: powering$/);
    assert.equal(live.next(other, 30).length, 29);
    for (const unknown of [undefined, 0]) assert.match(live.next(other, unknown), /photon: powering$/);
  });
});
