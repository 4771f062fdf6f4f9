import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addresses } from './guests-fixtures.ts';
import { Machine, newClusters } from './guests-kubeadm-machine.ts';

describe('kubeadm without a configuration file', { timeout: 300_000 }, () => {
  test('a cluster is made and joined by flags, with tokens that it makes', async () => {
    await using clusters = await newClusters();
    const [first, second, third] = addresses();
    const one = new Machine(clusters, 'one', first);
    const made = await one.kubeadm(
      'init',
      '--kubernetes-version=v1.10.11',
      '--apiserver-cert-extra-sans=a.test',
    );
    assert.equal(made.code, 0, made.said);
    const command = one.printed.at(-1)?.split(' ') ?? [];
    assert.deepEqual(command.slice(0, 4), ['kubeadm', 'join', `${first}:6443`, '--token']);
    const two = new Machine(clusters, 'two', second);
    assert.deepEqual(await two.kubeadm(...command.slice(1)), { code: 0, said: '' });

    assert.equal((await one.kubeadm('token', 'create')).code, 0);
    const token = one.printed.at(-1) ?? '';
    assert.match(token, /^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    const three = new Machine(clusters, 'three', third);
    const join = ['join', '--token', token, `${first}:6443`];
    const unpinned = await three.kubeadm(...join);
    assert.match(unpinned.said, /pass --discovery-token-unsafe-skip-ca-verification/);
    const joined = await three.kubeadm(
      ...join,
      '--discovery-token-unsafe-skip-ca-verification',
      '--node-name=3rd',
    );
    assert.equal(joined.code, 0, joined.said);

    one.printed.length = 0;
    await one.kubeadm('token', 'list');
    assert.ok(one.printed.includes(token));
    await one.kubeadm('token', 'delete', token);
    one.printed.length = 0;
    await one.kubeadm('token', 'list');
    assert.ok(!one.printed.includes(token));
    await one.kubeadm('token', 'create', '--print-join-command');
    assert.match(
      one.printed.at(-1) ?? '',
      /^kubeadm join .* --discovery-token-ca-cert-hash sha256:[0-9a-f]{64}$/,
    );
  });

  test('what cannot be is refused, and tokens are not printed when they must not be', async () => {
    await using clusters = await newClusters();
    const [first] = addresses();
    const machine = new Machine(clusters, 'one', first);
    assert.match((await machine.kubeadm('join', first)).said, /bootstrapToken or file must be set/);
    assert.match((await machine.kubeadm('token', 'create')).said, /failed to load admin kubeconfig/);
    assert.equal(
      (await machine.kubeadm('init', '--kubernetes-version=1.36.1', '--skip-token-print')).code,
      0,
    );
    assert.ok(!machine.printed.join('\n').includes('--token'));
    assert.match((await machine.kubeadm('token', 'create', 'short')).said, /was not of the form/);
    assert.match((await machine.kubeadm('token', 'renew')).said, /unknown command "renew"/);
  });
});
