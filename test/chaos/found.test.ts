import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fault } from '../support/faults.ts';
import { forgetfulness } from './forgetfulness.ts';
import { Play } from './play.ts';
import { scenarios } from './scenarios.ts';
import { perform } from './sweep.ts';

/** What the sweep has found, played without a death: docs/guides/reliability.md tells of each. */
describe('what the crash sweep has found', () => {
  it('first-boot data of a node that is powered on late outlive the boot of another', async () => {
    const scaleUp = scenarioNamed('scale up');
    await using play = await Play.open({ seed: 1, patienceMs: 1_200_000 });
    await scaleUp.prepare(play);
    // Of two new nodes one gets its power a quarter of a minute after the other.
    const late = fault({ operation: 'vappDeploy', effect: 'delay', delayMs: 15_000, count: 1 });
    play.stage.sim.setFaults([late]);
    await scaleUp.act(play);
    await play.settles('both have joined', scaleUp.isDone);
  });

  it('a vApp that vCD is at work on is not asked again for what it does already', async () => {
    const build = scenarioNamed('template build');
    await using play = await Play.open({ seed: 1, ...build.stage });
    play.stage.sim.setFaults([fault({ operation: 'vappDeploy', effect: 'delay', delayMs: 60_000 })]);
    await perform(play, build);
    const asked = play.stage.trace.filter((line) => line.includes('/power/action/powerOn'));
    assert.equal(asked.length, 1, asked.join('\n'));
  });

  it('an upload whose name is taken is asked for again at leisure', async () => {
    const build = scenarioNamed('template build');
    const between = forgetfulness['uploads without looking for the half-made item'];
    await using play = await Play.open({ seed: 1, ...build.stage, between, patienceMs: 1_000_000 });
    await build.act(play);
    const isBegun = () => play.stage.trace.some((line) => line.includes('/action/upload 201'));
    assert.ok(await play.stage.eventually(isBegun, 60_000, 100));
    play.stage.kill();
    await play.stage.until(play.restart());
    await play.stage.pass(600_000);
    const refused = play.stage.trace.filter((line) => line.includes('/action/upload 400')).length;
    assert.ok(refused > 0 && refused < 60, `asked ${refused} times within ten minutes`);
  });
});

function scenarioNamed(name: string) {
  const scenario = scenarios.find((each) => each.name === name);
  assert.ok(scenario);
  return scenario;
}
