import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { sandboxGuests } from 'vcdsim';
import { parse, stringify } from 'yaml';
import { loadConfig } from '#config/load-config.ts';
import { createLogger } from '#telemetry/logger.ts';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { leftovers } from '../../scripts/simulated/leftovers.ts';
import { createBody, loginTenant } from '../../scripts/simulated/tenant.ts';
import { startServer } from '../../src/main.ts';
import { cliWorld } from '../support/cli-world.ts';
import { startEmptyCloud, type ConfigDocument, type EmptyCloud } from '../support/empty-cloud.ts';
import { assertWireClean, eventually, noBroker, systemTime } from '../support/simulated-cloud.ts';

/** The way of a cloud administrator, command after command, with each way into guests. */
describe('from a vCD without the service to a tenant’s cluster and back', { skip: noBroker }, () => {
  it('by guestinfo', async (t) => {
    await using cloud = await startEmptyCloud();
    await cloud.offerSmallTemplate();
    await thereAndBack(cloud);
    assertWireClean(t, cloud.wire);
  });

  const noSandbox = !bubblewrapUsable() && 'bubblewrap cannot make a sandbox here';
  // Whole images, as the definitions of this release make them; only repositories and registries are played.
  for (const [backend, definition] of [
    ['guestinfo', 'photon-5-k8s-1.36'],
    ['guest-operations', 'ubuntu-24.04-k8s-1.36'],
  ] as const) {
    it(`by ${backend}, with an image of definition ${definition}`, { skip: noSandbox }, async (t) => {
      const guests = sandboxGuests({ clock: systemTime, bootMs: 20 });
      await using cloud = await startEmptyCloud({ vCenter: backend === 'guest-operations', guests });
      await cloud.offerTemplateOf(definition, { guest_backend: backend });
      await thereAndBack(cloud);
      await guests[Symbol.asyncDispose]();
      assertWireClean(t, cloud.wire);
    });
  }
});

async function thereAndBack(cloud: EmptyCloud): Promise<void> {
  await writeFromSample(cloud);
  const succeeds = async (...words: string[]) => {
    const { code, stdout, stderr } = await cloud.cse(...words);
    assert.equal(code, 0, `cse ${words.join(' ')}\n${stdout}\n${stderr}`);
    return stdout;
  };
  await succeeds('check');
  assert.match(await succeeds('install', '--ext', 'config'), /^Created template 'noble-k8s' from vApp/m);
  assert.match(await succeeds('install', '--ext', 'config'), /^Nothing had to be changed$/m);
  assert.match(await succeeds('check', '-i'), /^CSE installation is valid$/m);

  const { config } = await loadConfig(cloud.configPath);
  const log = createLogger({ level: process.env['CSE_TEST_LOG'] ?? 'silent' });
  {
    await using server = await startServer(config, { log, configFile: cloud.configPath });
    const ready = async () =>
      (await fetch(`${server.telemetryUrl}/readyz`).catch(() => undefined))?.ok || undefined;
    await eventually(ready, 'the server takes requests');
    assert.match(await succeeds('check'), /was answered by the running server \(\d+ ms\)$/m);
    const busy = await cloud.cse('install', '--ext', 'config', '--update');
    assert.equal(busy.code, 1);
    assert.match(busy.stderr, /another server is using the database .*\n {2}templates are made .* stop it/);
    await lifeOfACluster(cloud);
    const served = await cloud.cse('uninstall', '--yes', '--keep-templates');
    assert.equal(served.code, 1);
    assert.match(served.stderr, /a CSE server takes requests from the queue .*\n {2}stop it first/);
  }

  assert.match(await succeeds('uninstall', '--yes'), /^CSE is uninstalled$/m);
  const { services, catalogs, templates } = cloud.sim.inventory;
  assert.deepEqual([services.size, catalogs.size, templates.size], [0, 0, 0]);
  assert.equal((await leftovers(cloud.sim.url)).total, 0);
  const { stdout } = await cloud.cse('check', '-i');
  assert.match(stdout, /^AMQP exchange '.*' does not exist$/m);
}

/** `cse sample > config.yaml`, and an editor. */
async function writeFromSample(cloud: EmptyCloud): Promise<void> {
  // Both are configurations.
  const ours = parse(await readFile(cloud.configPath, 'utf8')) as ConfigDocument;
  const { stdout } = await cliWorld().run('sample');
  const sample = parse(stdout) as ConfigDocument;
  const sections = new Set([...Object.keys(sample), ...Object.keys(ours)]);
  const edited = [...sections].map((section) => [section, ours[section] ?? sample[section] ?? null]);
  await writeFile(cloud.configPath, stringify(Object.fromEntries(edited)), { mode: 0o600 });
}

async function lifeOfACluster({ sim }: EmptyCloud): Promise<void> {
  const alice = await loginTenant(sim.url, 'alice', 'acme');
  const done = async (method: string, path: string, body?: unknown) => {
    const answer = await alice.call(method, path, body);
    assert.equal(answer.status, 202, answer.text);
    const { task_href: href } = Object(answer.body) as { task_href: string }; // contract of CSE 1.2.7, section 3.8
    const task = await alice.waitForTask(href);
    assert.equal(task.status, 'success', task.error);
  };
  await done('POST', '/api/cse', createBody('c1', { node_count: 1, template: 'noble' }));
  await done('DELETE', '/api/cse/c1');
}
