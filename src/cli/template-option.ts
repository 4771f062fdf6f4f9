import { Option } from 'commander';
import type { Config } from '#config/config.ts';
import { UsageError } from './world.ts';

/** `-t/--template`: one template of the configuration, or all (contract of CSE 1.2.7, section 9). */
export function templateOption(): Option {
  return new Option('-t, --template <name>', 'only this template of the configuration').default('*', 'all');
}

/** Names of the templates that are meant. Throws `UsageError` for one that is not in the configuration. */
export function selectedTemplates(config: Config, name: string): readonly string[] {
  const names = config.broker.templates.map((template) => template.name);
  if (name === '*') return names;
  if (names.includes(name)) return [name];
  throw new UsageError(`Template '${name}' is not in the config file; there are: ${names.join(', ')}`);
}
