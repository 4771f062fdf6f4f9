import assert from 'node:assert/strict';
import { it } from 'node:test';
import { vcdUrl } from '#config/vcd-url.ts';

const urls = [
  ['vcd.example', 443, 'https://vcd.example'],
  ['vcd.example', 8443, 'https://vcd.example:8443'],
  ['vcd.example:8443', 443, 'https://vcd.example:8443'],
  ['vcd.example:443', 8443, 'https://vcd.example'],
  ['https://vcd.example', 443, 'https://vcd.example'],
  ['https://vcd.example/', 9443, 'https://vcd.example:9443'],
  ['HTTPS://VCD.example', 443, 'https://vcd.example'],
  ['http://127.0.0.1:8080', 443, 'http://127.0.0.1:8080'],
  ['http://127.0.0.1', 8080, 'http://127.0.0.1:8080'],
  ['[2001:db8::1]', 443, 'https://[2001:db8::1]'],
  ['[2001:db8::1]:8443', 443, 'https://[2001:db8::1]:8443'],
] as const;

for (const [host, port, url] of urls) {
  it(`joins '${host}' and ${port} to ${url}`, () => {
    const joined = vcdUrl(host, port);
    assert.equal(joined.kind === 'url' && joined.url, url);
  });
}

for (const host of [
  '',
  'vcd example',
  'vcd.example/cloud',
  'ftp://vcd.example',
  'user@vcd.example',
  'a:b',
  'a:99999',
  '[::',
]) {
  it(`refuses '${host}'`, () => assert.equal(vcdUrl(host, 443).kind, 'problem'));
}
