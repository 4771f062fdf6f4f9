import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openLogFile } from '#telemetry/log-file.ts';

describe('the log file', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cse-log-'));
  });
  after(() => rm(directory, { recursive: true }));

  it('goes on where it was, and nobody but owner and group may read it', async () => {
    const path = join(directory, 'cse.log');
    for (const line of ['one\n', 'two\n']) {
      await using file = openLogFile(path, assert.fail);
      file.write(line);
    }
    assert.equal(await readFile(path, 'utf8'), 'one\ntwo\n');
    assert.equal((await stat(path)).mode & 0o777, 0o640);
  });

  it('begins anew after 8 MiB and keeps ten old ones', async () => {
    const folder = await mkdtemp(join(directory, 'many-'));
    const chunk = `${'x'.repeat(4 * 1024 * 1024 - 1)}\n`;
    {
      await using file = openLogFile(join(folder, 'cse.log'), assert.fail);
      for (let count = 0; count < 25; count += 1) file.write(chunk);
      file.write('the last line\n');
    }
    const files = (await readdir(folder)).toSorted();
    assert.equal(files.length, 11, files.join(' '));
    assert.ok(files.includes('cse.log.1') && files.includes('cse.log.10'));
    assert.match(await readFile(join(folder, 'cse.log'), 'utf8'), /the last line\n$/);
  });

  it('complains where it cannot be written, and throws nothing', async () => {
    const complaints: string[] = [];
    {
      await using file = openLogFile('/dev/null/cse.log', (error) => complaints.push(error.message));
      file.write('nowhere\n');
    }
    assert.ok(complaints.length > 0);
    assert.match(complaints[0] ?? '', /ENOTDIR/);
  });
});
