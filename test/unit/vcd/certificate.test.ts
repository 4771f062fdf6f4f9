import assert from 'node:assert/strict';
import { KeyObject, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import 'reflect-metadata'; // @peculiar/x509 looks for it when it loads
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { VcdUnavailable } from '#vcd/errors.ts';
import { transportTo } from '../../support/scripted-vcd.ts';

const never = new AbortController().signal;

describe('the certificate of vCD', () => {
  const change = { operation: 'op', method: 'DELETE', path: '/api/session', headers: {} } as const;
  const withServer = async (use: (url: string, certificate: string) => Promise<void>) => {
    const { key, certificate } = await selfSigned('localhost');
    const server = createServer({ key, cert: certificate }, (_, answer) => void answer.writeHead(204).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // a TCP server's address is always of this form
    try {
      await use(`https://localhost:${port}`, certificate);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };

  test('is refused when nobody vouches for it', () =>
    withServer(async (url) => {
      using transport = transportTo(url);
      await assert.rejects(
        transport.send(change, never),
        (fault) => fault instanceof VcdUnavailable && /self-signed certificate/.test(fault.message),
      );
    }));

  test('is accepted when the configured authority does', () =>
    withServer(async (url, certificate) => {
      using transport = transportTo(url, { ca: certificate });
      assert.equal((await transport.send(change, never)).status, 204);
    }));

  test('is not looked at where that was switched off', () =>
    withServer(async (url) => {
      using transport = transportTo(url, { verifyTls: false });
      assert.equal((await transport.send(change, never)).status, 204);
    }));
});

async function selfSigned(name: string): Promise<{ readonly key: string; readonly certificate: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { key, certificate: certificate.toString('pem') };
}
