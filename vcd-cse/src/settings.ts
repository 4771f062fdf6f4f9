import { Option, type Command } from 'commander';
import { outputFormats, type OutputFormat } from './render/print.ts';

/** What the options that many commands share come down to. */
export interface Settings {
  readonly format: OutputFormat;
  readonly wait: boolean;
}

interface SharedOptions {
  readonly output?: OutputFormat;
  readonly json?: true;
  readonly wait?: boolean;
}

/** `-o table|json|yaml`; `short` is false where `-o` means something else. */
export function withOutput(command: Command, { short = true } = {}): Command {
  const flags = short ? '-o, --output <format>' : '--output <format>';
  return command
    .addOption(new Option(flags, 'how results are printed (default: table)').choices(outputFormats))
    .addOption(new Option('--json', 'the same as --output json').hideHelp());
}

/** `--wait` and `--no-wait`. */
export function withWait(command: Command): Command {
  return command
    .option('--wait', 'wait for the task to end (default)')
    .option('--no-wait', 'show the task and return at once');
}

/** The options of the whole program, which the original wants before the first word. */
export function withProgramOptions(program: Command): Command {
  return program
    .addOption(
      new Option('-o, --output <format>', 'how results are printed (default: table)').choices(outputFormats),
    )
    .option('-j, --json', 'the same as --output json')
    .option('--wait', 'wait for tasks to end (default)')
    .option('-n, --no-wait', 'show tasks and return at once');
}

/** The settings of a command: its own options come before those of the program. */
export function settingsOf(command: Command): Settings {
  const levels: SharedOptions[] = [];
  for (let at: Command | null = command; at; at = at.parent) levels.push(at.opts<SharedOptions>());
  const format = levels
    .map(({ output, json }) => output ?? (json ? 'json' : undefined))
    .find((format) => format !== undefined);
  const wait = levels.map(({ wait }) => wait).find((wait) => wait !== undefined);
  return { format: format ?? 'table', wait: wait ?? true };
}
