import type { AmqpConfig } from '#config/config.ts';
import type { BrokerLogin, BrokerSettings } from '#vcd/administration/vcd-administration.ts';
import { InstallationProblem } from '../installation-problem.ts';
import type { Part, Site } from '../part.ts';

/**
 * vCD's own connection to the broker, one for all extensions (contract of CSE, section 12.1). vCD may know the broker by
 * another name than the service does, so a difference is worth knowing and no fault; the round trip tells a fault.
 */
export function brokerSettingsPart({ config, administration }: Site): Part {
  const { amqp } = config;
  return {
    announcement: 'Checking the AMQP settings of vCD',
    async observe(signal) {
      const settings = await administration.brokerSettings(signal);
      const different = differences(settings, amqp);
      if (different.length === 0) {
        const text = 'AMQP settings of vCD are those of the config file';
        return { findings: [{ grade: 'good', text }], settled: [text] };
      }
      const facts = ['AMQP settings of vCD are not those of the config file:', ...different];
      return {
        findings: [
          {
            grade: 'notice',
            text: facts.join('\n'),
            remedy: 'right where vCD knows the broker by another name; else cse install --amqp config',
          },
        ],
        settled: facts,
        change: {
          plan: `set the AMQP settings of vCD: ${different.map((line) => line.trim()).join('; ')}`,
          decision: {
            option: 'amqp',
            facts,
            question: 'Do you want to configure AMQP with the config file settings?',
            declined: 'Skipping the AMQP settings of vCD',
          },
          async apply(signal) {
            const wanted = settingsFor(amqp, settings);
            const fault = await administration.tryBrokerSettings(wanted, signal);
            if (fault !== undefined) throw unreachable(amqp, fault);
            await administration.setBrokerSettings(wanted, signal);
            return ['AMQP test settings, result: true', 'Updated the AMQP settings of vCD'];
          },
        },
      };
    },
  };
}

/** vCD's exchange is for its own notifications and of another type than ours, so it stays. */
function settingsFor(amqp: AmqpConfig, { exchange }: BrokerSettings): BrokerLogin {
  const { host, port, username, password, vhost, ssl, sslAcceptAll, prefix } = amqp;
  return { host, port, username, password, vhost, ssl, sslAcceptAll, prefix, exchange };
}

/** `  host: vCD has 'a', the config file 'b'`; the password cannot be compared. */
function differences(settings: BrokerSettings, amqp: AmqpConfig): readonly string[] {
  const keys = ['host', 'port', 'username', 'vhost', 'ssl', 'sslAcceptAll', 'prefix'] as const;
  const names: Readonly<Partial<Record<(typeof keys)[number], string>>> = { sslAcceptAll: 'ssl_accept_all' };
  return keys
    .filter((key) => settings[key] !== amqp[key])
    .map((key) => `  ${names[key] ?? key}: vCD has '${settings[key]}', the config file '${amqp[key]}'`);
}

function unreachable({ host, port }: AmqpConfig, fault: string): InstallationProblem {
  return new InstallationProblem({
    message: `AMQP test settings, result: false: vCD cannot connect to ${host}:${port}: ${fault}`,
    remedy:
      'the broker must be reachable from every cell of vCD under the name in amqp.host; nothing was changed',
  });
}
