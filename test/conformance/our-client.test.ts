import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { requestCluster } from '../support/cluster-requests.ts';
import { quickGuests } from '../support/simulated-cloud.ts';
import { openTenantShell, type TenantShell } from '../support/tenant-shell.ts';
import { notReady, startConformance, type ConformanceCloud } from './conformance-cloud.ts';
import type { Shell } from './original-client.ts';

/** The same words to both clients, at the same cloud. */
describe('our own client prints what the original prints', { skip: notReady(), concurrency: 2 }, () => {
  let cloud: ConformanceCloud;
  let original: Shell;
  let ours: TenantShell;
  const guests = quickGuests();
  before(async () => {
    cloud = await startConformance({ guests });
    original = await cloud.shellOf('alice', 'acme');
    ours = await openTenantShell(cloud.directory);
    await ours.run(`login ${cloud.sim.url} acme alice -p secret`);
    const task = await (await requestCluster(cloud.alice, 'c1', { enable_nfs: true })).ended();
    assert.equal(task.status, 'success', task.error);
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  for (const words of ['cluster list', 'cluster info c1', 'node list c1', 'template list', 'system info']) {
    it(words, async () => {
      const [theirs, own] = await Promise.all([original.vcd(`cse ${words}`), ours.run(words)]);
      // The original begins a result with a carriage return, and pads cells at the end of lines.
      assert.equal(own.stdout, theirs.stdout.replace(/^\r/, '').replaceAll(/ +$/gm, ''));
      assert.deepEqual([own.code, own.stderr], [0, '']);
    });

    it(`${words}, in JSON`, async () => {
      const [theirs, own] = await Promise.all([
        original.vcd(`--json cse ${words}`),
        ours.run(`--json ${words}`),
      ]);
      // Colours, which the original believes in, end its document with another line.
      assert.equal(own.stdout, theirs.stdout.replace(/\n\n$/, '\n'));
    });
  }

  it('cluster config c1, to the byte', async () => {
    const [theirs, own] = await Promise.all([
      original.vcd('cse cluster config c1'),
      ours.run('cluster config c1'),
    ]);
    // Every answer has a certificate of its own.
    const steady = (text: string) => text.replaceAll(/(client-(?:key|certificate)-data: )\S+/g, '$1…');
    assert.equal(steady(own.stdout), steady(theirs.stdout));
  });

  for (const words of ['cluster info nope', 'cluster config nope', 'cluster delete nope -y']) {
    it(`the error of: ${words}`, async () => {
      const [theirs, own] = await Promise.all([original.vcd(`cse ${words}`), ours.run(words)]);
      const said = /^Error: .*$/m.exec(theirs.stderr)?.[0];
      assert.equal(own.stderr, `${said}\n`);
      assert.deepEqual([own.code, own.stdout], [1, '']);
    });
  }

  it('how a failed task ended', async () => {
    const [theirs, own] = await Promise.all([
      original.vcd('cse cluster create theirs -n nowhere'),
      ours.run('cluster create own -n nowhere'),
    ]);
    const end = (text: string) => /result: error, message: .*\n$/.exec(text)?.[0];
    assert.equal(end(own.stdout), end(theirs.stdout));
    assert.ok(end(own.stdout));
    assert.deepEqual([theirs.code, own.code], [0, 1]);
  });
});
