import { decodeBytesToUtf8, defineCommand } from 'just-bash';
import type { Command } from 'just-bash';
import { complained, said } from './done.ts';
import type { Done } from './done.ts';
import type { InstantDisk } from './instant-disk.ts';

/** What the interpreter gives a command to work with. */
export type Context = Parameters<Command['execute']>[1];

/** Programs that the interpreter brings without options that scripts use, or does not bring at all. */
export function gnuCommands(disk: InstantDisk): Command[] {
  const { fs } = disk;
  const at = (context: Context, path: string): string => fs.resolvePath(context.cwd, path);
  return [
    defineCommand('grep', async (args, context) => grep(args, context)),
    defineCommand('mkdir', async (args, context) => {
      const { words, mode, letters } = readInstallFlags(args);
      for (const path of words.map((word) => at(context, word))) {
        const isThere = await fs.exists(path);
        const recursive = letters.includes('p');
        if (isThere && !recursive) return complained(`mkdir: cannot create directory ‘${path}’: File exists`);
        if (!recursive && !(await fs.exists(path.slice(0, path.lastIndexOf('/')) || '/'))) {
          return complained(`mkdir: cannot create directory ‘${path}’: No such file or directory`);
        }
        await fs.mkdir(path, { recursive });
        if (mode !== undefined && !isThere) await fs.chmod(path, mode);
      }
      return said('');
    }),
    defineCommand('cp', async (args, context) => copy(disk, args, (path) => at(context, path))),
    defineCommand('install', async (args, context) => install(disk, args, (path) => at(context, path))),
    // Every program is alone in its shell: there is no other process to be found.
    defineCommand('kill', async (args) => complained(`kill: (${args.at(-1) ?? ''}) - No such process`)),
  ];
}

/** Runs a command line with more words behind it, and with the input of another command. */
export async function run(context: Context, command: string, args: readonly string[]): Promise<Done> {
  if (!context.exec) throw new Error('the interpreter runs commands');
  const stdin = decodeBytesToUtf8(context.stdin);
  return context.exec(command, { cwd: context.cwd, args: [...args], stdin });
}

/** The interpreter's grep knows no -s; its egrep is asked, in its own kind of expressions. */
async function grep(args: readonly string[], context: Context): Promise<Done> {
  const flags = args.filter((word) => /^-[A-Za-z]+$/.test(word)).join('');
  const program = flags.includes('F') ? 'fgrep' : 'egrep';
  const isBasic = program === 'egrep' && !flags.includes('E');
  let patternSeen = false;
  const passed = args.flatMap((word, index): readonly string[] => {
    if (['--quiet', '--silent'].includes(word)) return ['-q'];
    if (/^-[A-Za-z]+$/.test(word)) {
      const kept = word.replaceAll(/[sFE]/g, '');
      return kept === '-' ? [] : [kept];
    }
    const isPattern =
      args[index - 1] === '-e' || (!patternSeen && !args.includes('-e') && !word.startsWith('--'));
    if (!isPattern) return [word];
    patternSeen = true;
    return [isBasic ? extended(word) : word];
  });
  const done = await run(context, program, passed);
  return flags.includes('s') ? { ...done, stderr: '' } : done;
}

/** In basic expressions these characters are special with a backslash, in extended ones without. */
function extended(pattern: string): string {
  return pattern.replaceAll(/\\?[(){}+?|]/g, (found) =>
    found.startsWith('\\') ? found.slice(1) : `\\${found}`,
  );
}

/** `-m MODE`, `-o` and `-g` with their words, other letters, and what is left. */
function readInstallFlags(args: readonly string[]): {
  readonly words: readonly string[];
  readonly mode: number | undefined;
  readonly letters: string;
} {
  const words: string[] = [];
  let mode: number | undefined;
  let letters = '';
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (/^-\w*[mog]$/.test(word)) {
      letters += word.slice(1, -1);
      index += 1;
      if (word.endsWith('m')) mode = Number.parseInt(args[index] ?? '', 8);
    } else if (/^-\w/.test(word)) letters += word.slice(1);
    else if (word !== '--') words.push(word);
  }
  return { words, mode, letters };
}

async function copy(
  { fs }: InstantDisk,
  args: readonly string[],
  at: (path: string) => string,
): Promise<Done> {
  const words = args.filter((word) => !word.startsWith('-')).map(at);
  const recursive = args.some((word) => /^-\w*[arR]/.test(word));
  const target = words.pop() ?? '';
  const isFolder = (await fs.exists(target)) && (await fs.stat(target)).isDirectory;
  for (const from of words) {
    if (!(await fs.exists(from))) return complained(`cp: cannot stat '${from}': No such file or directory`);
    await fs.cp(from, isFolder ? `${target}/${from.split('/').at(-1)}` : target, { recursive });
  }
  return said('');
}

/** `install [-D] [-m MODE] [-d] …`, as scripts use it. */
async function install(
  { fs }: InstantDisk,
  args: readonly string[],
  at: (path: string) => string,
): Promise<Done> {
  const { words, mode = 0o755, letters } = readInstallFlags(args);
  if (letters.includes('d')) {
    for (const directory of words.map(at)) {
      await fs.mkdir(directory, { recursive: true });
      await fs.chmod(directory, mode);
    }
    return said('');
  }
  const [from = '', to = ''] = words.map(at);
  if (!(await fs.exists(from)))
    return complained(`install: cannot stat '${from}': No such file or directory`);
  const isFolder = (await fs.exists(to)) && (await fs.stat(to)).isDirectory;
  const target = isFolder ? `${to}/${from.split('/').at(-1)}` : to;
  if (letters.includes('D'))
    await fs.mkdir(target.slice(0, target.lastIndexOf('/')) || '/', { recursive: true });
  await fs.writeFile(target, await fs.readFileBuffer(from));
  await fs.chmod(target, mode);
  return said('');
}
