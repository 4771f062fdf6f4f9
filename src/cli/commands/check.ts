import { checkInstallation } from '#installation/check.ts';
import { checkRights } from '#installation/check-rights.ts';
import { checkConnections } from '#installation/connections.ts';
import { tellFinding } from '#installation/narrator.ts';
import { partsOf } from '#installation/parts.ts';
import { templatesPart } from '#installation/parts/templates.ts';
import { checkRoundTrip } from '#installation/round-trip.ts';
import { loadServiceRole } from '#installation/service-role.ts';
import { createLogger } from '#telemetry/logger.ts';
import type { Config } from '#config/config.ts';
import { configOption, configPath, loadAloud, sayInvalid, sayValid } from '../config-option.ts';
import type { CommandHome } from '../command-home.ts';
import { onSite, type Work } from '../on-site.ts';
import { selectedTemplates, templateOption } from '../template-option.ts';
import type { World } from '../world.ts';

interface CheckOptions {
  readonly config?: string;
  readonly checkInstall?: boolean;
  readonly template: string;
  readonly as?: string;
  readonly offline?: boolean;
}

/** `cse check`: are configuration, connections and installation fit for use? Exit code 1 when not (the original's was 0). */
export function addCheck({ program, world, exitWith }: CommandHome): void {
  program
    .command('check')
    .description('check the configuration, its connections and the way of a request')
    .addOption(configOption())
    .option('-i, --check-install', 'check the installation in vCD and on the broker, too')
    .addOption(templateOption())
    .option('--as <user>', 'list the rights that the service needs and this user of System has or lacks')
    .option('--offline', 'look at the file only and connect to nothing')
    .action(async (options: CheckOptions) => {
      const path = configPath(options.config, world);
      const config = await loadAloud(path, world);
      if (!config) return exitWith(1);
      const names = selectedTemplates(config, options.template);
      if (options.offline) return sayValid(path, world);
      const code = await checkOnSite({ path, config, world }, async (work) => {
        const isOpen = await wayOfARequest(work);
        // What is wrong with the way may show in the installation and in the rights.
        const isInstalled = !options.checkInstall || (await installation(work, names));
        const isAllowed = options.as === undefined || (await rights(work, options.as));
        return isOpen && isInstalled && isAllowed;
      });
      exitWith(code);
    });
}

/** Makes the connections that the file names, which decide whether it is valid, then does what else is to be checked. */
export async function checkOnSite(
  given: { readonly path: string; readonly config: Config; readonly world: World },
  further: (work: Work) => Promise<boolean>,
): Promise<number> {
  const { path, config, world } = given;
  let isValid = false;
  const code = await onSite({ world, config, log: createLogger({ level: 'silent' }) }, async (work) => {
    await checkConnections(work.site, work.narrator, work.signal);
    isValid = true;
    sayValid(path, world);
    return (await further(work)) ? 0 : 1;
  });
  if (!isValid && code === 1) sayInvalid(path, world);
  return code;
}

/** Whether broker and vCD are as the service needs them (contract of CSE 1.2.7, section 9.3). */
export function installation({ site, narrator, signal }: Work, names: readonly string[]): Promise<boolean> {
  return checkInstallation([...partsOf(site), templatesPart(site, names, narrator)], narrator, signal);
}

async function rights({ site, narrator, signal }: Work, user: string): Promise<boolean> {
  return checkRights(site, user, await loadServiceRole(), narrator, signal);
}

async function wayOfARequest({ site, narrator, signal }: Work): Promise<boolean> {
  const findings = await checkRoundTrip(site, signal);
  for (const finding of findings) tellFinding(narrator, finding);
  return findings.every(({ grade }) => grade !== 'bad');
}
