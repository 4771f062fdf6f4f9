import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const unit = join(import.meta.dirname, '..', '..', 'packaging', 'cse.service');

/** The environment that systemd starts the server in, so that what is measured is what runs. */
export async function serviceEnvironment(): Promise<Readonly<Record<string, string>>> {
  const lines = (await readFile(unit, 'utf8')).matchAll(/^Environment=(.+)$/gm);
  const words = [...lines].flatMap(([, assignments = '']) => assignments.split(' '));
  return Object.fromEntries(words.map((word) => word.split(/=(.*)/, 2)));
}
