import { Argument, Option, type Command } from 'commander';
import { kinds } from '#records/metadata.ts';
import type { CommandHome } from '../command-home.ts';
import { resourceNames, withResource } from '../resources.ts';
import { withStatus } from '../status.ts';
import type { World } from '../world.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** `cse completion SHELL`: prints what the shell needs; the script asks `cse completion --words …` at every tab. */
export function addCompletion({ program, world, wholeProgram }: CommandHome): void {
  program
    .command('completion')
    .description('print a completion script, for: source <(cse completion bash)')
    .addArgument(new Argument('[shell]', 'which shell').choices(shells))
    .addOption(new Option('--words <words...>', 'what could follow these words').hideHelp())
    .action(async (shell: Shell | undefined, { words }: { readonly words?: readonly string[] }) => {
      if (words)
        for (const word of await candidates(words, await wholeProgram(), world))
          world.stdout.write(`${word}\n`);
      else if (shell) world.stdout.write(scripts[shell]);
      else program.error("error: missing required argument 'shell'");
    });
}

const recordKinds = kinds.map((kind) => kind.toLowerCase());

/** What may follow a command that takes a kind and a name. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  get: resourceNames,
  describe: [...recordKinds, 'node'],
  explain: ['cluster'],
  ...Object.fromEntries(
    ['wait', 'reconcile', 'pause', 'resume', 'retry', 'delete', 'purge'].map((verb) => [verb, recordKinds]),
  ),
  protect: ['cluster'],
  unprotect: ['cluster'],
};

/** What the last of the words could become; those before it are complete. */
async function candidates(
  words: readonly string[],
  program: Command,
  world: World,
): Promise<readonly string[]> {
  const last = words.at(-1)?.replace(/^=/, '') ?? '';
  const before = words.slice(0, -1).map((word) => word.replace(/^=/, ''));
  const all = await continuations(before, last, program, world);
  return all.filter((word) => word.startsWith(last));
}

async function continuations(
  before: readonly string[],
  last: string,
  program: Command,
  world: World,
): Promise<readonly string[]> {
  let [command, typed] = [program, before];
  for (let below = find(command, typed[0]); below; below = find(command, typed[0]))
    [command, typed] = [below, typed.slice(1)];
  if (command.commands.length > 0)
    return typed.length === 0 ? command.commands.map((each) => each.name()) : [];
  const option = command.options.find(({ short, long }) => before.at(-1) === short || before.at(-1) === long);
  if (option?.required) return option.argChoices ?? [];
  if (last.startsWith('-')) return command.options.flatMap(({ long }) => long ?? []);
  const operands = operandsIn(command, typed);
  const expected = kindsOf[command.name()];
  if (!expected) return command.registeredArguments[operands.length]?.argChoices ?? [];
  if (operands.length === 0) return expected;
  return operands.length === 1 ? namesOf(operands[0] ?? '', world) : [];
}

function find({ commands }: Command, name: string | undefined): Command | undefined {
  return commands.find((each) => each.name() === name);
}

/** Without the options and their values. */
function operandsIn(command: Command, words: readonly string[]): string[] {
  const takesValue = (word: string | undefined) =>
    word !== undefined &&
    command.options.some(({ short, long, required }) => required && (word === short || word === long));
  return words.filter((word, index) => !word.startsWith('-') && !takesValue(words[index - 1]));
}

/** As the server or its database has them; a shell is told nothing where neither is to be found. */
async function namesOf(kind: string, world: World): Promise<readonly string[]> {
  const quiet: World = { ...world, stderr: { write: () => {} } };
  try {
    return await withStatus({}, quiet, async ({ reader, signal }) => {
      const rows = await withResource(kind, async (resource) =>
        (await resource.list(reader, {}, signal)).map(resource.name),
      );
      return [...new Set(rows)];
    });
  } catch {
    return [];
  }
}

// Every word gets a `=` in front: none may look like an option of ours.
const scripts: Readonly<Record<Shell, string>> = {
  bash: `_cse() {
  local IFS=$'\\n'
  local typed=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=($("\${COMP_WORDS[0]}" completion --words "\${typed[@]/#/=}" 2>/dev/null))
  [ "\${#COMPREPLY[@]}" -eq 0 ] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _cse cse
`,
  zsh: `#compdef cse
_cse() {
  local found="$(cse completion --words "\${(@)words[2,CURRENT]/#/=}" 2>/dev/null)"
  if [[ -n "$found" ]]; then compadd -- "\${(@f)found}"; else _files; fi
}
compdef _cse cse
`,
  fish: `function __cse_complete
  set -l typed (commandline -opc) (commandline -ct)
  set -l found (cse completion --words =$typed[2..-1] 2>/dev/null)
  if test (count $found) -gt 0
    string join \\n -- $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c cse -f -a '(__cse_complete)'
`,
};
