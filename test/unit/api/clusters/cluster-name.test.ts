import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNewClusterName, isClusterName } from '#api/clusters/cluster-name.ts';

test('names as CSE 1.2.7 takes them', () => {
  for (const name of ['a', 'c1', 'A1.b-2', 'trailing.', 'x'.repeat(25), '1', 'a.b.c']) {
    assert.equal(isClusterName(name), true, name);
  }
});

test('names that it refuses, and what would be more than a name to a query', () => {
  for (const name of [
    '',
    '.',
    'a..b',
    'a..',
    '-a',
    'a-',
    'a_b',
    'a b',
    'ä',
    'x'.repeat(26),
    '*',
    'a\n',
    'a/b',
    'c1;',
  ]) {
    assert.equal(isClusterName(name), false, JSON.stringify(name));
  }
});

test('words of the routes cannot name a new cluster', () => {
  assertNewClusterName('systems');
  for (const name of ['system', 'template', 'swagger.json', 'ovdc', 'clusters', 'nodes', 'a_b']) {
    assert.throws(() => assertNewClusterName(name), { message: `Invalid cluster name '${name}'` });
  }
});
