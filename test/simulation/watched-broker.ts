import type { ChannelModel } from 'amqplib';
import type { Point } from './points.ts';

type Watch = {
  /** False when the process ends there. */
  readonly cross: (point: Point) => boolean;
  readonly note: (line: string) => void;
};

/** The same connection, on which replies and acknowledgements are points where the process may end. */
export function watchedBroker(connection: ChannelModel, { cross, note }: Watch): ChannelModel {
  return new Proxy(connection, {
    get(target, name) {
      if (name === 'createChannel') {
        return async () => {
          const channel = await target.createChannel();
          const ack = channel.ack.bind(channel);
          channel.ack = (message) => {
            if (!cross({ kind: 'ack', when: 'before', what: '' })) return;
            ack(message);
            note('ack');
            cross({ kind: 'ack', when: 'after', what: '' });
          };
          return channel;
        };
      }
      if (name === 'createConfirmChannel') {
        return async () => {
          const channel = await target.createConfirmChannel();
          const publish = channel.publish.bind(channel);
          channel.publish = (exchange, key, content, options, confirmed) => {
            if (!cross({ kind: 'reply', when: 'before', what: '' })) return true;
            note('reply');
            return publish(exchange, key, content, options, (error: unknown, ok) => {
              if (cross({ kind: 'reply', when: 'after', what: '' })) confirmed?.(error, ok);
            });
          };
          return channel;
        };
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
