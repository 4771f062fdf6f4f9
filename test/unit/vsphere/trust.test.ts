import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VsphereTransport } from '#vsphere/transport.ts';
import type { Trust } from '#vsphere/trust.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { startScriptedServer } from '../../support/scripted-server.ts';
import { startTlsServer, type TlsServer } from '../../support/tls-server.ts';

const { signal } = new AbortController();

function transportTo(server: Pick<TlsServer, 'url'>, trust: Trust): VsphereTransport {
  return new VsphereTransport({ url: server.url, name: 'vc1', trust, log: recordedLog().log });
}

async function post(server: TlsServer, trust: Trust): Promise<number> {
  using transport = transportTo(server, trust);
  return (await transport.post('Login', 'secret', undefined, signal)).status;
}

test('a certificate is believed by its authority, by its thumbprint however written, or by an operator’s word', async () => {
  await using server = await startTlsServer('');
  const { certificate: pem, thumbprint } = server;
  const trusts: Trust[] = [
    { kind: 'authority', pem },
    { kind: 'certificate', thumbprint },
    { kind: 'certificate', thumbprint: thumbprint.replaceAll(':', '').toLowerCase() },
    { kind: 'anyone' },
  ];
  for (const trust of trusts) assert.equal(await post(server, trust), 200, trust.kind);
  assert.equal(server.received.length, trusts.length);
});

test('an unknown one is refused with what to do about it, before anything is sent', async () => {
  await using server = await startTlsServer('');
  const remedy =
    "Give the entry 'vc1' of `vcs` the `ca_file` of the authority that signed it, or its `thumbprint` if it is the " +
    `one that is shown now: ${server.thumbprint}`;
  const about = `the certificate of vCenter vc1 (${server.url.host}) is not trusted`;
  await assert.rejects(post(server, { kind: 'systemAuthorities' }), {
    kind: 'untrusted',
    message: `${about} (DEPTH_ZERO_SELF_SIGNED_CERT). ${remedy}`,
  });
  const other = { kind: 'certificate', thumbprint: server.thumbprint.replace(/^../, '00') } as const;
  await assert.rejects(post(server, other), {
    kind: 'untrusted',
    message: `${about} (ERR_THUMBPRINT_DIFFERS). ${remedy}`,
  });
  assert.deepEqual(server.received, []);
});

test('one that signs another server does not make that one believed', async () => {
  await using server = await startTlsServer('');
  await using other = await startTlsServer('');
  await assert.rejects(post(server, { kind: 'authority', pem: other.certificate }), { kind: 'untrusted' });
});

test('a file goes to the host that vCenter names, over no weaker line, and to none that is not pinned', async () => {
  await using server = await startTlsServer('');
  await using host = await startTlsServer('bytes');
  await using plain = await startScriptedServer(() => ({ status: 200 }));
  const both = `${server.certificate}\n${host.certificate}\n`;
  using trusting = transportTo(server, { kind: 'authority', pem: both });
  assert.equal((await trusting.get(`${host.url.origin}/guestFile?id=1`, signal)).toString(), 'bytes');
  await trusting.put('https://*/guestFile?id=2', Buffer.from('x'), signal);
  assert.deepEqual(server.received, ['x']);

  const secret = Buffer.from('secret');
  await assert.rejects(trusting.put(`${plain.url}/guestFile`, secret, signal), {
    kind: 'untrusted',
    message: `vCenter vc1 wants a file sent in the clear, to ${plain.url}`,
  });
  using pinning = transportTo(server, { kind: 'certificate', thumbprint: server.thumbprint });
  await assert.rejects(pinning.put(`${host.url.origin}/guestFile`, secret, signal), {
    kind: 'untrusted',
    message: /whose certificate is not pinned: give `ca_file`/,
  });
  assert.deepEqual([plain.seen.length, host.received.length], [0, 1]);
});

test('a server that is not there is a reason to try again', async () => {
  const { url } = await (async () => {
    await using server = await startTlsServer('');
    return { url: server.url };
  })();
  using transport = transportTo({ url }, { kind: 'anyone' });
  await assert.rejects(transport.post('Login', '', undefined, signal), {
    kind: 'unavailable',
    fault: 'ECONNREFUSED',
  });
});
