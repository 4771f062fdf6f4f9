import { randomBytes } from 'node:crypto';
import { decodeBytesToUtf8, defineCommand } from 'just-bash';
import type { Command } from 'just-bash';
import { shellStandIns } from '../sandbox/guest-programs.ts';
import { withPassword } from '../tools/password-file.ts';
import { gnuCommands, run } from './gnu-commands.ts';
import type { Context } from './gnu-commands.ts';
import type { InstantDisk } from './instant-disk.ts';
import { complained, said } from './done.ts';
import { nodeCommands } from './node-commands.ts';
import type { NodeMachine } from './node-commands.ts';

/** The machine that a script runs on. */
export type ShellMachine = NodeMachine;

/** The programs of a machine that the interpreter does not bring: those of Linux in small, and those of a node. */
export function shellCommands(machine: ShellMachine, disk: InstantDisk, signal: AbortSignal): Command[] {
  const { fs } = disk;
  const at = (context: Context, path: string): string => fs.resolvePath(context.cwd, path);
  const quiet = (name: string): Command => defineCommand(name, async () => said(''));
  return [
    // Nothing to be done for files that all are root's and processes that all end with the machine.
    ...['chown', 'chgrp', 'sync', 'umask', 'ulimit', 'trap', 'flock', 'udevadm', 'ldconfig'].map(quiet),
    // These run another program.
    ...['setsid', 'nohup', 'nice', 'ionice'].map(runsAnother),
    defineCommand('id', async (args) => said(args.includes('-n') || args.includes('-un') ? 'root\n' : '0\n')),
    defineCommand('uname', async (args) =>
      said(
        args.includes('-r')
          ? '6.8.0-simulated\n'
          : `Linux ${machine.hostName} 6.8.0-simulated x86_64 GNU/Linux\n`,
      ),
    ),
    defineCommand('mktemp', async (args, context) => {
      const directory = args.some((word) => /^-\w*d/.test(word));
      const template = args.find((word) => !word.startsWith('-')) ?? '/tmp/tmp.XXXXXXXXXX';
      const path = at(context, template.replace(/X+$/, randomBytes(5).toString('hex')));
      if (directory) await fs.mkdir(path, { recursive: true });
      else await fs.writeFile(path, '');
      await fs.chmod(path, directory ? 0o700 : 0o600);
      return said(`${path}\n`);
    }),
    defineCommand('chpasswd', async (_args, context) => {
      for (const line of decodeBytesToUtf8(context.stdin)
        .split('\n')
        .filter((each) => each !== '')) {
        await setPassword(disk, line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1));
      }
      return said('');
    }),
    defineCommand('passwd', async (args, context) => {
      const [first = '', second] = decodeBytesToUtf8(context.stdin).split('\n');
      if (first === '' || first !== second)
        return complained('passwd: Authentication token manipulation error', 10);
      await setPassword(disk, args.find((word) => !word.startsWith('-')) ?? 'root', first);
      return said('passwd: password updated successfully\n');
    }),
    ...gnuCommands(disk),
    ...[...shellStandIns()].map(([name, text]) => standIn(disk, name, text)),
    ...nodeCommands(machine, disk, signal),
  ];
}

/**
 * One of the sandbox's programs. It is given to a bash of its own: as a file that is run it would inherit `set -e`, which
 * the interpreter hands down.
 */
function standIn({ fs }: InstantDisk, name: string, text: string): Command {
  const path = `/run/vcdsim/${name}`;
  return defineCommand(name, async (args, context) => {
    if (!(await fs.exists(path))) {
      await fs.mkdir('/run/vcdsim', { recursive: true });
      await fs.writeFile(path, text);
    }
    return run(context, `bash ${path}`, args);
  });
}

function runsAnother(name: string): Command {
  return defineCommand(name, async (args, context) => {
    const words = [...args];
    while (words[0]?.startsWith('-')) words.shift();
    const [program, ...rest] = words;
    return program === undefined ? said('') : run(context, quote(program), rest);
  });
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

async function setPassword(disk: InstantDisk, user: string, password: string): Promise<void> {
  await disk.fs.writeFile('/etc/shadow', withPassword(await disk.readText('/etc/shadow'), user, password));
}
