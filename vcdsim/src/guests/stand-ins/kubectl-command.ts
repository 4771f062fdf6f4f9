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
  print(line: string): void;
}

/** Where a kubectl runs: the program of a guest unless told. */
export interface KubectlSurroundings {
  /** The cluster of the value of `--kubeconfig`. */
  readonly connect: (kubeconfig: string | undefined) => KubectlClient;
  readonly print: (line: string) => void;
}

const program: KubectlSurroundings = {
  connect: (kubeconfig) => new KubectlClient(connectionFor(kubeconfig)),
  print: (line) => {
    process.stdout.write(`${line}\n`);
  },
};

/** Reads the command line; the cluster is looked for when it is first needed. */
export function kubectlCommand(
  argv: readonly string[],
  { connect, print }: KubectlSurroundings = program,
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
    print,
  };
}
