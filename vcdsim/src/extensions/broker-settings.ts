import type { ChannelModel } from 'amqplib';
import { connect } from 'amqplib';
import { badRequest } from '../http/api-error.ts';
import type { XmlElement } from '../xml/read.ts';
import { booleanOf, textOf } from '../xml/read.ts';

/** The extension API of vCD, AmqpSettings. */
export interface BrokerSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Never told again. */
  readonly password: string;
  readonly exchange: string;
  readonly vhost: string;
  readonly tls: boolean;
  readonly acceptAll: boolean;
  readonly prefix: string;
}

/** The settings of vCD as it is delivered: a broker on its own machine. */
export const deliveredSettings: BrokerSettings = settingsOf('amqp://guest:guest@localhost');

/** The settings that say the same as an address of a broker, `amqp://user:password@host:port/vhost`. */
export function settingsOf(url: string): BrokerSettings {
  const { hostname, port, username, password, protocol, pathname } = new URL(url);
  const vhost = decodeURIComponent(pathname.slice(1));
  return {
    host: hostname,
    port: port === '' ? 5672 : Number(port),
    user: decodeURIComponent(username) || 'guest',
    password: decodeURIComponent(password) || 'guest',
    exchange: 'vcd.notifications20',
    vhost: vhost || '/',
    tls: protocol === 'amqps:',
    acceptAll: false,
    prefix: 'vcd',
  };
}

/** Reads the settings; who leaves the password out means the one that is known. Throws 400 for a port that is none. */
export function readSettings(body: XmlElement, known: BrokerSettings): BrokerSettings {
  const text = (name: string): string => textOf(body, name, 'vmext') ?? '';
  const port = Number(text('AmqpPort'));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw badRequest('AmqpPort is not a port.');
  return {
    host: text('AmqpHost'),
    port,
    user: text('AmqpUsername'),
    password: text('AmqpPassword') || known.password,
    exchange: text('AmqpExchange'),
    vhost: text('AmqpVHost'),
    tls: booleanOf(text('AmqpUseSSL')) ?? false,
    acceptAll: booleanOf(text('AmqpSslAcceptAll')) ?? false,
    prefix: text('AmqpPrefix'),
  };
}

/** Opens a connection as the settings say; the caller closes it. */
export async function connectTo(settings: BrokerSettings): Promise<ChannelModel> {
  const { host, port, user, password, vhost, tls, acceptAll } = settings;
  const connection = await connect(
    { protocol: tls ? 'amqps' : 'amqp', hostname: host, port, username: user, password, vhost },
    { timeout: 5000, rejectUnauthorized: !acceptAll },
  );
  // Without a listener an error of the connection would end the process; `close` follows it.
  connection.on('error', () => {});
  return connection;
}

/** Undefined when the broker lets the user in, what is wrong otherwise. */
export async function tryBroker(settings: BrokerSettings): Promise<string | undefined> {
  try {
    const connection = await connectTo(settings);
    await connection.close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  }
}
