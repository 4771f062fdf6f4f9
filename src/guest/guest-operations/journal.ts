/** What a program that `run-once.sh` runs left behind, as its journal tells (docs/reference/guest-operations.md). */
export interface Journal {
  /** The keys that the program reported with. */
  readonly told: ReadonlyMap<string, string>;
  /** The last start; undefined when nothing was ever started. */
  readonly start: { readonly name: string; readonly pid: number } | undefined;
  /** How that one ended; undefined as long as it has not, or when something else went on with its work since. */
  readonly exit: { readonly code: number; readonly output: string; readonly errors: string } | undefined;
}

/** Reads a journal. Total: whoever is root in the guest may have written anything. */
export function readJournal(text: string): Journal {
  const told = new Map<string, string>();
  let start: Journal['start'];
  let exit: Journal['exit'];
  const tails = { output: '', errors: '' };
  for (const line of text.split('\n')) {
    const [word = '', ...rest] = line.split(' ');
    const value = rest.join(' ');
    if (word === 'start') {
      start = { name: rest[0] ?? '', pid: Number(rest[1]) };
      exit = undefined;
    } else if (word === 'output' || word === 'errors') {
      tails[word] = Buffer.from(value, 'base64').toString('utf8');
    } else if (word === 'exit' && rest[0] === start?.name) {
      exit = { code: Number(rest[1]), ...tails };
    } else if (word.startsWith('guestinfo.')) {
      told.set(word, value);
      exit = undefined;
    }
  }
  return { told, start, exit };
}
