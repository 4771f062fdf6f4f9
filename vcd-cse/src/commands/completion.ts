import { Argument, type Command } from 'commander';
import type { CommandHome } from '../command-home.ts';
import { openService, Rows, understood } from '../service.ts';
import type { World } from '../world.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** Whoever pressed the tab key does not wait for a slow cloud. */
const patienceMs = 3_000;

/** A name goes into the command line as it is: one that means something to a shell is not offered. */
const typeable = /^[\w.][\w.@:+-]*$/;

/** What the shells call while a line is typed. */
const completionWord = '__complete';

/** `completion SHELL` prints what a shell needs to ask us; `__complete WORDS…` answers it, one candidate per line. */
export function addCompletion({ parent: program, world }: CommandHome): void {
  program
    .command('completion')
    .description('print a completion script, for: source <(vcd-cse completion bash)')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action((shell: Shell) => void world.stdout.write(scripts[shell]));

  program
    .command(completionWord, { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: string[]) => {
      const found = await candidates(program, words, (kind) => namesFrom(world, kind));
      world.stdout.write(found.map((word) => `${word}\n`).join(''));
    });
}

type Names = 'cluster' | 'template';

/** What the last of `words` may become; `names` gives those that only the service knows. */
async function candidates(
  program: Command,
  words: readonly string[],
  names: (kind: Names) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const typed = words.at(-1) ?? '';
  const { command, operands, before } = walk(program, words.slice(0, -1));
  const possible = await possibleWords(command, { typed, operands, before }, names);
  return possible.filter((word) => word.startsWith(typed)).toSorted();
}

/** Follows the words that are complete: to which command they lead, and how many operands it has got. */
function walk(program: Command, words: readonly string[]) {
  let command = program;
  let operands = 0;
  let before = '';
  for (const word of words) {
    const isValue = takesValue(command, before);
    before = isValue ? '' : word;
    if (isValue || word.startsWith('-')) continue;
    const next = command.commands.find((each) => each.name() === word);
    if (next) command = next;
    else operands += 1;
  }
  return { command, operands, before };
}

async function possibleWords(
  command: Command,
  at: { readonly typed: string; readonly operands: number; readonly before: string },
  names: (kind: Names) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const option = command.options.find(({ long, short }) => at.before === long || at.before === short);
  if (option?.required) {
    if (option.long === '--template') return names('template');
    return option.argChoices ?? [];
  }
  if (at.typed.startsWith('-')) {
    return command.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);
  }
  const subcommands = command.commands.map((each) => each.name()).filter((name) => name !== completionWord);
  if (subcommands.length > 0) return subcommands;
  const argument = command.registeredArguments[at.operands];
  if (argument?.name() === 'cluster') return names('cluster');
  return argument?.argChoices ?? [];
}

function takesValue(command: Command, word: string): boolean {
  return command.options.some(({ long, short, required }) => required && (word === long || word === short));
}

/** Names that the service tells; none when it cannot be asked, for nobody wants an error in the middle of a line. */
async function namesFrom(world: World, kind: Names): Promise<readonly string[]> {
  const silent: World = { ...world, stderr: { write: () => true } };
  try {
    const service = await openService(silent);
    const path = kind === 'cluster' ? '' : '/template';
    const body = await service.call({ method: 'GET', path }, AbortSignal.timeout(patienceMs));
    const names = understood(Rows, body, service).map(({ name }) => String(name));
    return names.filter((name) => typeable.test(name));
  } catch {
    return [];
  }
}

const bash = `_vcd_cse() {
  local IFS=$'\\n'
  COMPREPLY=($(vcd-cse ${completionWord} -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _vcd_cse vcd-cse
`;

const zsh = `#compdef vcd-cse
_vcd_cse() {
  local -a found
  found=("\${(@f)$(vcd-cse ${completionWord} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=(\${found:#})
  if (( \${#found} )); then compadd -- "\${found[@]}"; else _files; fi
}
compdef _vcd_cse vcd-cse
`;

const fish = `function __vcd_cse_complete
  set -l words (commandline -opc)
  vcd-cse ${completionWord} -- $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c vcd-cse -a '(__vcd_cse_complete)'
`;

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
