import { InstallationProblem } from '../installation-problem.ts';
import type { Part, Removal, Site } from '../part.ts';

/** The exchange by which vCD's messages reach the service (contract of CSE 1.2.7, sections 2.1 and 9.4). */
export function exchangePart({ config, broker }: Site): Part {
  const { exchange, routingKey } = config.amqp;
  const ready = `AMQP exchange '${exchange}' is ready`;
  return {
    announcement: `Checking for AMQP exchange '${exchange}'`,
    async observe(signal) {
      const connected = await broker(signal);
      const seen = await connected.exchange(signal);
      switch (seen.state) {
        case 'right':
          return {
            findings: [{ grade: 'good', text: `AMQP exchange '${exchange}' exists` }],
            settled: [ready],
            removal: await removalOf(),
          };
        case 'absent':
          return {
            findings: [
              {
                grade: 'bad',
                text: `AMQP exchange '${exchange}' does not exist`,
                remedy: 'cse install makes it',
              },
            ],
            settled: [],
            change: {
              plan: `make the AMQP exchange '${exchange}' (direct, durable)`,
              async apply(signal) {
                await connected.makeExchange(signal);
                return [ready];
              },
            },
          };
        case 'different':
          return {
            findings: [
              {
                grade: 'bad',
                text: `Cannot create AMQP exchange '${exchange}': ${seen.message}`,
                remedy:
                  'the service needs a direct, durable exchange of its own, not the one of vCD’s notifications: name another one in amqp.exchange, or delete this one',
              },
            ],
            settled: [],
          };
      }

      async function removalOf(): Promise<Removal> {
        const queue = await connected.queue(signal);
        return {
          plan:
            queue.state === 'there'
              ? `AMQP exchange '${exchange}' and queue '${routingKey}'`
              : `AMQP exchange '${exchange}'`,
          async apply(signal) {
            const queue = await connected.queue(signal);
            if (queue.state === 'there') {
              if (queue.consumers > 0) throw stillServed(routingKey, queue.consumers);
              await connected.removeQueue(signal);
            }
            await connected.removeExchange(signal);
            return [`Deleted AMQP exchange '${exchange}'`];
          },
        };
      }
    },
  };
}

/** A server takes requests still: what is under it is not taken away. */
function stillServed(queue: string, consumers: number): InstallationProblem {
  return new InstallationProblem({
    message: `a CSE server takes requests from the queue '${queue}' (${consumers} consumers)`,
    remedy: 'stop it first, with vcd cse system disable and vcd cse system stop, or systemctl stop cse',
  });
}
