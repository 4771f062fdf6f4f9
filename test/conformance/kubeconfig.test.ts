import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { findKubectl, runKubectl } from '../../scripts/simulated/kubectl.ts';
import { requestCluster } from '../support/cluster-requests.ts';
import { quickGuests } from '../support/simulated-cloud.ts';
import { notReady, startConformance, type ConformanceCloud } from './conformance-cloud.ts';
import type { Shell } from './original-client.ts';
import { assertRefused } from './printed.ts';

/** Numbers are those of the conformance checks of the contract of CSE 1.2.7. */
describe('the kubeconfig by the original client', { skip: notReady() }, () => {
  const guests = quickGuests({ workloadApi: true });
  let cloud: ConformanceCloud;
  let alice: Shell;
  let body = '';
  before(async () => {
    cloud = await startConformance({ guests });
    alice = await cloud.shellOf('alice', 'acme');
    const task = await (await requestCluster(cloud.alice, 'c1', { template: 'photon-5' })).ended();
    assert.equal(task.status, 'success', task.error);
    body = (await cloud.alice.call('GET', '/api/cse/c1/config', undefined, 'text/x-yaml;version=31.0')).text;
  });
  after(async () => {
    await cloud[Symbol.asyncDispose]();
    await guests[Symbol.asyncDispose]();
  });

  it('on the wire one JSON string without escapes but those of line ends', () => {
    assert.equal(body.at(0), '"');
    assert.equal(body.at(-1), '"');
    assert.doesNotMatch(body, /\n/);
    assert.equal(typeof JSON.parse(body), 'string');
    assert.doesNotMatch(body.replaceAll('\\n', ''), /\\/);
  });

  it('printed as it is, with one line end more, also in JSON [check 25]', async () => {
    const { code, stdout, stderr } = await alice.vcd('cse cluster config c1');
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(stdout, `${JSON.parse(body)}\n`);
    assert.equal((await alice.vcd('--json cse cluster config c1')).stdout, stdout);
  });

  const kubectl = findKubectl();
  it(
    'kubectl shows the nodes [check 25]',
    { skip: kubectl === undefined && 'there is no kubectl' },
    async () => {
      const file = join(cloud.directory, 'kubeconfig');
      await writeFile(file, (await alice.vcd('cse cluster config c1')).stdout, { mode: 0o600 });
      const printed = await runKubectl(kubectl ?? '', file, ['get', 'nodes', '--no-headers']);
      const nodes = printed
        .trim()
        .split('\n')
        .map((line) => line.split(/ +/).slice(0, 3).join(' '));
      assert.deepEqual(nodes.map((node) => node.replace(/-\w{4} /, '-xxxx ')).toSorted(), [
        'mstr-xxxx Ready control-plane',
        'node-xxxx Ready <none>',
        'node-xxxx Ready <none>',
      ]);
    },
  );

  it('a cluster whose template is offered no more has none to show [check 27]', async () => {
    await cloud.stopServer();
    const config = parse(await readFile(cloud.configPath, 'utf8'));
    config.broker.templates = config.broker.templates.filter(
      ({ name }: { name: string }) => name !== 'photon-5',
    );
    await writeFile(cloud.configPath, stringify(config), { mode: 0o600 });
    await cloud.startServer();
    assertRefused(await alice.vcd('cse cluster config c1'), 'Template photon-5 not found');
  });
});
