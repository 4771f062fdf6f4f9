import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { emptyModel, startVcdsim, type ModelInput, type Simulator } from 'vcdsim';
import { parse } from 'yaml';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { amqpUrl, noBroker } from '../support/simulated-cloud.ts';
import { clientMissing, openShell, type Shell } from './original-client.ts';
import { mayListenOn443, serveFile, writeOriginalConfig } from './original-server.ts';
import { smallOva } from './small-ova.ts';

const skip =
  noBroker ||
  clientMissing('1.2.7') ||
  (!bubblewrapUsable() && 'bubblewrap cannot make sandboxes here') ||
  (!(await mayListenOn443()) && 'port 443 may not be used, and the original knows no other for vCenter');

/** Addresses that no other test hands out at the same time. */
function ownSubnets(model: ModelInput, vCenterHost: string): ModelInput {
  const number = (from: number, to: number) => from + Math.floor(Math.random() * (to - from));
  return {
    ...model,
    orgs: (model.orgs ?? []).map((org) => ({
      ...org,
      vdcs: (org.vdcs ?? []).map((vdc) => ({
        ...vdc,
        networks: (vdc.networks ?? []).map((network) => {
          const net = `127.${number(20, 220)}.${number(0, 250)}`;
          return { ...network, gateway: `${net}.1`, ranges: [{ start: `${net}.10`, end: `${net}.250` }] };
        }),
      })),
    })),
    vCenters: [{ name: 'vc1', listen: { host: vCenterHost, port: 443 } }],
  };
}

/** What the simulator says is there. */
interface Inventory {
  readonly catalogs: readonly {
    readonly name: string;
    readonly shared: boolean;
  }[];
  readonly services: readonly {
    readonly name: string;
    readonly exchange: string;
    readonly enabled: boolean;
  }[];
  readonly extensionRights: readonly string[];
}

describe('the original server of CSE 1.2.7', { skip, timeout: 400_000 }, () => {
  const exchange = `cse-${process.pid}`;
  const resources = new AsyncDisposableStack();
  let sim: Simulator;
  let shell: Shell;

  before(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'cse-original-'));
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
      }),
    );
    shell = await openShell({ version: '1.2.7', directory });
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
});
