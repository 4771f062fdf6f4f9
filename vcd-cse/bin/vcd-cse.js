#!/usr/bin/env node
import { existsSync } from 'node:fs';

const [major] = process.versions.node.split('.').map(Number);
if (major < 22) {
  process.stderr.write(`vcd-cse: this needs Node 22.12 or newer and runs on ${process.versions.node}\n`);
  process.exit(1);
}
// A package carries JavaScript; a checkout has the sources only, which Node runs as they are outside of node_modules.
const packed = new URL('../dist/main.js', import.meta.url);
const { runProcess } = await import(existsSync(packed) ? packed.href : '../src/main.ts');
await runProcess();
