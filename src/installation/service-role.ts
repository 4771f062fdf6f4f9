import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** What each right is needed for, by vCD's name of the right. */
const Rights = z.record(z.string(), z.string().min(1));

const RoleFile = z.strictObject({ description: z.string().min(1), run: Rights, install: Rights });

/** The least that the service's account must be allowed, shipped as data. */
export type ServiceRole = z.output<typeof RoleFile>;

/** Where the data of this release lies. */
const file = fileURLToPath(new URL('../../roles/service-account.yaml', import.meta.url));

/** Reads the role. Throws what reading a file throws. */
export async function loadServiceRole(): Promise<ServiceRole> {
  return RoleFile.parse(parse(await readFile(file, 'utf8')));
}
