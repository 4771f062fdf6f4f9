import { connect } from 'amqplib';
import { badRequest } from '../http/api-error.ts';
import type { XmlElement } from '../xml/read.ts';
import { booleanOf, textOf } from '../xml/read.ts';

/** The extension API of vCD, AmqpSettings. */
export interface BrokerSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly exchange: string;
  readonly vhost: string;
  readonly tls: boolean;
  readonly acceptAll: boolean;
  readonly prefix: string;
}

/** What the simulator's own broker looks like; a broker on this machine where there is none. */
export function settingsOf(url: string | undefined): BrokerSettings {
  const { hostname, port, username, protocol, pathname } = new URL(url ?? 'amqp://guest@localhost');
  const vhost = decodeURIComponent(pathname.slice(1));
  return {
    host: hostname,
    port: port === '' ? 5672 : Number(port),
    user: username || 'guest',
    exchange: 'vcd.notifications20',
    vhost: vhost || '/',
    tls: protocol === 'amqps:',
    acceptAll: false,
    prefix: 'vcd',
  };
}

/** Reads the settings and the password, which is never told again. Throws 400 for a port that is none. */
export function readSettings(body: XmlElement): BrokerSettings & { readonly password: string } {
  const text = (name: string): string => textOf(body, name, 'vmext') ?? '';
  const port = Number(text('AmqpPort'));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw badRequest('AmqpPort is not a port.');
  return {
    host: text('AmqpHost'),
    port,
    user: text('AmqpUsername'),
    password: text('AmqpPassword'),
    exchange: text('AmqpExchange'),
    vhost: text('AmqpVHost'),
    tls: booleanOf(text('AmqpUseSSL')) ?? false,
    acceptAll: booleanOf(text('AmqpSslAcceptAll')) ?? false,
    prefix: text('AmqpPrefix'),
  };
}

/** Undefined when the broker lets the user in, what is wrong otherwise. */
export async function tryBroker(
  settings: BrokerSettings & { readonly password: string },
): Promise<string | undefined> {
  const { host, port, user, password, vhost, tls } = settings;
  try {
    const connection = await connect(
      {
        protocol: tls ? 'amqps' : 'amqp',
        hostname: host,
        port,
        username: user,
        password,
        vhost,
      },
      { timeout: 5000, rejectUnauthorized: !settings.acceptAll },
    );
    connection.on('error', () => {});
    await connection.close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  }
}
