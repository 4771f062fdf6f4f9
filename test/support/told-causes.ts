import type { SimulatedCloud } from './simulated-cloud.ts';
import { cliWorld } from './cli-world.ts';

/** Runs `cse` on the cloud's configuration, as an operator would. */
export function operatorOf(cloud: Pick<SimulatedCloud, 'configPath'>) {
  return (...words: string[]) => cliWorld({ clock: () => new Date() }).run(...words, '-c', cloud.configPath);
}

/**
 * What is wrong with the service as a whole, in the words of `cse top` and of `cse describe` for a cluster; undefined as long
 * as not both show it.
 */
export async function problemTold(
  cse: ReturnType<typeof operatorOf>,
  cluster: string,
  shows: RegExp,
): Promise<string | undefined> {
  const topmost = fieldIn((await cse('top')).stdout, 'Attention').trim();
  const described = (await cse('describe', 'cluster', cluster)).stderr.trim();
  if (![topmost, described].every((text) => shows.test(text))) return undefined;
  return `top:      ${steady(topmost)}\ndescribe: ${steady(described)}\n`;
}

/** The words after the field's name, which may go on in the next lines. */
export function fieldIn(text: string, name: string): string {
  const [, words = ''] = new RegExp(`^${name}: +(.*(?:\\n .*)*)`, 'm').exec(text) ?? [];
  return words.replace(/\s+/g, ' ');
}

/** Without what is different at every run. */
export function steady(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, 'UUID')
    .replace(/\b(mstr|node)-\w{4}\b/g, '$1-xxxx')
    .replace(/socket hang up|read ECONNRESET/g, 'the connection broke off')
    .replace(/127\.0\.0\.1:\d+/g, 'VCD')
    .replace(/\d+(?= of the \d+ MB)/g, 'SOME')
    .replace(/\S+(?=cse\.db)/g, '');
}
