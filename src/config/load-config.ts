import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { loadDefinitions } from '#definitions/definitions.ts';
import { ConfigInvalid, type ConfigProblem } from './config-problem.ts';
import type { Config } from './config.ts';
import { checkPksFile, parseConfig } from './parse-config.ts';

/** The configuration of a file and what is doubtful about it. Throws `ConfigInvalid`, or what reading a file throws. */
export async function loadConfig(
  path: string,
): Promise<{ readonly config: Config; readonly warnings: readonly string[] }> {
  const text = await readPrivateFile(path);
  const directory = dirname(resolve(path));
  const { config, warnings, pksFile } = parseConfig(text, directory, await loadDefinitions());
  if (pksFile !== undefined) checkPksFile(await readPrivateFile(pksFile));
  return { config, warnings };
}

/** Passwords are in it: nobody but the owner may read it (contract of CSE 1.2.7, section 8.4). */
async function readPrivateFile(path: string): Promise<string> {
  const { mode } = await stat(path);
  const problems = process.platform === 'win32' ? [] : permissionProblems(mode, path);
  if (problems.length > 0) throw new ConfigInvalid(problems);
  return readFile(path, 'utf8');
}

/** The file's mode bits against the rule: 0600 or 0400. */
export function permissionProblems(mode: number, path: string): ConfigProblem[] {
  const hint = `chmod 600 ${path}`;
  const problems: string[] = [];
  if (mode & 0o100) problems.push(`Remove execute permission of the Owner for the file ${path}`);
  if (mode & 0o007)
    problems.push(`Remove read, write and execute permissions of Others for the file ${path}`);
  if (mode & 0o070) problems.push(`Remove read, write and execute permissions of Group for the file ${path}`);
  return problems.map((message) => ({ path: '', message, hint }));
}
