import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { samplePlans } from '../../support/boot-plans.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const absent = spawnSync('shellcheck', ['--version']).error !== undefined;
const skip = absent ? 'shellcheck is not installed' : false;

test('shellcheck finds nothing in our scripts', { skip }, () => {
  for (const directory of ['src/workload/scripts', 'src/guest/guest-operations/scripts', 'scripts']) {
    const files = readdirSync(`${repository}${directory}`).filter((file) => file.endsWith('.sh'));
    assert.ok(files.length > 0);
    const { status, stdout } = spawnSync('shellcheck', files, { cwd: `${repository}${directory}` });
    assert.equal(status, 0, stdout.toString());
  }
});

test('shellcheck finds nothing in what cloud-init is told to run', { skip }, async () => {
  const plans = await samplePlans(new Date());
  for (const plan of [plans.controlPlane, plans.worker]) {
    const commands = [...plan.commands, plan.program].map((words) => words.join(' '));
    const input = `#!/bin/sh\n${commands.join('\n')}\n`;
    const { status, stdout } = spawnSync('shellcheck', ['-'], { input });
    assert.equal(status, 0, stdout.toString());
  }
});
