import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const build = join(import.meta.dirname, '..', '..', 'build', 'conformance');

/** One check of the Go program. */
export interface Line {
  readonly passed: boolean;
  /** Its name, and why it failed. */
  readonly text: string;
}

/** Runs the program; it prints `ok NAME` or `not ok NAME: why`, one line for each check. */
export type GoProgram = (args: readonly string[]) => Promise<readonly Line[]>;

/**
 * Compiles the program on go-vcloud-director under a name of its own, since test files run side by side. Gives the
 * reason instead where there is no Go, or its modules cannot be had.
 */
export async function buildGoProgram(name: string): Promise<GoProgram | string> {
  const program = join(build, name);
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
  return (args) => linesOf(program, args);
}

async function linesOf(program: string, args: readonly string[]): Promise<readonly Line[]> {
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
