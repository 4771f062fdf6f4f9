import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { Option, type Command } from 'commander';
import { OperatorClient, type ServerPlace } from '#operator/client.ts';
import type { StatusReader } from '#operator/status-reader.ts';
import { configOption, configPath, loadQuietly } from './config-option.ts';
import { growWithWork } from './light-start.js';
import { catchInterruption } from './interruption.ts';
import { CommandFailed, say, UsageError, type World } from './world.ts';

/** Where a status command looks, and at which records. */
export interface StatusOptions {
  readonly config?: string;
  readonly server?: string;
  readonly tokenFile?: string;
  readonly database?: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
}

/** What a status command works with. */
export interface Status {
  readonly reader: StatusReader;
  /** The running server; undefined where the database is read. */
  readonly server: OperatorClient | undefined;
  /** Aborts when somebody has no more patience. */
  readonly signal: AbortSignal;
}

/** Adds the options that say where the server or its database is. */
export function withServerOptions(command: Command): Command {
  return command
    .addOption(configOption())
    .addOption(
      new Option(
        '--server <url>',
        'running server, in place of the socket of the configuration (or $CSE_SERVER)',
      ),
    )
    .addOption(
      new Option('--token-file <file>', 'file with the token for --server (or the token in $CSE_TOKEN)'),
    );
}

/** Adds the options that say which records are meant, and where they are. */
export function withStatusOptions(command: Command): Command {
  return withServerOptions(command)
    .addOption(new Option('--database <file>', 'read this database, and ask no server'))
    .addOption(new Option('-n, --namespace <org>', 'only records of this organization'))
    .addOption(new Option('-A, --all-namespaces', 'records of every organization (the default)'));
}

/** Asks the running server, or reads its database when it does not answer, and says so. */
export async function withStatus<T>(
  options: StatusOptions,
  world: World,
  use: (status: Status) => Promise<T>,
): Promise<T> {
  if (options.namespace !== undefined && options.allNamespaces)
    throw new UsageError('-n and -A contradict each other');
  using interruption = catchInterruption(world);
  const { signal } = interruption;
  // Thousands of records may pass through: collecting them in small portions would take longer than reading them.
  growWithWork();
  const found = await findServer(options, world);
  if ('server' in found) return await use({ reader: found.server, server: found.server, signal });
  if (found.note) say(world, world.stderr, found.note, 'dim');
  await using reader = await openDatabase(found.database, world);
  return await use({ reader, server: undefined, signal });
}

/** For what only a running server can do. Throws `CommandFailed` where none answers. */
export async function withServer<T>(
  options: StatusOptions,
  world: World,
  use: (server: OperatorClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  using interruption = catchInterruption(world);
  const found = await findServer(options, world);
  if ('server' in found) return await use(found.server, interruption.signal);
  throw new CommandFailed(
    'no server answers, and only a running server can do this: start it with cse run, or name it with --server',
  );
}

type Found = { readonly server: OperatorClient } | { readonly database: string; readonly note?: string };

async function findServer(options: StatusOptions, world: World): Promise<Found> {
  if (options.database !== undefined) return { database: options.database };
  const url = options.server ?? world.environment['CSE_SERVER'];
  const clientOf = (place: ServerPlace) => new OperatorClient(place, operatorName(world));
  if (url) return { server: clientOf({ url: checkedUrl(url), token: await tokenOf(options, world) }) };
  const { operator, store } = await loadQuietly(configPath(options.config, world));
  if (await answers(operator.socket)) return { server: clientOf({ socket: operator.socket }) };
  const note = `No server answers on ${operator.socket}: this is what its database says.`;
  return { database: store.path, note };
}

function checkedUrl(url: string): string {
  if (/^https?:/.test(url) && URL.canParse(url)) return url;
  throw new UsageError(`'${url}' is no address of a server; it looks like http://127.0.0.1:8090`);
}

async function tokenOf({ tokenFile }: StatusOptions, { environment }: World): Promise<string> {
  if (tokenFile !== undefined) return (await readFile(tokenFile, 'utf8').catch(unreadable)).trim();
  const token = environment['CSE_TOKEN'];
  if (token) return token;
  throw new UsageError('a server on a port wants a token: give --token-file, or set CSE_TOKEN');
}

function unreadable(cause: Error): never {
  throw new CommandFailed(`the token cannot be read: ${cause.message}`, { cause });
}

/** Whom the history shows. */
export function operatorName({ environment }: World): string {
  return environment['SUDO_USER'] || environment['USER'] || environment['LOGNAME'] || 'operator';
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    const tell = (answer: boolean) => {
      probe.destroy();
      resolve(answer);
    };
    probe.once('connect', () => tell(true));
    probe.once('error', () => tell(false));
  });
}

async function openDatabase(database: string, world: World): Promise<StatusReader & AsyncDisposable> {
  // Only here: a command that asks the server starts without all this.
  const [{ openRecords }, { openStoreReader }, { createLogger }] = await Promise.all([
    import('./records.ts'),
    import('#operator/store-reader.ts'),
    import('#telemetry/logger.ts'),
  ]);
  const log = createLogger({ level: 'warn', destination: world.stderr });
  await using opening = new AsyncDisposableStack();
  const records = opening.use(await openRecords({ database }, world));
  const reader = opening.use(await openStoreReader({ ...records, clock: world.clock, log }));
  const open = opening.move();
  return { ...reader, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
