import { homedir } from 'node:os';
import { runCommandLine } from './program.ts';

/** Soon enough for a cloud that is quick, seldom enough for one that is busy. */
const pollMs = { first: 500, most: 5_000, patience: 5 * 60_000 };

/** Runs the command line of this process and sets its exit code. */
export async function runProcess(): Promise<void> {
  process.stdout.on('error', endQuietly);
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    environment: process.env,
    homeDirectory: homedir(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    pollMs,
  });
}

/** Whoever reads our output may have had enough, as `head` has. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
