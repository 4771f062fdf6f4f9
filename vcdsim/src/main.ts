#!/usr/bin/env node
import { vcdsimCommand } from './command-line.ts';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    stop.abort();
  });
}
try {
  await vcdsimCommand(stop.signal).parseAsync();
} catch (error) {
  process.stderr.write(`vcdsim: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
