import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { emptyModel, startVcdsim, type Exchange, type Simulator } from 'vcdsim';
import { parse } from 'yaml';
import { originalCalls } from './original-calls.ts';
import { loadConfig } from '#config/load-config.ts';
import { createLogger } from '#telemetry/logger.ts';
import { startServer } from '../../src/main.ts';
import { amqpUrl, eventually, noBroker } from '../support/simulated-cloud.ts';
import { loginWords } from './conformance-cloud.ts';
import { openShell, type Ended, type Shell } from './original-client.ts';
import {
  addOwnSections,
  callsIn,
  originalUnusable,
  ownSubnets,
  runOriginal,
  serveFile,
  writeOriginalConfig,
} from './original-server.ts';
import { awaited } from './printed.ts';
import { smallOva } from './small-ova.ts';

const skip = noBroker || (await originalUnusable());

/** What the simulator says is there. */
interface Inventory {
  readonly vApps: readonly { readonly name: string; readonly metadata: Readonly<Record<string, string>> }[];
  readonly vms: readonly { readonly name: string }[];
  readonly catalogs: readonly {
    readonly name: string;
    readonly shared: boolean;
    readonly items: readonly { readonly name: string; readonly version: number; readonly status: number }[];
  }[];
  readonly services: readonly {
    readonly name: string;
    readonly exchange: string;
    readonly enabled: boolean;
  }[];
  readonly extensionRights: readonly string[];
}

describe('the original server of CSE 1.2.7', { skip, timeout: 900_000 }, () => {
  const exchange = `cse-${process.pid}`;
  const resources = new AsyncDisposableStack();
  let sim: Simulator;
  let shell: Shell;
  let alice: Shell;
  let directory: string;
  let exchanges: Exchange[] = [];

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cse-original-'));
    resources.defer(() => rm(directory, { recursive: true, force: true }));
    const ova = smallOva(12 * 2 ** 20);
    const images = resources.use(await serveFile(ova));
    const vCenterHost = `127.${200 + (process.pid % 50)}.${process.pid % 200}.1`;
    sim = resources.use(
      await startVcdsim({
        // Without one the tests are skipped.
        amqpUrl: amqpUrl as string,
        guests: 'sandbox',
        bootMs: 10,
        model: ownSubnets(emptyModel, vCenterHost),
        onExchange: (one) => void exchanges.push(one),
      }),
    );
    shell = await openShell({ version: '1.2.7', directory });
    alice = await openShell({ version: '1.2.7', directory });
    await alice.vcd([...loginWords(sim.url, 'alice', 'acme'), '-V', '29.0']);
    await writeOriginalConfig(shell, {
      vcdUrl: sim.url,
      amqpUrl: amqpUrl as string,
      exchange,
      vCenters: ['vc1'],
      ova: { url: images.url, sha256: ova.sha256 },
    });
  });
  after(() => resources.disposeAsync());

  async function inventory(): Promise<Inventory> {
    // vcdsim's own answer: its shape is documented there.
    return (await (await fetch(`${sim.url}/sim/inventory`)).json()) as Inventory;
  }

  it('makes a sample configuration', async () => {
    const { code, stderr } = await shell.cse('sample --output sample.yaml');
    assert.equal(code, 0, stderr);
    const sample: unknown = parse(await readFile(join(shell.home, 'sample.yaml'), 'utf8'));
    const own: unknown = parse(await readFile(join(shell.home, 'config.yaml'), 'utf8'));
    // Both are mappings.
    assert.deepEqual(Object.keys(own as object).toSorted(), Object.keys(sample as object).toSorted());
  });

  it('checks its configuration against broker, vCD and vCenter', async () => {
    const { stdout } = await shell.cse('check -c config.yaml');
    assert.match(stdout, /Connected to AMQP server/);
    assert.match(stdout, /Connected to vCloud Director/);
    assert.match(stdout, /Connected to vCenter Server 'vc1'/);
    assert.match(stdout, /Config file 'config.yaml' is valid/);
    const installed = await shell.cse('check -c config.yaml --check-install');
    assert.match(installed.stdout, /CSE is not registered to vCD/);
    assert.match(installed.stdout, /CSE installation is invalid/);
  });

  it('registers itself in an empty vCD, and makes and shares its catalog', async () => {
    const { code, stdout, stderr } = await shell.cse('install -c config.yaml --ext config --template none');
    assert.equal(code, 0, stdout + stderr);
    const { services, extensionRights, catalogs } = await inventory();
    assert.deepEqual(
      services.map(({ name, exchange: to, enabled }) => ({ name, to, enabled })),
      [{ name: 'cse', to: exchange, enabled: true }],
    );
    assert.deepEqual(extensionRights.toSorted(), ['{cse}:CSE NATIVE DEPLOY RIGHT', '{cse}:PKS DEPLOY RIGHT']);
    assert.deepEqual(
      catalogs.map(({ name, shared }) => ({ name, shared })),
      [{ name: 'cse', shared: true }],
    );
  });

  it('finds on a second installation what the first has made', async () => {
    const { code, stdout } = await shell.cse('install -c config.yaml --ext config --template none');
    assert.equal(code, 0, stdout);
    assert.match(stdout, /CSE is registered to vCD and has same settings as config file/);
    assert.match(stdout, /Right: CSE NATIVE DEPLOY RIGHT already exists in vCD/);
    assert.match(stdout, /Found catalog 'cse'/);
    const check = await shell.cse('check -c config.yaml --check-install');
    assert.match(check.stdout, /CSE on vCD is currently enabled/);
    assert.match(check.stdout, /Template 'photon-k8s' not found in catalog 'cse'/);
  });

  it('makes its template: upload, temporary vApp, customization through vCenter, capture', async () => {
    const { code, stdout, stderr } = await shell.cse('install -c config.yaml --ext config');
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /customization completed/);
    const { catalogs, vApps } = await inventory();
    assert.deepEqual(
      catalogs[0]?.items.map(({ name, version, status }) => ({ name, version, status })),
      [
        { name: 'photon.ova', version: 1, status: 8 },
        { name: 'photon-k8s', version: 1, status: 8 },
      ],
    );
    assert.deepEqual(vApps, [], 'the temporary vApp is gone');
    const check = await shell.cse('check -c config.yaml --check-install');
    assert.match(check.stdout, /CSE installation is valid/);
  });

  it('runs, and a tenant makes a cluster with two workers, uses it and deletes it', async (t) => {
    await using original = await runOriginal(shell);
    const counted = async (operation: keyof typeof originalCalls, words: string): Promise<Ended> => {
      exchanges = [];
      const ended = await alice.vcd(words);
      const { calls, polls } = callsIn(exchanges);
      t.diagnostic(`${operation}: ${calls} calls of vCD by the original, and ${polls} polls`);
      assert.equal(calls, originalCalls[operation], operation);
      return ended;
    };
    const created = awaited(await counted('create', 'cse cluster create c1 -n acme-net -N 2'));
    assert.equal(created.result, 'success', `${created.message}\n${original.printed()}`);
    const { vApps, vms } = await inventory();
    assert.deepEqual(Object.keys(vApps[0]?.metadata ?? {}).toSorted(), [
      'cse.cluster.id',
      'cse.master.ip',
      'cse.template',
      'cse.version',
    ]);
    assert.deepEqual(vms.map(({ name }) => name.slice(0, 4)).toSorted(), ['mstr', 'node', 'node']);
    const listed = await counted('list', 'cse cluster list');
    assert.match(listed.stdout, / 3 +c1 +POWERED_ON +photon-v2 +acme-vdc$/m);
    await counted('info', 'cse cluster info c1');
    const config = await counted('config', 'cse cluster config c1');
    assert.match(config.stdout, /certificate-authority-data:/);
    const more = awaited(await alice.vcd('cse node create c1 -n acme-net -N 1'));
    assert.deepEqual([more.result, more.message], ['success', undefined]);
    const gone = awaited(await counted('delete', 'cse cluster delete c1 -y'));
    assert.deepEqual([gone.result, gone.message], ['success', undefined]);
    assert.deepEqual((await inventory()).vApps, []);
  });

  it('leaves a cluster behind that this server, with the same configuration, shows and deletes', async () => {
    {
      await using original = await runOriginal(shell);
      const created = awaited(await alice.vcd('cse cluster create c2 -n acme-net -N 1'));
      assert.equal(created.result, 'success', `${created.message}\n${original.printed()}`);
    }
    const { config } = await loadConfig(await addOwnSections(shell));
    const log = createLogger({ level: process.env['CSE_TEST_LOG'] ?? 'silent' });
    await using server = await startServer(config, { log, configFile: join(shell.home, 'own.yaml') });
    const { telemetryUrl } = server;
    await eventually(
      async () => (await fetch(`${telemetryUrl}/readyz`)).ok || undefined,
      'the server is ready',
    );
    const listed = await alice.vcd('cse cluster list');
    assert.match(listed.stdout, / 2 +c2 +POWERED_ON +photon-v2 +acme-vdc$/m);
    const info = await alice.vcd('cse cluster info c2');
    assert.match(info.stdout, /^nodes +.*'name': 'node-/m, info.stdout + info.stderr);
    const gone = awaited(await alice.vcd('cse cluster delete c2 -y'));
    assert.deepEqual([gone.result, gone.message], ['success', undefined]);
    assert.deepEqual((await inventory()).vApps, []);
  });
});
