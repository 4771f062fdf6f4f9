import { Declined, usageProblem } from './problem.ts';
import type { World } from './world.ts';

/** Asks a question that is answered with y or n; throws `Declined` for everything but a yes. */
export async function confirm(world: World, question: string): Promise<void> {
  world.stdout.write(`${question} [y/N]: `);
  const answer = await readLine(world);
  if (!/^y(es)?$/i.test(answer?.trim() ?? '')) throw new Declined();
}

/** A password that does not show while it is typed; from a pipe, its first line. Throws `Declined` at its end. */
export async function askPassword(world: World, label: string): Promise<string> {
  const { stdin, stderr } = world;
  if (stdin.isTTY !== true || !stdin.setRawMode) {
    const line = await readLine(world);
    if (line === undefined) throw usageProblem('There is no password on standard input');
    return line;
  }
  stderr.write(`${label}: `);
  stdin.setRawMode(true);
  try {
    return await readHidden(world);
  } finally {
    stdin.setRawMode(false);
    stderr.write('\n');
  }
}

/** Up to the end of the line; undefined when the input ended before anything came. */
async function readLine({ stdin }: World): Promise<string | undefined> {
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text === '' ? undefined : text.split('\n')[0]?.replace(/\r$/, '');
}

/** What a terminal in raw mode sends: every key by itself, Ctrl-C and Ctrl-D too. */
async function readHidden({ stdin }: World): Promise<string> {
  let typed = '';
  for await (const chunk of stdin) {
    for (const key of String(chunk)) {
      if (key === '\r' || key === '\n') return typed;
      if (key === '\u0003' || key === '\u0004') throw new Declined();
      if (key === '\u007f' || key === '\b') typed = Array.from(typed).slice(0, -1).join('');
      else typed += key;
    }
  }
  throw new Declined();
}
