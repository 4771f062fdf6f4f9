import { parse, stringify } from 'yaml';
import { ConfigInvalid, type ConfigProblem } from '#config/config-problem.ts';
import { parseConfig } from '#config/parse-config.ts';
import { originalConfig } from './original-config.ts';

// oxlint-disable-next-line no-explicit-any -- what a test does to its own data needs no types
export type File = Record<string, any>;

/** The original's file with `change` made to it; YAML 1.1 in and out, as the original's. */
export function changed(change: (file: File) => void): string {
  const file = parse(originalConfig, { version: '1.1' }) as File; // it is a mapping
  change(file);
  return stringify(file, { version: '1.1' });
}

/** What stands in comments as keys and values. */
export function uncommented(text: string): string {
  return text.replaceAll(/^# (?=[a-z]+:$| )/gm, '');
}

/** Takes a file as if it lay in `/etc/cse`; throws `ConfigInvalid`. */
export function load(text: string) {
  return parseConfig(text, '/etc/cse');
}

/** What is wrong with a file; nothing where it is taken. */
export function problemsOf(text: string): readonly ConfigProblem[] {
  try {
    load(text);
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.problems;
    throw error;
  }
  return [];
}

/** The same, in words. */
export const messages = (text: string) => problemsOf(text).map((problem) => problem.message);
