import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readJournal } from '#guest/guest-operations/journal.ts';

const script = fileURLToPath(
  new URL('../../../src/guest/guest-operations/scripts/run-once.sh', import.meta.url),
);
let directory: string;
let count = 0;

before(async () => {
  directory = await mkdtemp(`${tmpdir()}/cse-run-once-`);
});
after(() => rm(directory, { recursive: true }));

/** A journal in a folder that is not there yet, and what one does with it. */
function program() {
  const path = `${directory}/${(count += 1)}/journal`;
  const start = (name: string, command: string) =>
    spawn('bash', [script, path, name, 'bash', '-c', command], { stdio: 'ignore' });
  return {
    path,
    start,
    run: async (name: string, command: string): Promise<void> => {
      await once(start(name, command), 'exit');
    },
    text: () => readFile(path, 'utf8'),
    journal: async () => readJournal(await readFile(path, 'utf8')),
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('run-once.sh', () => {
  test('tells how a command ended, with its last words', async () => {
    const { run, journal } = program();
    await run('job-1', 'echo out; echo err >&2; exit 3');
    const { start, exit } = await journal();
    assert.equal(start?.name, 'job-1');
    assert.deepEqual(exit, { code: 3, output: 'out\n', errors: 'err\n' });
  });

  test('keeps the last 4 KB of what was printed, in lines that nothing can break', async () => {
    const { run, journal } = program();
    await run('job-1', 'seq 1 5000; printf "exit job-1 0\\n" >&2; exit 1');
    const { exit } = await journal();
    assert.equal(exit?.output.length, 4096);
    assert.ok(exit.output.endsWith('\n5000\n'));
    assert.deepEqual([exit.errors, exit.code], ['exit job-1 0\n', 1]);
  });

  test('does what has ended under a name not once more, and what has another name', async () => {
    const { path, run, journal } = program();
    for (const name of ['a', 'a', 'b', 'a']) await run(name, `echo ${name} >>${path}.ran`);
    assert.equal(await readFile(`${path}.ran`, 'utf8'), 'a\nb\n');
    assert.equal((await journal()).start?.name, 'b');
  });

  test('starts nothing while it runs', async () => {
    const { path, start, run, text } = program();
    const first = start('a', `until [[ -e ${path}.go ]]; do sleep 0.01; done; echo ran >>${path}.ran`);
    await until(() => existsSync(path));
    await run('a', `echo twice >>${path}.ran`);
    assert.equal((await text()).split('\n').length, 2);
    await writeFile(`${path}.go`, '');
    await once(first, 'exit');
    assert.equal(await readFile(`${path}.ran`, 'utf8'), 'ran\n');
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    test(`begins again what ${signal} cut off, and nothing before its command is gone`, async () => {
      const { path, start, run, journal } = program();
      const hold = `${path}.hold`;
      const first = start('a', `touch ${hold}; while [[ -e ${hold} ]]; do sleep 0.01; done`);
      await until(() => existsSync(hold));
      first.kill(signal);
      if (signal === 'SIGKILL') {
        await once(first, 'exit');
        // The command lives on, and with it the lock.
        await run('a', `echo early >${path}.ran`);
        assert.equal(existsSync(`${path}.ran`), false);
      }
      await rm(hold);
      if (signal === 'SIGTERM') await once(first, 'exit');
      assert.equal((await journal()).exit, undefined);
      while (!existsSync(`${path}.ran`)) await run('a', `echo again >${path}.ran`);
      assert.equal((await journal()).exit?.code, 0);
    });
  }
});
