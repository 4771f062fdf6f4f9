#!/usr/bin/env node
import { existsSync } from 'node:fs';

const [major] = process.versions.node.split('.').map(Number);
if (major < 22) {
  process.stderr.write(`vcd-cse: this needs Node 22.12 or newer and runs on ${process.versions.node}\n`);
  process.exit(1);
}
// A checkout has the sources, which Node runs as they are; a package carries JavaScript, for under node_modules it does not.
const sources = new URL('../src/main.ts', import.meta.url);
const { runProcess } = await import(existsSync(sources) ? sources.href : '../dist/main.js');
await runProcess();
