import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Server } from '../../src/main.ts';
import { noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';
import { openTenantShell, type Ended, type TenantShell } from '../support/tenant-shell.ts';

describe('the provider’s commands, by our own client', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let server: Server;
  let administrator: TenantShell;
  let alice: TenantShell;
  before(async () => {
    cloud = await startCloud();
    server = await cloud.startServer();
    [administrator, alice] = await Promise.all([
      openTenantShell(cloud.directory),
      openTenantShell(cloud.directory),
    ]);
    await administrator.run(`login ${cloud.sim.url} System administrator -p secret`);
    await alice.run(`login ${cloud.sim.url} acme alice -p secret`);
  });
  after(() => cloud[Symbol.asyncDispose]());

  const status = async () => JSON.parse((await administrator.run('system info -o json')).stdout).status;

  it('system info: three properties for a tenant, nine for a system administrator [check 64]', async () => {
    const properties = ({ stdout }: Ended) =>
      stdout
        .split('\n')
        .slice(2, -1)
        .map((line) => line.split(' ')[0]);
    assert.deepEqual(properties(await alice.run('system info')), ['description', 'product', 'version']);
    assert.deepEqual(properties(await administrator.run('system info')), [
      'all_threads',
      'config_file',
      'consumer_threads',
      'description',
      'product',
      'python',
      'requests_in_progress',
      'status',
      'version',
    ]);
  });

  it('ovdc enablek8s, infok8s, disablek8s [check 71]', async () => {
    const provider = async () =>
      JSON.parse((await administrator.run('--json ovdc infok8s acme-vdc -o acme')).stdout).container_provider;
    assert.equal(await provider(), null);
    const enabled = await administrator.run('ovdc enablek8s acme-vdc -c vcd -o acme');
    assert.match(enabled.stdout, /task: [0-9a-f-]{36}, .*, result: success\n$/);
    assert.deepEqual([enabled.code, await provider()], [0, 'vcd']);
    assert.equal((await administrator.run('ovdc disablek8s acme-vdc -o acme')).code, 0);
    assert.equal(await provider(), null);
    const ended = await alice.run('ovdc infok8s acme-vdc');
    assert.deepEqual([ended.code, ended.stderr], [1, 'Error: Unauthorized operation\n']);
  });

  it('system stop of a service that is enabled, and system disable of a tenant, are refused [checks 66, 68]', async () => {
    const early = await administrator.run('system stop -y');
    const refusal = 'Error: Cannot stop CSE while is enabled. Disable the service first.\n';
    assert.deepEqual([early.code, early.stdout, early.stderr], [1, '', refusal]);
    const tenant = await alice.run('system disable');
    assert.equal(tenant.code, 1);
    assert.match(tenant.stderr, /^Error: Unauthorized/);
    assert.equal(await status(), 'Running');
  });

  it('system disable, enable, disable, stop, and the server ends [checks 65, 67]', async () => {
    for (const [words, after] of [
      ['system disable', 'Disabled'],
      ['system enable', 'Running'],
      ['system disable', 'Disabled'],
    ] as const) {
      assertPrinted(await administrator.run(words), told('Updated'));
      assert.equal(await status(), after);
    }
    const refused = await alice.run('cluster list');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^Error: CSE service is disabled\. Contact the System Administrator\.\n/);
    assertPrinted(await administrator.run('system stop -y'), told('CSE graceful shutdown started.'));
    await server.drained;
  });
});

function told(message: string): readonly string[] {
  return ['property    value', `----------  ${'-'.repeat(message.length)}`, `message     ${message}`];
}

function assertPrinted({ stdout, stderr, code }: Ended, lines: readonly string[]): void {
  assert.deepEqual([stdout, stderr, code], [[...lines, ''].join('\n'), '', 0]);
}
