import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

/** By what a server's certificate is believed. */
export type Trust =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'systemAuthorities' }
  /** PEM of the authorities to believe instead of the system's. */
  | { readonly kind: 'authority'; readonly pem: string }
  /** The certificate itself: SHA-256, hex in pairs, any case, with or without colons. */
  | { readonly kind: 'certificate'; readonly thumbprint: string };

/** The server has another certificate than the one that is believed. */
export class ThumbprintDiffers extends Error {
  override readonly name = 'ThumbprintDiffers';
  readonly code = 'ERR_THUMBPRINT_DIFFERS';
}

/** Connections that are made only to servers with a certificate that is believed: nothing is sent before that is known. */
export function trustingAgent(trust: Trust, options: AgentOptions): Agent {
  switch (trust.kind) {
    case 'anyone':
      return new Agent({ ...options, rejectUnauthorized: false });
    case 'systemAuthorities':
      return new Agent(options);
    case 'authority':
      return new Agent({ ...options, ca: trust.pem });
    case 'certificate':
      return new PinningAgent(trust.thumbprint, options);
  }
}

/** SHA-256 of the certificate that a server shows, as people write it; undefined when it shows none. */
export async function thumbprintOf(
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  const socket = connect({ host, port, servername: nameOf(host), rejectUnauthorized: false });
  try {
    await once(socket, 'secureConnect', { signal });
    return socket.getPeerX509Certificate()?.fingerprint256;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

class PinningAgent extends Agent {
  readonly #thumbprint: string;

  constructor(thumbprint: string, options: AgentOptions) {
    super(options);
    this.#thumbprint = bare(thumbprint);
  }

  /** A request is written when the callback has the socket, and not before. */
  override createConnection(
    options: ConnectionOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const socket = connect({ ...options, servername: nameOf(options.host), rejectUnauthorized: false });
    const failed = (error: Error): void => callback?.(error, socket);
    socket.once('error', failed);
    socket.once('secureConnect', () => {
      socket.off('error', failed);
      if (this.#believes(socket)) callback?.(null, socket);
      else {
        socket.destroy();
        failed(new ThumbprintDiffers('the certificate is not the one whose thumbprint is configured'));
      }
    });
  }

  #believes(socket: TLSSocket): boolean {
    const certificate = socket.getPeerX509Certificate();
    return certificate instanceof X509Certificate && bare(certificate.fingerprint256) === this.#thumbprint;
  }
}

function bare(thumbprint: string): string {
  return thumbprint.replaceAll(':', '').toLowerCase();
}

/** An address is no name to ask for a certificate by. */
function nameOf(host: string | undefined): string {
  return host === undefined || /^[\d.]+$|:/.test(host) ? '' : host;
}
