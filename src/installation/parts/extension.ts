import type { ExtensionService } from '#vcd/administration/vcd-administration.ts';
import { extension } from '../extension-identity.ts';
import type { Change, Finding, Observed, Part, Site } from '../part.ts';

interface Settings {
  readonly routingKey: string;
  readonly exchange: string;
}

/** The registration by which vCD sends `/api/cse` to the broker (contract of CSE 1.2.7, sections 9.3 and 9.4). */
export function extensionPart({ config, administration }: Site): Part {
  const wanted: Settings = { routingKey: config.amqp.routingKey, exchange: config.amqp.exchange };

  const register: Change = {
    plan: `register cse as an API extension in vCD (routing key '${wanted.routingKey}', exchange '${wanted.exchange}') with its rights`,
    decision: {
      option: 'ext',
      facts: [],
      question: 'Register CSE to vCD?',
      declined: 'CSE is not registered to vCD. Skipping API extension registration',
    },
    async apply(signal) {
      await administration.registerExtension({ ...extension, enabled: true, ...wanted }, signal);
      return ['Registered cse as an API extension in vCD'];
    },
  };

  function update(registered: ExtensionService, missing: readonly string[]): Change {
    const isDifferent = differences(registered, wanted).length > 0;
    return {
      plan: [
        ...(isDifferent ? differences(registered, wanted) : []),
        ...missing.map((pattern) => `API filter ${pattern} is missing`),
      ].reduce((text, what) => `${text}; ${what}`, 'update the API extension cse in vCD'),
      decision: {
        option: 'ext',
        facts: [
          'CSE on vCD has different settings than config file',
          '',
          'Current CSE settings on vCD:',
          ...settingLines(registered),
          `api_filters: ${registered.apiFilters.join(', ') || 'none'}`,
          '',
          'Current config file settings:',
          ...settingLines(wanted),
          `api_filters: ${extension.apiFilters.join(', ')}`,
        ],
        question: 'Update CSE on vCD to match config file settings?',
        declined: 'Skipping CSE registration to vCD. CSE on vCD has different settings than config file',
      },
      async apply(signal) {
        if (isDifferent) await administration.updateExtension({ ...registered, ...wanted }, signal);
        for (const pattern of missing) await administration.addApiFilter(registered.id, pattern, signal);
        return ['Updated cse API Extension in vCD'];
      },
    };
  }

  function observed(registered: ExtensionService): Observed {
    const missing = extension.apiFilters.filter((pattern) => !registered.apiFilters.includes(pattern));
    const different = differences(registered, wanted);
    const removal = {
      plan: 'API extension cse of vCD, with its rights that no service uses any more',
      async apply(signal: AbortSignal) {
        await administration.removeExtension(registered, signal);
        return ['Deleted the API extension cse of vCD'];
      },
    };
    const findings = [enabledFinding(registered), ...settingFindings(different, missing)];
    if (different.length + missing.length > 0)
      return { findings, settled: [], change: update(registered, missing), removal };
    return {
      findings,
      settled: ['CSE is registered to vCD and has same settings as config file'],
      removal,
    };
  }

  return {
    async observe(signal) {
      const registered = await administration.findExtension(extension, signal);
      if (registered) return observed(registered);
      return {
        findings: [
          { grade: 'bad', text: 'CSE is not registered to vCD', remedy: 'cse install --ext config does it' },
        ],
        settled: [],
        change: register,
      };
    },
  };
}

function enabledFinding({ enabled }: ExtensionService): Finding {
  if (enabled) return { grade: 'good', text: 'CSE on vCD is currently enabled' };
  return {
    grade: 'notice',
    text: 'CSE on vCD is currently disabled',
    remedy: 'vcd system extension enable cse',
  };
}

function settingFindings(different: readonly string[], missing: readonly string[]): readonly Finding[] {
  const findings: Finding[] = [];
  const remedy = 'cse install --ext config puts it right';
  if (different.length > 0) {
    const text =
      'CSE is registered as an extension, but the extension settings on vCD are not the same as config settings.';
    findings.push({ grade: 'notice', text: [text, ...different].join('\n'), remedy });
  }
  if (missing.length > 0) {
    const text = `CSE is registered as an extension, but vCD does not send it all of its requests: it lacks the API filters ${missing.join(', ')}`;
    findings.push({ grade: 'bad', text, remedy });
  }
  return findings;
}

function differences(registered: Settings, wanted: Settings): readonly string[] {
  return [
    ...(registered.routingKey === wanted.routingKey
      ? []
      : [`vCD-CSE routing key: ${registered.routingKey}`, `CSE config routing key: ${wanted.routingKey}`]),
    ...(registered.exchange === wanted.exchange
      ? []
      : [`vCD-CSE exchange: ${registered.exchange}`, `CSE config exchange: ${wanted.exchange}`]),
  ];
}

function settingLines({ routingKey, exchange }: Settings): readonly string[] {
  return [`routing_key: ${routingKey}`, `exchange: ${exchange}`];
}
