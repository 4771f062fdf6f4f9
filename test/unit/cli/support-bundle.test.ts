import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { redacted } from '#cli/redacted.ts';
import { tarGzOf } from '#cli/tar-archive.ts';
import { writeServerConfig } from '../../../scripts/simulated/server-config.ts';
import { filesInArchive } from '../../support/archive.ts';
import { auditEntry } from '../../support/audit-entries.ts';
import { cliWorld } from '../../support/cli-world.ts';
import { newCluster } from '../../support/sample-cluster.ts';
import { makeSqliteHome } from '../../support/sqlite-home.ts';

it('is made from the database when the server is down, and says what is missing', async () => {
  await using home = await makeSqliteHome();
  {
    await using store = await home.open();
    await store.clusters.create(newCluster('c1'));
    await store.audit.append(auditEntry());
  }
  const log = `{"msg":"an old line","password":"canary-1"}\n`;
  await writeFile(join(home.folder, 'cse.log'), log);
  const config = await writeServerConfig({
    directory: home.folder,
    vcdUrl: 'http://127.0.0.1:1',
    amqpUrl: 'amqp://guest:canary-2@127.0.0.1:1',
    telemetry: '127.0.0.1:1',
  });
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace(/^telemetry:\n/m, '$&  log_file: cse.log\n'));
  const path = join(home.folder, 'bundle.tar.gz');
  const { code, stdout, stderr } = await cliWorld().run('support-bundle', '-c', config, '-o', path);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /bundle\.tar\.gz: 10 files\. Look through it/);
  assert.match(
    stderr,
    /service\.json: no server answers on .*\nwithout .*metrics\.txt: no server answers on http/,
  );
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  const files = await filesInArchive(path);
  const names = [
    'audit-verdict.json',
    'audit.jsonl',
    'clusters.json',
    'config.yaml',
    'events.json',
    'log.jsonl',
  ];
  const rest = ['metrics.txt.missing', 'service.json.missing', 'templates.json', 'versions.yaml'];
  assert.deepEqual([...files.keys()].toSorted(), [...names, ...rest]);
  assert.match(files.get('clusters.json') ?? '', /"name": "c1"/);
  assert.match(files.get('audit.jsonl') ?? '', /"actor":"olga"/);
  assert.match(files.get('audit-verdict.json') ?? '', /"state": "whole"/);
  assert.match(files.get('log.jsonl') ?? '', /"password":"\[redacted\]"/);
  assert.doesNotMatch([...files.values()].join('\n'), /canary-/);
});

it('says what is in the way', async () => {
  await using home = await makeSqliteHome();
  const config = await writeServerConfig({
    directory: home.folder,
    vcdUrl: 'http://127.0.0.1:1',
    amqpUrl: 'amqp://guest:guest@127.0.0.1:1',
  });
  const { run } = cliWorld();
  const without = await run('support-bundle', '-c', config);
  assert.deepEqual([without.code, /there is no database/.test(without.stderr)], [1, true]);
  await (await home.open())[Symbol.asyncDispose]();
  const nowhere = await run('support-bundle', '-c', config, '-o', join(home.folder, 'no', 'where.tar.gz'));
  assert.deepEqual([nowhere.code, /cannot write .*ENOENT/.test(nowhere.stderr)], [1, true]);
});

it('takes secrets out of a configuration by their keys, and out of addresses', () => {
  assert.deepEqual(
    redacted({
      amqp: { password: 'canary', host: 'broker' },
      vCenters: [{ username: 'u', password: 'canary', caFile: '/etc/ca.pem' }],
      store: { secretKeyFile: '/etc/cse.key' },
      operator: { tokenFile: '/etc/token', token: 'canary' },
      broker: { templates: [{ adminPassword: 'canary', sharedAdminPassword: true }] },
      mirrors: { urls: { 'https://a/': 'https://me:canary@mirror/' } },
    }),
    {
      amqp: { password: '[redacted]', host: 'broker' },
      vCenters: [{ username: 'u', password: '[redacted]', caFile: '/etc/ca.pem' }],
      store: { secretKeyFile: '/etc/cse.key' },
      operator: { tokenFile: '/etc/token', token: '[redacted]' },
      broker: { templates: [{ adminPassword: '[redacted]', sharedAdminPassword: true }] },
      mirrors: { urls: { 'https://a/': 'https://[redacted]@mirror/' } },
    },
  );
});

it('refuses names that an archive of this kind cannot hold', () => {
  assert.throws(() => tarGzOf([{ name: 'ä', text: '' }], new Date(0)), RangeError);
  assert.throws(() => tarGzOf([{ name: 'a'.repeat(101), text: '' }], new Date(0)), RangeError);
});
