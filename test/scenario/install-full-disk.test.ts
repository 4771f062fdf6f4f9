import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { startCse } from '../support/cse-process.ts';
import { startEmptyCloud } from '../support/empty-cloud.ts';
import { noBroker } from '../support/simulated-cloud.ts';

const noSandbox = !bubblewrapUsable() && 'bubblewrap cannot make a sandbox here';

/** Everything that the service keeps is on one disk, which is too small for the image. */
describe('cse install on a disk that becomes full', { skip: noBroker || noSandbox }, () => {
  it('says so, and goes on when there is room', { timeout: 300_000 }, async () => {
    await using cloud = await startEmptyCloud();
    await cloud.offerSmallTemplate({}, { diskBytes: 9_000_000 });
    const disk = join(cloud.directory, 'disk');
    await mkdir(disk);
    await cloud.edit((config) => {
      config['store'] = {
        path: join(disk, 'cse.db'),
        secret_key_file: join(disk, 'cse.key'),
        cache_dir: join(disk, 'cache'),
      };
    });
    const small = ['bwrap', '--dev-bind', '/', '/', '--size', '5000000', '--tmpfs', disk];
    const words = ['install', '--ext', 'config'];
    const { code, stderr } = await startCse(cloud, words, small).ended;
    assert.equal(code, 1, stderr);
    assert.match(
      stderr,
      /^CSE Installation Error: the disk that holds the database .*cse\.db is full; free some space/m,
    );
    assert.match(stderr, /^ {2}then run the command again: it goes on from where it was$/m);
    assert.doesNotMatch(stderr, /\n {4}at /, 'no stack trace');
    const again = await startCse(cloud, words).ended;
    assert.equal(again.code, 0, again.stdout + again.stderr);
  });
});
