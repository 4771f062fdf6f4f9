import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { adoptionPlan } from '#workload/adoption-plan.ts';

const script = new URL('../../../src/workload/scripts/adopt.sh', import.meta.url).pathname;
const pki = { serviceAccount: { privateKey: 'private', publicKey: 'public' } };
const given = { clusterId: '2a000000-0000-4000-8000-000000000001', nodeName: 'mstr-ab12', pki };

test('a token is brought where the workers’ script wants one, and nowhere else', async () => {
  const token = '/var/lib/cse/join-token';
  const pathsOf = async (worker: string | undefined) =>
    (await adoptionPlan({ ...given, scripts: { worker } })).files.map(({ path }) => path);
  const always = ['/usr/local/lib/cse/node-job.sh', '/usr/local/lib/cse/adopt.sh'];
  assert.deepEqual(await pathsOf(undefined), always);
  assert.deepEqual(await pathsOf('kubeadm join'), always);
  assert.deepEqual(await pathsOf('kubeadm join --token {token}'), [...always, token]);
});

test('the same adoption is the same plan', async () => {
  const [one, two] = await Promise.all([
    adoptionPlan({ ...given, scripts: {} }),
    adoptionPlan({ ...given, scripts: {} }),
  ]);
  assert.equal(one.hash, two.hash);
  assert.notEqual((await adoptionPlan({ ...given, clusterId: 'other', scripts: {} })).hash, one.hash);
});

/** A control plane whose kubeadm knows these tokens and notes what it is asked. */
async function controlPlane(t: TestContext, files: { readonly token?: string; readonly known: string }) {
  const root = await mkdtemp(join(tmpdir(), 'cse-adopt-'));
  t.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'var/lib/cse'), { recursive: true });
  const token = join(root, 'var/lib/cse/join-token');
  if (files.token !== undefined) await writeFile(token, `${files.token}\n`);
  const kubeadm = `#!/bin/sh\necho "$*" >>"$CSE_ROOT/asked"\nif [ "$2" = list ]; then echo '${files.known}'; fi\n`;
  await writeFile(join(root, 'kubeadm'), kubeadm);
  await chmod(join(root, 'kubeadm'), 0o755);
  await writeFile(join(root, 'asked'), '');
  return {
    run: () =>
      spawnSync('bash', [script], {
        env: { PATH: `${root}:${process.env['PATH']}`, CSE_ROOT: root },
        encoding: 'utf8',
      }),
    asked: async () =>
      (await readFile(join(root, 'asked'), 'utf8')).replaceAll(root, '').split('\n').filter(Boolean),
    tokenLeft: () => readFile(token, 'utf8').catch(() => undefined),
  };
}

const list = 'token list --kubeconfig /etc/kubernetes/admin.conf';

test('the control plane is told a token that it does not know, once', async (t) => {
  const machine = await controlPlane(t, { token: 'abcdef.0123456789abcdef', known: 'TOKEN' });
  assert.equal(machine.run().status, 0);
  const create = 'token create abcdef.0123456789abcdef --ttl 0 --kubeconfig /etc/kubernetes/admin.conf';
  assert.deepEqual(await machine.asked(), [list, create]);
  assert.equal(await machine.tokenLeft(), undefined);
  assert.equal(machine.run().status, 0);
  assert.equal((await machine.asked()).length, 2);
});

test('a token that it knows is left as it is', async (t) => {
  const token = 'abcdef.0123456789abcdef';
  const machine = await controlPlane(t, { token, known: token });
  assert.equal(machine.run().status, 0);
  assert.deepEqual(await machine.asked(), [list]);
});

test('without a token nothing is done', async (t) => {
  const machine = await controlPlane(t, { known: '' });
  assert.equal(machine.run().status, 0);
  assert.deepEqual(await machine.asked(), []);
});
