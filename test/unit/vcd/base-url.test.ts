import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseUrlOf } from '#vcd/http/base-url.ts';

test('a host may be a name, carry a port, or be a URL', () => {
  assert.equal(baseUrlOf('vcd.example', true).href, 'https://vcd.example/');
  assert.equal(baseUrlOf('vcd.example:8443', true).href, 'https://vcd.example:8443/');
  assert.equal(baseUrlOf('https://vcd.example/api/', true).href, 'https://vcd.example/');
  assert.equal(baseUrlOf('10.0.0.7', true).href, 'https://10.0.0.7/');
});

test('plain http is for this machine, or for who checks no certificates anyway', () => {
  assert.equal(baseUrlOf('http://127.0.0.1:8080', true).href, 'http://127.0.0.1:8080/');
  assert.equal(baseUrlOf('http://localhost:1', true).href, 'http://localhost:1/');
  assert.equal(baseUrlOf('http://[::1]:1', true).href, 'http://[::1]:1/');
  assert.equal(baseUrlOf('http://sim:8080', false).href, 'http://sim:8080/');
  assert.throws(() => baseUrlOf('http://vcd.example', true), /would show the password/);
});

test('what is no address is refused by name', () => {
  assert.throws(() => baseUrlOf('', true), TypeError);
  assert.throws(() => baseUrlOf('not an address', true), /not the address/);
  assert.throws(() => baseUrlOf('ftp://vcd.example', true), /not an http/);
});
