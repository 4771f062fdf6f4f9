import type { ChannelModel, ConfirmChannel } from 'amqplib';

/**
 * Publishes replies and waits for the broker's word that it has them. Each reply exchange has a channel of its own,
 * because publishing to one that does not exist closes the channel for everything that is under way on it.
 */
export interface ReplyChannels {
  /** Rejects when the broker refuses the message or its exchange, or the connection is lost. */
  publish(this: void, to: ReplyAddress, content: Buffer): Promise<void>;
}

/** Where a reply goes. */
export interface ReplyAddress {
  readonly exchange: string;
  readonly routingKey: string;
  readonly correlationId: string | undefined;
}

/** Opens a channel for each exchange when it is first needed; one that the broker closes is opened anew. */
export function replyChannels(connection: ChannelModel): ReplyChannels {
  const channels = new Map<string, Promise<ConfirmChannel>>();

  function channelFor(exchange: string): Promise<ConfirmChannel> {
    const open = channels.get(exchange);
    if (open) return open;
    const opening = openChannel(exchange);
    channels.set(exchange, opening);
    return opening;
  }

  async function openChannel(exchange: string): Promise<ConfirmChannel> {
    try {
      const channel = await connection.createConfirmChannel();
      channel.once('close', () => channels.delete(exchange));
      // Whoever publishes hears of it through the confirmation; without a listener it would end the process.
      channel.on('error', () => channels.delete(exchange));
      return channel;
    } catch (error) {
      channels.delete(exchange);
      throw error;
    }
  }

  return {
    async publish({ exchange, routingKey, correlationId }, content) {
      const channel = await channelFor(exchange);
      const options = correlationId === undefined ? {} : { correlationId };
      await new Promise<void>((resolve, reject) => {
        channel.publish(exchange, routingKey, content, options, (error: unknown) => {
          if (error === null || error === undefined) resolve();
          else
            reject(
              error instanceof Error ? error : new Error('the broker refused the reply', { cause: error }),
            );
        });
      });
    },
  };
}
