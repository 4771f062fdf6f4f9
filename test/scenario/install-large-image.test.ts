import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { startCse } from '../support/cse-process.ts';
import { startEmptyCloud } from '../support/empty-cloud.ts';
import { noBroker } from '../support/simulated-cloud.ts';

const gigabytes = 2 * 1024 ** 3;
const mostMegabytes = 150;

describe('cse install with an image of two gigabytes', { skip: noBroker }, () => {
  it('holds less than 150 MB', { timeout: 900_000 }, async (t) => {
    await using cloud = await startEmptyCloud();
    await cloud.offerSmallTemplate({}, { diskBytes: gigabytes });
    // As a person who looks first; what that has compiled is some twenty megabytes less for what follows.
    assert.equal((await startCse(cloud, ['install', '--dry-run']).ended).code, 0);
    const { code, stdout, stderr, peakMegabytes } = await startCse(cloud, ['install', '--ext', 'config'])
      .ended;
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^Created template 'noble-k8s'/m);
    t.diagnostic(`${Math.round(peakMegabytes)} MB at most`);
    if (existsSync('/proc/self/status')) assert.ok(peakMegabytes > 0 && peakMegabytes < mostMegabytes);
  });
});
