import { checkConnections } from '#installation/connections.ts';
import { partsOf } from '#installation/parts.ts';
import { templatesPart } from '#installation/parts/templates.ts';
import { removalsOf, uninstall } from '#installation/uninstall.ts';
import { configOption, configPath, loadAloud, sayValid } from '../config-option.ts';
import type { CommandHome } from '../command-home.ts';
import { openInstallLog } from '../install-log.ts';
import { namedRole, onSite } from '../on-site.ts';
import { confirm } from '../terminal-narrator.ts';
import { CommandFailed, UsageError } from '../world.ts';

interface UninstallOptions {
  readonly config?: string;
  readonly yes?: boolean;
  readonly keepTemplates?: boolean;
  readonly role?: string;
  readonly dryRun?: boolean;
}

/** `cse uninstall`: takes away what `cse install` made, once it has listed it and been told to. */
export function addUninstall({ program, world, exitWith }: CommandHome): void {
  program
    .command('uninstall')
    .description('remove the service from vCD and from the broker')
    .addOption(configOption())
    .option('-y, --yes', 'do not ask')
    .option('--keep-templates', 'leave the templates and their catalog where they are')
    .option('--role <name>', 'remove this role of the service account, too')
    .option('--dry-run', 'say what would go, and change nothing')
    .action(async (options: UninstallOptions) => {
      const path = configPath(options.config, world);
      if (!options.yes && !options.dryRun && !world.ask)
        throw new UsageError('there is no terminal to ask on; say --yes to uninstall without a question');
      const config = await loadAloud(path, world);
      if (!config) return exitWith(1);
      using log = openInstallLog(world, 'cse-uninstall');
      const heading = 'CSE Uninstallation Error';
      const code = await onSite({ world, config, log: log.log, heading }, async (work) => {
        const { site, narrator, signal } = work;
        await checkConnections(site, narrator, signal);
        sayValid(path, world);
        const names = config.broker.templates.map(({ name }) => name);
        const parts = [...partsOf(site, await namedRole(options.role)), templatesPart(site, names, narrator)];
        const all = await removalsOf(parts, signal);
        const removals = options.keepTemplates ? all.filter(({ ofTemplates }) => !ofTemplates) : all;
        if (removals.length === 0) {
          narrator.say('Nothing of CSE is installed', 'good');
          return 0;
        }
        narrator.say('This goes:');
        for (const { plan } of removals) narrator.say(`  ${plan}`);
        narrator.say('Clusters of tenants, their vApps and the database of the server stay.');
        if (options.dryRun) return 0;
        if (!options.yes && !(await confirm('Are you sure you want to uninstall CSE?', world, signal)))
          throw new CommandFailed('Aborted');
        await uninstall(removals, narrator, signal);
        narrator.say('CSE is uninstalled', 'good');
        return 0;
      });
      exitWith(code);
    });
}
