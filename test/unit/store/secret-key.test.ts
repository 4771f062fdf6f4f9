import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { StoreUnavailable } from '#store/errors.ts';
import { loadSecretKey } from '#store/secret-key.ts';

async function makeFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'cse-key-'));
  const path = join(folder, 'secret.key');
  return { folder, path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

const load = (path: string, create = false) => loadSecretKey({ kind: 'file', path, create });

it('reads 32 bytes as base64 or hexadecimal digits', async () => {
  const key = randomBytes(32);
  for (const text of [key.toString('base64'), key.toString('base64url'), `${key.toString('hex')}\n`]) {
    assert.deepEqual(await loadSecretKey({ kind: 'text', text }), key);
  }
});

it('refuses a text that is no key, and says how to make one', async () => {
  for (const text of ['', 'password', randomBytes(16).toString('hex'), randomBytes(33).toString('base64')]) {
    await assert.rejects(
      () => loadSecretKey({ kind: 'text', text }),
      (error) => error instanceof StoreUnavailable && /openssl rand -base64 32/.test(error.message),
    );
  }
});

it('reads a file that only its owner can read, and no other', async () => {
  await using folder = await makeFolder();
  const key = randomBytes(32);
  await writeFile(folder.path, key.toString('base64'), { mode: 0o600 });
  assert.deepEqual(await load(folder.path), key);
  await chmod(folder.path, 0o640);
  await assert.rejects(() => load(folder.path), /mode 640.*chmod 600 .*secret\.key/);
});

it('names the file in every complaint', async () => {
  await using folder = await makeFolder();
  await assert.rejects(() => load(folder.path), /secret\.key does not exist/);
  await writeFile(folder.path, 'no key', { mode: 0o600 });
  await assert.rejects(() => load(folder.path, true), /secret\.key does not hold 32 bytes/);
  await assert.rejects(() => load(join(folder.path, 'below')), /below cannot be read \(ENOTDIR\)/);
  await assert.rejects(
    () => load(join(folder.folder, 'none', 'key'), true),
    /cannot be created \(ENOENT\); make the folder .*none$/,
  );
});

it('creates the file once, private and without leftovers, also when two ask at once', async () => {
  await using folder = await makeFolder();
  const keys = await Promise.all(Array.from({ length: 5 }, () => load(folder.path, true)));
  for (const key of keys) assert.deepEqual(key, keys[0]);
  assert.equal((await stat(folder.path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(folder.folder), ['secret.key']);
  assert.deepEqual(Buffer.from(await readFile(folder.path, 'utf8'), 'base64'), keys[0]);
  assert.deepEqual(await load(folder.path), keys[0]);
});
