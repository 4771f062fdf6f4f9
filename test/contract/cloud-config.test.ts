import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cloudConfig } from '#guest/guestinfo/cloud-config.ts';
import { samplePlans } from '../support/boot-plans.ts';

const script = fileURLToPath(new URL('../../scripts/cloud-init-schema.sh', import.meta.url));
const cannotCheck = 77;
let directory: string;

before(async () => {
  directory = await mkdtemp(`${tmpdir()}/cse-cloud-config-`);
});
after(() => rm(directory, { recursive: true }));

async function check(name: string, document: string) {
  const file = `${directory}/${name}`;
  await writeFile(file, document);
  const { status, stdout, stderr } = spawnSync(script, [file]);
  return { status, output: `${stdout.toString()}${stderr.toString()}`.trim() };
}

test('cloud-init takes the user data of both roles, and not just anything', async (context) => {
  const plans = await samplePlans(new Date());
  for (const [name, plan] of Object.entries(plans)) {
    const { status, output } = await check(`${name}.yaml`, cloudConfig(plan));
    if (status === cannotCheck) {
      context.skip(output);
      return;
    }
    assert.equal(status, 0, output);
    assert.match(output, /Valid cloud-config/);
  }
  const wrong = await check('wrong.yaml', '#cloud-config\nwrite_files: {path: content}\n');
  assert.equal(wrong.status, 1);
  assert.match(wrong.output, /is not of type 'array'/);
});
