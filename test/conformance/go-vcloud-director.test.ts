import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startVcdsim } from 'vcdsim';

const run = promisify(execFile);
const build = join(import.meta.dirname, '..', '..', 'build', 'conformance');
const program = join(build, 'go-vcloud-director');

/** Compiles the Go program; gives the reason instead where there is no Go, or its modules cannot be had. */
async function notBuilt(): Promise<string | false> {
  const cwd = join(import.meta.dirname, 'go');
  // What the machine's own caches hold is left alone, and what they lack is kept with the rest of the build.
  const env = { ...process.env, GOCACHE: join(build, 'go-cache'), GOFLAGS: '-buildvcs=false -mod=readonly' };
  try {
    await run('go', ['version']);
  } catch {
    return 'Go is not installed';
  }
  try {
    await run('go', ['mod', 'download'], { cwd, env });
  } catch (error) {
    return `the modules of go-vcloud-director cannot be had: ${String(error).slice(0, 300)}`;
  }
  await mkdir(build, { recursive: true });
  await run('go', ['build', '-o', program, '.'], { cwd, env });
  return false;
}

interface Line {
  readonly passed: boolean;
  readonly text: string;
}

/** What the program printed: `ok NAME` or `not ok NAME: why`, one line for each check. */
async function checkAgainst(apiVersion: string | undefined): Promise<readonly Line[]> {
  await using sim = await startVcdsim({ seed: 7, tls: true });
  const args = ['-url', sim.url, ...(apiVersion === undefined ? [] : ['-api-version', apiVersion])];
  const { stdout, stderr } = await run(program, args).catch(
    (ended: { stdout: string; stderr: string }) => ended,
  );
  const lines = stdout.split('\n').flatMap((line) => {
    const found = /^(not )?ok (.*)$/.exec(line);
    return found ? [{ passed: found[1] === undefined, text: found[2] ?? '' }] : [];
  });
  assert.ok(lines.length > 0, `the program said nothing: ${stderr}`);
  return lines;
}

/** The library chooses 37.0 by itself; the others are those that it raises single calls to, or is told to use. */
const versions = [undefined, '36.3', '38.1', '39.0'];

describe('go-vcloud-director', { skip: await notBuilt(), concurrency: true }, () => {
  for (const version of versions) {
    it(`works at ${version === undefined ? 'its own version' : `version ${version}`}`, async (t) => {
      for (const { passed, text } of await checkAgainst(version)) {
        await t.test(text, () => {
          assert.ok(passed, text);
        });
      }
    });
  }
});
