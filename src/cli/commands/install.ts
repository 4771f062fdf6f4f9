import { Option } from 'commander';
import { readFile } from 'node:fs/promises';
import { checkConnections, placeOf } from '#installation/connections.ts';
import { install, planInstall } from '#installation/install.ts';
import { installTemplates, planTemplates } from '#installation/install-templates.ts';
import { partsOf } from '#installation/parts.ts';
import { configOption, configPath, loadAloud, sayValid } from '../config-option.ts';
import type { CommandHome } from '../command-home.ts';
import { openInstallLog } from '../install-log.ts';
import { namedRole, onSite, type Work } from '../on-site.ts';
import { selectedTemplates, templateOption } from '../template-option.ts';
import { decisionModes, type DecisionMode } from '../terminal-narrator.ts';
import { UsageError } from '../world.ts';

interface InstallOptions {
  readonly config?: string;
  readonly template: string;
  readonly update?: boolean;
  readonly capture: boolean;
  readonly sshKey?: string;
  readonly ext: DecisionMode;
  readonly amqp?: DecisionMode;
  readonly role?: string;
  readonly dryRun?: boolean;
}

/** `cse install`: makes vCD and the broker as the service needs them, and its templates (contract of CSE 1.2.7, section 9.4). */
export function addInstall({ program, world, exitWith }: CommandHome): void {
  program
    .command('install')
    .description('install the service in vCD and on the broker, and make its templates')
    .addOption(configOption())
    .addOption(templateOption())
    .option('-u, --update', 'make templates anew that are there already')
    .option('-n, --no-capture', 'leave the vApps of templates standing and capture none of them')
    .option('-k, --ssh-key <file>', 'public key for the root of the templates’ vApps')
    .addOption(decisionOption('-e, --ext', 'the registration of the extension in vCD').default('prompt'))
    .addOption(
      decisionOption('--amqp', 'the AMQP settings of vCD (default: prompt on a terminal, else skip)'),
    )
    .option('--role <name>', 'make a role of System, too, with the least that the service account needs')
    .option('--dry-run', 'say what would change, and change nothing')
    .action(async (options: InstallOptions) => {
      const path = configPath(options.config, world);
      const sshKey = await readKey(options);
      const config = await loadAloud(path, world);
      if (!config) return exitWith(1);
      const names = selectedTemplates(config, options.template);
      using log = openInstallLog(world, 'cse-install');
      const modes = { ext: options.ext, amqp: options.amqp ?? (world.ask ? 'prompt' : 'skip') } as const;
      const heading = 'CSE Installation Error';
      const code = await onSite({ world, config, log: log.log, modes, heading }, async (work) => {
        await checkConnections(work.site, work.narrator, work.signal);
        sayValid(path, world);
        return installOnSite({ path, names, sshKey, options, work });
      });
      if (code === 1) world.stderr.write(`Check CSE install logs: ${log.path}\n`);
      exitWith(code);
    });
}

async function installOnSite(given: {
  readonly path: string;
  readonly names: readonly string[];
  readonly sshKey: string | undefined;
  readonly options: InstallOptions;
  readonly work: Work;
}): Promise<number> {
  const { path, options, work } = given;
  const { site, narrator, signal } = work;
  const parts = partsOf(site, await namedRole(options.role));
  const { update = false, capture } = options;
  const choice = { names: given.names, update, capture, sshKey: given.sshKey };
  if (options.dryRun) {
    const planned = await planInstall(parts, narrator, signal);
    const templates = await planTemplates(site, choice, narrator, signal);
    if (planned.changed + templates.changed === 0) narrator.say('Nothing would change', 'good');
    return 0;
  }
  narrator.say(`Installing CSE on vCloud Director using config file '${path}'`, 'notice');
  narrator.say(`Connected to vCD as system administrator: ${placeOf(site.config.vcd.url)}`, 'good');
  const installed = await install(parts, narrator, signal);
  const templates = await installTemplates(site, choice, narrator, signal);
  const changed = installed.changed + templates.changed;
  narrator.say(changed === 0 ? 'Nothing had to be changed' : 'CSE is installed', 'good');
  return 0;
}

function decisionOption(flags: string, what: string): Option {
  return new Option(`${flags} <how>`, what).choices(decisionModes);
}

/** Nobody could log in to a vApp that is left standing without a key. */
async function readKey({ capture, sshKey }: InstallOptions): Promise<string | undefined> {
  if (!capture && sshKey === undefined) {
    throw new UsageError(
      'Must provide ssh-key file (using --ssh-key OR -k) if --no-capture is given, or nobody could log in to the vApp',
    );
  }
  if (sshKey === undefined) return undefined;
  const invalid = 'Invalid value for "-k" / "--ssh-key"';
  const text = await readFile(sshKey, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${invalid}: Path "${sshKey}" is not readable.`, { cause: error });
  });
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(#|$)/.test(line));
  if (lines.length === 0 || !lines.every((line) => publicKey.test(line))) {
    throw new UsageError(`${invalid}: "${sshKey}" holds no public keys; their files usually end in .pub`);
  }
  return lines.join('\n');
}

/** A line of an authorized_keys file: perhaps options, the kind, and the key. A private key is not to go into any machine. */
const publicKey = /(^|\s)(ssh-|ecdsa-sha2-|sk-)\S+\s+AAAA[0-9A-Za-z+/]+=*(\s|$)/;
