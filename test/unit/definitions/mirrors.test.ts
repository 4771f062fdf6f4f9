import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mirrored } from '#definitions/mirrors.ts';
import { noMirrors } from '../../support/no-mirrors.ts';

test('an address is what it is where no mirror fits', () => {
  assert.equal(mirrored('https://pkgs.k8s.io/a', noMirrors), 'https://pkgs.k8s.io/a');
  assert.equal(
    mirrored('https://pkgs.k8s.io/a', { urls: { 'https://other/': 'https://m/' }, registries: {} }),
    'https://pkgs.k8s.io/a',
  );
});

test('of two beginnings the longer one is replaced', () => {
  const urls = {
    'https://pkgs.k8s.io/': 'https://mirror.example.com/k8s/',
    'https://pkgs.k8s.io/core:/stable:/v1.36/': 'http://10.0.0.1/136/',
  };
  const mirrors = { urls, registries: {} };
  assert.equal(mirrored('https://pkgs.k8s.io/core:/stable:/v1.36/deb/', mirrors), 'http://10.0.0.1/136/deb/');
  assert.equal(
    mirrored('https://pkgs.k8s.io/core:/stable:/v1.35/deb/', mirrors),
    'https://mirror.example.com/k8s/core:/stable:/v1.35/deb/',
  );
});
