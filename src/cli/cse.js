#!/usr/bin/env node
// Plain JavaScript, as what it imports by name: an older Node must understand it, and what compiles TypeScript within Node
// takes memory that is not needed where everything was compiled before.
import { nodeProblem } from './node-version.js';

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  const { startLightly } = await import('./light-start.js');
  startLightly(process.env);
  const { runProcess } = await import('./process.ts');
  await runProcess();
} else {
  process.stderr.write(`cse: ${problem}\n`);
  process.exitCode = 1;
}
