import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './atomic-file.ts';
import { parseJson } from './json.ts';
import { Problem } from './problem.ts';
import type { World } from './world.ts';

/** Where one is logged in, as whom, and with which token; what `login` writes and `logout` removes. */
export type Profile = z.infer<typeof Profile>;
export const Profile = z.strictObject({
  version: z.literal(1),
  /** Origin of Cloud Director, `https://vcd.example.com`. */
  url: z.url(),
  org: z.string(),
  user: z.string(),
  systemAdministrator: z.boolean(),
  /** The virtual datacenter in use; empty when there is none. */
  vdc: z.string(),
  apiVersion: z.string(),
  token: z.strictObject({ kind: z.enum(['bearer', 'legacy']), value: z.string().min(1) }),
  /** The certificate of Cloud Director is not checked. */
  insecure: z.boolean(),
  /** PEM of the only authority that is trusted; the system's are when it is missing. */
  ca: z.string().optional(),
});

/** `$VCD_CSE_PROFILE`, or below `$XDG_CONFIG_HOME`, or `~/.vcd-cse/profile.json`. */
export function profilePath({ environment, homeDirectory }: World): string {
  if (environment['VCD_CSE_PROFILE']) return environment['VCD_CSE_PROFILE'];
  const xdg = environment['XDG_CONFIG_HOME'];
  return xdg ? join(xdg, 'vcd-cse', 'profile.json') : join(homeDirectory, '.vcd-cse', 'profile.json');
}

/** The profile of whoever is logged in. Throws a `Problem` when nobody is. */
export async function loadProfile(world: World): Promise<Profile> {
  const hint = 'Log in: vcd-cse login HOST ORG USER';
  const restored = await readFile(profilePath(world), 'utf8').then(
    (text) => Profile.safeParse(parseJson(text)),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new Problem(`The profile cannot be read: ${error.message}`, { cause: error });
    },
  );
  if (!restored?.success) throw new Problem("Can't restore session, please login again.", { hint });
  return restored.data;
}

/** Replaces the profile; the file is its owner's only. */
export async function saveProfile(world: World, profile: Profile): Promise<void> {
  await writePrivateFile(profilePath(world), `${JSON.stringify(profile, undefined, 2)}\n`);
}

/** Succeeds also when there is none. */
export async function removeProfile(world: World): Promise<void> {
  await rm(profilePath(world), { force: true });
}
