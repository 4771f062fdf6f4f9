import type { Vdc } from '#vcd/model.ts';
import type { Finding, Part, Site } from '../part.ts';

/** Where templates are made and kept: looked at only, since the configuration does not say how to make it. */
export function templatePlacePart({ config, administration }: Site): Part {
  const { org, vdc } = config.broker;
  return {
    async observe(signal) {
      const place = await administration.findOrg(org, signal);
      if (!place) return missing('Organization', org, 'broker.org', 'vcd org create');
      const found = await administration.findVdc(place.id, vdc, signal);
      if (!found) return missing('VDC', vdc, 'broker.vdc', 'vcd vdc create', ` in organization '${org}'`);
      const findings = [
        { grade: 'good', text: `Found organization '${org}' and VDC '${vdc}'` } as const,
        ...contentFindings(found, config.broker),
      ];
      return {
        findings,
        settled: findings.filter(({ grade }) => grade === 'good').map(({ text }) => text),
      };
    },
  };
}

function contentFindings(
  vdc: Vdc,
  wanted: { readonly network: string; readonly storageProfile: string },
): readonly Finding[] {
  const findings: Finding[] = [];
  const { network, storageProfile } = wanted;
  const among = (names: readonly { readonly name: string }[]) =>
    `there are: ${names.map(({ name }) => `'${name}'`).join(', ') || 'none'}`;
  if (vdc.networks.some(({ name }) => name === network)) {
    findings.push({ grade: 'good', text: `Found network '${network}' in VDC '${vdc.name}'` });
  } else {
    findings.push({
      grade: 'bad',
      text: `Network '${network}' not found in VDC '${vdc.name}'`,
      remedy: `name one of its networks in broker.network (${among(vdc.networks)}), or add it with vcd network`,
    });
  }
  // Any profile will do for `*`.
  if (storageProfile !== '*' && !vdc.storageProfiles.some(({ name }) => name === storageProfile)) {
    findings.push({
      grade: 'bad',
      text: `Storage profile '${storageProfile}' not found in VDC '${vdc.name}'`,
      remedy: `name one of its profiles, or '*', in broker.storage_profile (${among(vdc.storageProfiles)})`,
    });
  }
  return findings;
}

function missing(what: string, name: string, key: string, command: string, where = '') {
  const remedy = `make it (${command}) or name another one in ${key}`;
  return {
    findings: [{ grade: 'bad', text: `${what} '${name}' not found${where}`, remedy } as const],
    settled: [],
  };
}
