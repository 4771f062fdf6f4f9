import { connect, type ChannelModel } from 'amqplib';

/** Where the message broker is and what on it is ours; named as in the original's configuration file. */
export interface AmqpAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly vhost: string;
  readonly ssl: boolean;
  /** Takes any server certificate. */
  readonly sslAcceptAll: boolean;
  readonly exchange: string;
  /** Also the name of the queue. */
  readonly routingKey: string;
}

const connectTimeoutMs = 5000;
const heartbeatSeconds = 10;

/** Connects under a name that the broker's administrator sees. Rejects with what the network or the broker said. */
export type OpenConnection = (address: AmqpAddress, name: string) => Promise<ChannelModel>;

/** Connects over the network. */
export const openConnection: OpenConnection = (address, name) => {
  const { host, port, username, password, vhost, ssl, sslAcceptAll } = address;
  return connect(
    {
      protocol: ssl ? 'amqps' : 'amqp',
      hostname: host,
      port,
      username,
      password,
      // The library reads the virtual host as it stands in a URL.
      vhost: encodeURIComponent(vhost),
      heartbeat: heartbeatSeconds,
    },
    {
      timeout: connectTimeoutMs,
      noDelay: true,
      keepAlive: true,
      rejectUnauthorized: !sslAcceptAll,
      clientProperties: { connection_name: name },
    },
  );
};
