import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCreateRequest } from '#api/bodies/create-request.ts';
import { createBody } from '../../../../scripts/simulated/tenant.ts';

const least = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 2 };

function parse(body: unknown) {
  return parseCreateRequest(Buffer.from(JSON.stringify(body)));
}

test('what the 1.2.7 client sends [check 30]', () => {
  const wish = parse(createBody('c1'));
  assert.deepEqual(wish, {
    ...least,
    cpu: null,
    memory: null,
    storage_profile: null,
    ssh_key: null,
    template: null,
    enable_nfs: false,
    rollback: true,
  });
});

test('an older client leaves keys out: no sizes, no NFS, and no rollback', () => {
  const { enable_nfs, rollback, cpu, template } = parse(least);
  assert.deepEqual(
    { enable_nfs, rollback, cpu, template },
    { enable_nfs: false, rollback: false, cpu: null, template: null },
  );
});

test('no workers, less than none, and keys that nobody knows', () => {
  assert.equal(parse({ ...least, node_count: 0 }).node_count, 0);
  assert.equal(parse({ ...least, node_count: -3 }).node_count, 0);
  assert.equal(parse({ ...least, colour: 'red' }).name, 'c1');
});

test('a refusal names the key and what it may be', () => {
  const table: readonly [unknown, RegExp][] = [
    [{ ...least, name: undefined }, /^'name' is missing: it must be a string, the name of the cluster\.$/],
    [{ ...least, vdc: null }, /^'vdc' must be a string, the name of an organization VDC\.$/],
    [{ ...least, node_count: '2' }, /^'node_count' must be a whole number of worker nodes\.$/],
    [{ ...least, node_count: 1.5 }, /^'node_count' must be a whole number/],
    [{ ...least, node_count: 1001 }, /^'node_count' must be at most 1000\.$/],
    [{ ...least, cpu: 0 }, /^'cpu' must be a positive whole number of virtual CPUs, or null/],
    [{ ...least, memory: '4G' }, /^'memory' must be a positive whole number of megabytes, or null/],
    [{ ...least, enable_nfs: 'no' }, /^'enable_nfs' must be true or false\.$/],
    [{ ...least, vdc: 'v'.repeat(257) }, /^'vdc' must be at most 256 characters long\.$/],
    [{ ...least, template: 't'.repeat(257) }, /^'template' must be at most 256 characters long\.$/],
    [{ ...least, ssh_key: 'k'.repeat(16_385) }, /^'ssh_key' must be at most 16384 characters long\.$/],
    [{ ...least, cpu: 'x', network: 7 }, /'network' must .*\. 'cpu' must /],
    [[least], /^The request body must be a JSON object\.$/],
    [null, /^The request body must be a JSON object\.$/],
  ];
  for (const [body, message] of table) {
    assert.throws(() => parse(body), { name: 'ApiError', status: 400, message }, JSON.stringify(body));
  }
});

test('a body that is absent, no JSON or no UTF-8', () => {
  for (const body of [undefined, Buffer.from(''), Buffer.from('{'), Buffer.from([0x22, 0xff, 0x22])]) {
    assert.throws(() => parseCreateRequest(body), {
      status: 400,
      message: 'The request body must be a JSON object.',
    });
  }
});
