#!/usr/bin/env node
import { nodeProblem } from './node-version.ts';

// Everything else is imported after this check: an older Node would fail on its syntax with a text that helps nobody.
const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  const { runProcess } = await import('./process.ts');
  await runProcess();
} else {
  process.stderr.write(`cse: ${problem}\n`);
  process.exitCode = 1;
}
