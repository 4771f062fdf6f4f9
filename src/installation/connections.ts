import type { Config, VCenterConfig } from '#config/config.ts';
import type { VCenter } from '#vcd/administration/vcd-administration.ts';
import { explained } from './explain.ts';
import { InstallationProblem } from './installation-problem.ts';
import type { Narrator } from './narrator.ts';
import type { Site } from './part.ts';

/**
 * Connects to everything that the configuration names, and tells each connection (contract of CSE 1.2.7, section 8.4).
 * Throws `InstallationProblem` at the first that fails.
 */
export async function checkConnections(
  site: Site,
  narrator: Pick<Narrator, 'say'>,
  signal: AbortSignal,
): Promise<void> {
  const { amqp, vcd } = site.config;
  try {
    await site.broker(signal);
    narrator.say(`Connected to AMQP server (${amqp.host}:${amqp.port})`, 'good');
    await checkAccount(site, signal);
    narrator.say(`Connected to vCloud Director (${placeOf(vcd.url)})`, 'good');
    for (const { entry, vCenter } of await listedVCenters(site, signal)) {
      if (!callsVCenters(site.config)) continue;
      await site.tryVCenter(entry, vCenter, signal);
      const where = placeOf(vCenter.url);
      narrator.say(`Connected to vCenter Server '${vCenter.name}' as '${entry.username}' (${where})`, 'good');
    }
  } catch (error) {
    throw explained(error, site.config);
  }
}

/** Host and port of an address. */
export function placeOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? 80 : 443)}`;
}

async function checkAccount({ administration, config }: Site, signal: AbortSignal): Promise<void> {
  const session = await administration.whoAmI(signal);
  if (session.systemAdministrator) return;
  throw new InstallationProblem({
    message: `'${config.vcd.username}' is an account of the organization '${session.orgName}'`,
    remedy: 'vcd.username must name an account of the organization System',
  });
}

/** No one else does: an account that is of no use need not work (the original's had to). */
function callsVCenters({ broker }: Config): boolean {
  return broker.templates.some(({ guestBackend }) => guestBackend === 'guest-operations');
}

/** Those of the configuration. Throws unless they are those that vCD knows. */
async function listedVCenters(
  { administration, config }: Site,
  signal: AbortSignal,
): Promise<ReturnType<typeof pairsOf>> {
  const registered = await administration.vCenters(signal);
  const pairs = pairsOf(config.vCenters, registered);
  for (const { name } of registered) {
    if (pairs.some(({ vCenter }) => vCenter.name === name)) continue;
    throw new InstallationProblem({
      message: `vCenter '${name}' registered in vCD but not found in config file`,
      remedy: 'list it in the section vcs, with an account that may do guest operations',
    });
  }
  return pairs;
}

/** Each entry of the configuration with the vCenter that it is about. Throws for one that vCD does not know. */
function pairsOf(
  entries: readonly VCenterConfig[],
  registered: readonly VCenter[],
): readonly { readonly entry: VCenterConfig; readonly vCenter: VCenter }[] {
  return entries.map((entry) => {
    const vCenter = registered.find((each) => isMeant(entry, each));
    if (vCenter) return { entry, vCenter };
    const names = registered.map(({ name }) => `'${name}'`).join(', ') || 'none';
    throw new InstallationProblem({
      message: `vCenter '${entry.name ?? entry.host}' not found`,
      remedy: `vCD knows ${names}: the name in the section vcs must be vCD's own for it`,
    });
  });
}

/** CSE 0.3.0 knew one vCenter by its host (contract of CSE, section 12.1). */
function isMeant({ name, host }: VCenterConfig, vCenter: VCenter): boolean {
  if (name !== null) return vCenter.name === name;
  return URL.canParse(vCenter.url) && new URL(vCenter.url).hostname === host;
}
