import { runCommandLine } from './program.ts';

/** Handles that somebody left open must not keep a finished command alive for longer than this. */
const lingerMs = 2_000;

/** Runs the command line of this process and sets its exit code. */
export async function runProcess(): Promise<void> {
  process.stdout.on('error', endQuietly);
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    environment: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    clock: () => new Date(),
    signals: process,
    async startServer(config, options) {
      const { startServer } = await import('#main.ts');
      return startServer(config, options);
    },
  });
  setTimeout(() => process.exit(), lingerMs).unref();
}

/** Whoever reads our output may have had enough, as `head` has. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
