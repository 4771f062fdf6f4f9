import { readFileSync } from 'node:fs';
import { parseKubectl } from './kubectl-arguments.ts';
import { connectionFor, KubectlClient } from './kubectl-client.ts';

/** One call of kubectl: what was asked, and where the answer goes. */
export interface KubectlCommand {
  readonly verb: string;
  /** The words after the verb. */
  readonly words: readonly string[];
  has(flag: string): boolean;
  /** The last value of a flag. */
  value(flag: string): string | undefined;
  values(flag: string): readonly string[];
  /** Undefined for all namespaces. */
  namespace(): string | undefined;
  client(): KubectlClient;
  /** Text of a file that the command line names; `-` is standard input. Throws kubectl's complaint. */
  read(path: string): string;
  print(line: string): void;
  /** Text as it is. */
  write(text: string): void;
  /** On standard error. */
  warn(line: string): void;
}

/** Where a kubectl runs: the program of a guest unless told. */
export interface KubectlSurroundings {
  /** The cluster of the value of `--kubeconfig`. */
  readonly connect: (kubeconfig: string | undefined) => KubectlClient;
  readonly read: (path: string) => string;
  readonly write: (text: string) => void;
  readonly warn: (line: string) => void;
}

const program: KubectlSurroundings = {
  connect: (kubeconfig) => new KubectlClient(connectionFor(kubeconfig)),
  read: (path) => readFileSync(path === '-' ? 0 : path, 'utf8'),
  write: (text) => {
    process.stdout.write(text);
  },
  warn: (line) => {
    process.stderr.write(`${line}\n`);
  },
};

/** Reads the command line; the cluster is looked for when it is first needed. */
export function kubectlCommand(
  argv: readonly string[],
  { connect, read, write, warn }: KubectlSurroundings = program,
): KubectlCommand {
  const { words, flags } = parseKubectl(argv);
  const value = (flag: string): string | undefined => flags.get(flag)?.at(-1);
  let client: KubectlClient | undefined;
  return {
    verb: words[0] ?? '',
    words: words.slice(1),
    has: (flag) => flags.has(flag),
    value,
    values: (flag) => flags.get(flag) ?? [],
    namespace: () => (flags.has('all-namespaces') ? undefined : (value('namespace') ?? 'default')),
    client: () => (client ??= connect(value('kubeconfig'))),
    read,
    write,
    print: (line) => {
      write(`${line}\n`);
    },
    warn,
  };
}
