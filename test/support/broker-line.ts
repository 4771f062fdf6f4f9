import { eventually, type SimulatedCloud } from './simulated-cloud.ts';
import type { PrivateRabbitmq } from '../../scripts/rabbitmq.ts';

/** The way to the service, which is there while its broker is. */
export function brokerLine({
  broker,
  cloud: { alice },
  telemetryUrl,
}: {
  readonly broker: PrivateRabbitmq;
  readonly cloud: Pick<SimulatedCloud, 'alice'>;
  readonly telemetryUrl: string;
}) {
  let restored = Promise.resolve();

  async function restore(): Promise<void> {
    await broker.restart();
    // vCD waits long for the answer to what it sent while nobody consumed; so the server is asked first.
    await eventually(async () => (await fetch(`${telemetryUrl}/readyz`)).ok || undefined, 'consumed', 60_000);
    const path = '/api/cse/template';
    await eventually(
      async () => (await alice.call('GET', path)).status === 200 || undefined,
      'served',
      60_000,
    );
  }

  return {
    /** Resolves while the service can be reached. */
    served: () => restored,
    /** Ends the broker as a crash would; resolves when the service can be reached again. */
    async kill(): Promise<void> {
      const over = Promise.withResolvers<void>();
      restored = over.promise;
      await broker.kill9();
      await restore();
      over.resolve();
    },
  };
}
