import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { growWithWork, stayLean } from './light-start.js';
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
    workingDirectory: process.cwd(),
    ask: process.stdin.isTTY && process.stdout.isTTY ? askOnTerminal : undefined,
    readInput: () => text(process.stdin),
    clock: () => new Date(),
    signals: process,
    async openSite(config, options) {
      const { openSite } = await import('#wiring/open-site.ts');
      return openSite(config, options);
    },
    async startServer(config, options) {
      growWithWork();
      stayLean();
      const { startServer } = await import('#main.ts');
      return startServer(config, options);
    },
  });
  setTimeout(() => process.exit(), lingerMs).unref();
}

async function askOnTerminal(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question, { signal });
  } finally {
    terminal.close();
  }
}

/** Whoever reads our output may have had enough, as `head` has. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
