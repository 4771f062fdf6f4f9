import { Argument, type Command } from 'commander';
import type { CommandHome } from '../command-home.ts';
import { resourceNames } from '../resources.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** `cse completion SHELL`: prints what the shell needs to complete our words. */
export function addCompletion({ program, world }: CommandHome): void {
  program
    .command('completion')
    .description('print a completion script, for: source <(cse completion bash)')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action((shell: Shell) => world.stdout.write(scripts[shell](wordsOf(program))));
}

/** What may follow each command. */
type Words = ReadonlyMap<string, readonly string[]>;

const scripts: Readonly<Record<Shell, (words: Words) => string>> = {
  bash: bashScript,
  zsh: (words) => `autoload -U +X bashcompinit && bashcompinit\n${bashScript(words)}`,
  fish: fishScript,
};

function wordsOf(program: Command): Words {
  const operands: Readonly<Record<string, readonly string[]>> = {
    get: resourceNames,
    describe: ['cluster'],
    completion: shells,
  };
  return new Map(
    program.commands.map((command) => {
      const options = command.options.flatMap(({ long }) => (long ? [long] : []));
      const below = command.commands.map((subcommand) => subcommand.name());
      return [command.name(), [...(operands[command.name()] ?? []), ...below, ...options]];
    }),
  );
}

function bashScript(words: Words): string {
  const cases = [...words].map(([command, follow]) => `    ${command}) words='${follow.join(' ')}' ;;`);
  return `_cse() {
  local words
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words='' ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words='${[...words.keys()].join(' ')}'
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [ "\${#COMPREPLY[@]}" -eq 0 ] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _cse cse
`;
}

function fishScript(words: Words): string {
  const first = `complete -c cse -n __fish_use_subcommand -f -a '${[...words.keys()].join(' ')}'`;
  const rest = [...words].map(
    ([command, follow]) =>
      `complete -c cse -n '__fish_seen_subcommand_from ${command}' -a '${follow.join(' ')}'`,
  );
  return `${[first, ...rest].join('\n')}\n`;
}
