/** A command line of kubectl, taken apart. */
export interface KubectlArguments {
  readonly words: readonly string[];
  /** Values of `--name value`, `--name=value` and `-n value`, by long name; flags without value have `''`. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

const short: Readonly<Record<string, string>> = {
  n: 'namespace',
  o: 'output',
  f: 'filename',
  l: 'selector',
  p: 'patch',
  A: 'all-namespaces',
  v: 'v',
};

const withoutValue = new Set([
  'all',
  'all-namespaces',
  'client',
  'delete-emptydir-data',
  'disable-eviction',
  'force',
  'force-conflicts',
  'help',
  'ignore-daemonsets',
  'ignore-not-found',
  'no-headers',
  'now',
  'overwrite',
  'server-side',
  'show-labels',
  'validate',
  'wait',
]);

/** Splits words from flags; `--` ends the flags. */
export function parseKubectl(argv: readonly string[]): KubectlArguments {
  const words: string[] = [];
  const flags = new Map<string, string[]>();
  const add = (name: string, value: string): void => {
    flags.set(name, [...(flags.get(name) ?? []), value]);
  };
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const long = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
    const brief = /^-([a-zA-Z])(?:=?(.+))?$/s.exec(argument);
    const name = long?.[1] ?? short[brief?.[1] ?? ''];
    if (argument === '--') {
      words.push(...argv.slice(index + 1));
      break;
    } else if (name === undefined) {
      words.push(argument);
    } else {
      const inline = long ? long[2] : brief?.[2];
      if (inline !== undefined) add(name, inline);
      else if (withoutValue.has(name)) add(name, '');
      else {
        index += 1;
        add(name, argv[index] ?? '');
      }
    }
  }
  return { words, flags };
}
