import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const worker = import.meta.resolve('#store/sqlite/worker.ts');

/** Outside of a thread the file only loads what it needs there. */
const listing = `
  import { registerHooks } from 'node:module';
  registerHooks({ load(url, context, next) { console.log(url); return next(url, context); } });
  await import(${JSON.stringify(worker)});
`;

it('loads no schemas of records into the thread that writes: a second zod takes eight megabytes', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', listing]);
  const loaded = stdout.trim().split('\n');
  assert.ok(loaded.includes(worker));
  assert.deepEqual(
    loaded.filter((url) => url.includes('/node_modules/zod/')),
    [],
  );
});
