import { openBroker, type Broker } from '#broker/broker.ts';
import type { Config } from '#config/config.ts';
import { InstallationProblem } from '#installation/installation-problem.ts';
import type { Site } from '#installation/part.ts';
import { connectVCenter } from '#vsphere/vcenter.ts';
import { vCenterAccount } from './vcenter-accounts.ts';
import type { Logger } from '#telemetry/logger.ts';
import { connectCloudDirector, type ConnectedCloudDirector, type VcdOptions } from '#vcd/connect.ts';
import { recordWorks } from './record-works.ts';
import { serviceAccount } from './service-account.ts';
import { templateWorks } from './template-works.ts';

/** The site with its connections; disposing of it closes them and logs out. */
export interface OpenSite extends Site, AsyncDisposable {}

/** Throws `InstallationProblem` for an address that cannot be used. Opens nothing yet: each connection is made when it is first needed. */
export function openSite(config: Config, { log }: { readonly log: Logger }): OpenSite {
  const opened = new AsyncDisposableStack();
  const vcd = opened.use(connectTo(serviceAccount(config, log)));
  let broker: Promise<Broker> | undefined;
  return {
    config,
    administration: vcd.administration,
    templates: templateWorks({ config, vcd, log }),
    records: recordWorks({ config, vcd, log }),
    broker(signal) {
      broker ??= openBroker(config.amqp, signal).then((connected) => opened.use(connected));
      return broker;
    },
    async tryVCenter(entry, { name, url }, signal) {
      const account = await vCenterAccount(entry);
      await using vCenter = connectVCenter({ ...account, name, url: account.url ?? new URL(url), log });
      await vCenter.about(signal);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function connectTo(options: VcdOptions): ConnectedCloudDirector {
  try {
    return connectCloudDirector(options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InstallationProblem({ message: error.message, remedy: 'correct vcd.host' }, { cause: error });
  }
}
