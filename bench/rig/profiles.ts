import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const functionSchema = z
  .strictObject({
    name: z.string(),
    /** The file that it is in; empty for what is V8's own. */
    place: z.string(),
    /** Of the time in which the server was at work. */
    percent: z.number(),
  })
  .readonly();
export type ProfiledFunction = z.output<typeof functionSchema>;

const profilesSchema = z.record(
  z.string(),
  z.strictObject({
    before: z.array(functionSchema).readonly().optional(),
    after: z.array(functionSchema).readonly().optional(),
  }),
);
export type Profiles = z.output<typeof profilesSchema>;

const path = join(import.meta.dirname, '..', 'results', 'profiles.json');

/** On what the server spent its time, by scenario, before and after the last change that was made for it. */
export async function readProfiles(): Promise<Profiles> {
  return profilesSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

export async function keepProfile(profile: {
  readonly scenario: string;
  readonly state: 'before' | 'after';
  readonly functions: readonly ProfiledFunction[];
}): Promise<void> {
  const { scenario, state, functions } = profile;
  const all = await readProfiles();
  const changed = { ...all, [scenario]: { ...all[scenario], [state]: functions } };
  await writeFile(path, `${JSON.stringify(changed, null, 2)}\n`);
}
