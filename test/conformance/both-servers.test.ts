import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { sandboxGuests, type GuestDriver, type ModelInput } from 'vcdsim';
import { parse, stringify } from 'yaml';
import { bubblewrapUsable } from '../../scripts/simulated/bubblewrap.ts';
import { findKubectl, runKubectl } from '../../scripts/simulated/kubectl.ts';
import { cliWorld } from '../support/cli-world.ts';
import { assertEmpty } from '../support/cluster-facts.ts';
import { gone } from '../support/cluster-requests.ts';
import {
  amqpUrl,
  noBroker,
  startCloud,
  systemTime,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';
import { loginWords } from './conformance-cloud.ts';
import { clientMissing, openShell, type Shell } from './original-client.ts';
import { mayListenOn443, runOriginal, serveFile, writeOriginalConfig } from './original-server.ts';
import { awaited } from './printed.ts';
import { smallOva } from './small-ova.ts';

const skip =
  noBroker ||
  clientMissing('1.2.7') ||
  (!bubblewrapUsable() && 'bubblewrap cannot make sandboxes here') ||
  (!(await mayListenOn443()) && 'port 443 may not be used, and the original knows no other for vCenter');
const kubectl = findKubectl();

/** One vCD, one tenant with the original client, and the two servers one after the other. */
describe('the original server and ours', { skip, timeout: 600_000 }, () => {
  let cloud: SimulatedCloud;
  let guests: GuestDriver;
  let provider: Shell;
  let alice: Shell;
  before(async () => {
    guests = sandboxGuests({ clock: systemTime, bootMs: 10 });
    cloud = await startCloud({ guests, model: untouched });
    const ova = smallOva(2 ** 20);
    await using images = await serveFile(ova);
    provider = await openShell({ version: '1.2.7', directory: cloud.directory });
    await writeOriginalConfig(provider, {
      vcdUrl: cloud.sim.url,
      // Without one the tests are skipped.
      amqpUrl: amqpUrl as string,
      exchange: cloud.exchange,
      vCenters: ['vc1'],
      ova: { url: images.url, sha256: ova.sha256 },
    });
    const installed = await provider.cse('install -c config.yaml --ext config');
    assert.equal(installed.code, 0, installed.stdout + installed.stderr);
    await writeOurConfig(join(provider.home, 'config.yaml'), cloud.configPath);
    alice = await openShell({ version: '1.2.7', directory: cloud.directory });
    const login = await alice.vcd([...loginWords(cloud.sim.url, 'alice', 'acme'), '-V', '29.0']);
    assert.equal(login.code, 0, login.stderr);
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  const done = async (words: string) => {
    const task = awaited(await alice.vcd(words));
    assert.equal(task.result, 'success', task.message ?? words);
  };
  /** Names of the nodes that the client shows; the original answers nobody whose headers are spelt another way. */
  const nodesOf = async (cluster: string) => {
    const { stdout } = await alice.vcd(`--json cse node list ${cluster}`);
    return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
  };
  const workersOf = async (cluster: string) =>
    (await nodesOf(cluster)).filter((name) => name.startsWith('node-'));

  it('the original makes a cluster', async () => {
    await using original = await runOriginal(provider);
    const task = awaited(await alice.vcd('cse cluster create theirs -n acme-net -N 1'));
    assert.equal(task.result, 'success', `${task.message}\n${original.printed()}`);
  });

  it('ours lists it, takes it over when an operator says so, has its kubeconfig, adds a node, takes one away and deletes it [check 86]', async (t) => {
    await cloud.startServer();
    assert.match(
      (await alice.vcd('cse cluster list')).stdout,
      / 2 +theirs +POWERED_ON +photon-v2 +acme-vdc$/m,
    );
    const adoption = await cliWorld().run('adopt', 'theirs', '-c', cloud.configPath);
    assert.match(adoption.stdout, /^acme: cluster 'theirs' is taken over as it stands, with 2 nodes$/m);
    const [first = ''] = await workersOf('theirs');
    await assertReady(t, 'theirs');
    await done('cse node create theirs -n acme-net');
    await assertReady(t, 'theirs');
    await done(`cse node delete theirs ${first} -y`);
    assert.equal((await workersOf('theirs')).length, 1);
    await assertReady(t, 'theirs');
    await done('cse cluster delete theirs -y');
    await gone(cloud, 'theirs');
    await assertEmpty(cloud);
  });

  it('ours makes a cluster', async (t) => {
    await done('cse cluster create ours -n acme-net -N 1');
    await assertReady(t, 'ours');
    await cloud.stopServer();
  });

  it('the original lists it, has its kubeconfig, adds a node, takes one away and deletes it [check 86]', async (t) => {
    await using _original = await runOriginal(provider);
    assert.match((await alice.vcd('cse cluster list')).stdout, / 2 +ours +POWERED_ON +photon-v2 +acme-vdc$/m);
    await assertReady(t, 'ours');
    await done('cse node create ours -n acme-net');
    const workers = await workersOf('ours');
    assert.equal(workers.length, 2);
    await assertReady(t, 'ours');
    await done(`cse node delete ours ${workers[0] ?? ''} -y`);
    await done('cse cluster delete ours -y');
    await assertEmpty(cloud);
  });

  /** Fails unless the nodes of Kubernetes are those that the client shows, and ready. */
  async function assertReady(t: TestContext, cluster: string): Promise<void> {
    const { code, stdout, stderr } = await alice.vcd(['cse', 'cluster', 'config', cluster]);
    assert.equal(code, 0, stderr);
    if (kubectl === undefined) return t.diagnostic('kubectl is not installed: nodes were not listed');
    const file = join(cloud.directory, 'kubeconfig');
    await rm(file, { force: true });
    await writeFile(file, stdout, { mode: 0o600 });
    const printed = await runKubectl(kubectl, file, ['get', 'nodes', '--no-headers']);
    const nodes = printed
      .trim()
      .split('\n')
      .map((line) => line.split(/ +/).slice(0, 2).join(' '));
    const wanted = (await nodesOf(cluster)).map((name) => `${name} Ready`);
    assert.deepEqual(nodes.toSorted(), wanted.toSorted());
  }
});

/** A vCD that knows nothing of either, and a vCenter where the original looks for it. */
function untouched(model: ModelInput): ModelInput {
  const host = `127.${200 + (process.pid % 50)}.${process.pid % 200}.2`;
  return {
    ...model,
    orgs: (model.orgs ?? []).map((org) => ({ ...org, catalogs: [] })),
    services: [],
    vCenters: [{ name: 'vc1', listen: { host, port: 443 } }],
  };
}

/** The original's file for our server, with what only a test wants, and with passwords that the original knows. */
async function writeOurConfig(original: string, path: string): Promise<void> {
  const own = parse(await readFile(path, 'utf8'));
  const config = parse(await readFile(original, 'utf8'));
  Object.assign(config.broker.templates[0], { shared_admin_password: true });
  const { store, telemetry, limits, deadlines } = own;
  await writeFile(path, stringify({ ...config, store, telemetry, limits, deadlines }), { mode: 0o600 });
}
