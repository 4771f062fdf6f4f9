import 'reflect-metadata'; // @peculiar/x509 looks for it when it loads
import { randomUUID, X509Certificate as NodeCertificate, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

/** An HTTPS server with a certificate that nobody signed but itself, for 127.0.0.1. */
export interface TlsServer extends AsyncDisposable {
  readonly url: URL;
  /** PEM. */
  readonly certificate: string;
  /** SHA-256, as people write it. */
  readonly thumbprint: string;
  /** Bodies of the requests that came through. */
  readonly received: readonly string[];
}

/** Answers everything with 200 and this body. */
export async function startTlsServer(body: string): Promise<TlsServer> {
  const { key, cert } = await selfSigned();
  const received: string[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      received.push(Buffer.concat(chunks).toString('utf8'));
      response.end(body);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is always of this form
  return {
    url: new URL(`https://127.0.0.1:${port}`),
    certificate: cert,
    thumbprint: new NodeCertificate(cert).fingerprint256,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function selfSigned(): Promise<{ readonly key: string; readonly cert: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: `CN=test ${randomUUID()}`, keys, signingAlgorithm: algorithm, extensions: [names] },
    webcrypto,
  );
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const key = `-----BEGIN PRIVATE KEY-----\n${der.replaceAll(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
  return { key, cert: certificate.toString('pem') };
}
