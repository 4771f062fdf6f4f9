import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { figureSchema, type Figure } from './figure.ts';

/** On what the figures of a file were measured: without it they say nothing. */
const circumstancesSchema = z
  .strictObject({
    machine: z.string(),
    node: z.string(),
    at: z.iso.datetime(),
    /** What others did on the machine when the measuring began: the load average of a minute. */
    loadBefore: z.number(),
  })
  .readonly();
export type Circumstances = z.output<typeof circumstancesSchema>;

export interface Result {
  readonly bench: string;
  readonly circumstances: Circumstances;
  readonly figures: readonly Figure[];
}

const resultsDirectory = join(import.meta.dirname, '..', 'results');
const suffix = '.jsonl';

/** The committed results of every bench that has some. Throws on a file that is none. */
export async function readResults(): Promise<readonly Result[]> {
  const names = (await readdir(resultsDirectory)).filter((name) => name.endsWith(suffix)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const [first = '', ...rest] = (await readFile(join(resultsDirectory, name), 'utf8')).trim().split('\n');
      return {
        bench: name.slice(0, -suffix.length),
        circumstances: circumstancesSchema.parse(JSON.parse(first)),
        figures: rest.map((line) => figureSchema.parse(JSON.parse(line))),
      };
    }),
  );
}

/** Replaces the committed results of one bench: circumstances in the first line, one figure in each of the others. */
export async function writeResult({ bench, circumstances, figures }: Result): Promise<void> {
  await mkdir(resultsDirectory, { recursive: true });
  const lines = [circumstances, ...figures].map((line) => JSON.stringify(line));
  await writeFile(join(resultsDirectory, `${bench}${suffix}`), `${lines.join('\n')}\n`);
}
