import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The inner script of the Debian package; the one in the PATH changes to the user `rabbitmq` and cannot be private. */
const program = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const ctlProgram = '/usr/lib/rabbitmq/bin/rabbitmqctl';
const cookie = 'private';
const startTimeoutMs = 90_000;
const stopTimeoutMs = 20_000;

/** A RabbitMQ of one's own: in a temporary folder, on free ports of 127.0.0.1, gone when disposed of. */
export interface PrivateRabbitmq extends AsyncDisposable {
  /** `amqp://guest:guest@127.0.0.1:PORT`; stays the same over `kill9` and `restart`. */
  readonly url: string;
  readonly port: number;
  /** Runs `rabbitmqctl` against this broker and resolves with what it printed. */
  ctl(...commandLine: readonly string[]): Promise<string>;
  /** Ends the broker as a crash would; durable things survive on disk. */
  kill9(): Promise<void>;
  /** Starts the broker again, stopping it first where it still runs; resolves when it serves. */
  restart(): Promise<void>;
}

/** Whether `startRabbitmq` can work on this machine. */
export function rabbitmqInstalled(): boolean {
  return existsSync(program);
}

/** Starts a private broker and resolves when it serves (about four seconds). */
export async function startRabbitmq(): Promise<PrivateRabbitmq> {
  if (!rabbitmqInstalled()) throw new Error(`rabbitmq-server is not installed (${program} is missing)`);
  for (let attempt = 1; ; attempt += 1) {
    const home = await prepareHome();
    try {
      return brokerIn(home, await serve(home));
    } catch (error) {
      await removeHome(home);
      // Between finding a port free and taking it somebody else can come first.
      if (attempt === 3) throw error;
    }
  }
}

interface Home {
  readonly folder: string;
  readonly port: number;
  readonly environment: NodeJS.ProcessEnv;
}

async function prepareHome(): Promise<Home> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cse-rabbitmq-'));
  for (const part of ['mnesia', 'log', 'etc', 'home']) await mkdir(path.join(folder, part));
  const [port, distributionPort, epmdPort] = await freePorts(3);
  await writeFile(path.join(folder, 'etc/enabled_plugins'), '[].\n');
  await writeFile(
    path.join(folder, 'etc/rabbitmq.conf'),
    [
      `listeners.tcp.1 = 127.0.0.1:${port}`,
      'log.console = true',
      'log.console.level = warning',
      'log.file = false',
      'disk_free_limit.absolute = 50MB',
      '',
    ].join('\n'),
  );
  return {
    folder,
    port: Number(port),
    environment: environmentOf(folder, `${distributionPort}`, `${epmdPort}`),
  };
}

function environmentOf(folder: string, distributionPort: string, epmdPort: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOME: path.join(folder, 'home'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_NODENAME: 'cse@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_DIST_PORT: distributionPort,
    RABBITMQ_MNESIA_BASE: path.join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: path.join(folder, 'log'),
    RABBITMQ_PID_FILE: path.join(folder, 'pid'),
    RABBITMQ_CONFIG_FILE: path.join(folder, 'etc/rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: path.join(folder, 'etc/advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(folder, 'etc/enabled_plugins'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `-setcookie ${cookie} -kernel inet_dist_use_interface {127,0,0,1}`,
    // Makes the script become the Erlang machine instead of watching over it, so that signals and exits are its own.
    RUNNING_UNDER_SYSTEMD: 'true',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: epmdPort,
  };
}

/** Resolves when the broker says that its start is completed; rejects with its output when it ends before. */
async function serve(home: Home): Promise<ChildProcess> {
  // A process group of its own: Ctrl-C in the terminal must not reach it before the command that uses it. And a wish to
  // the kernel to end it with us, for a test that is killed can clean nothing up.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', program], {
    env: home.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-8192);
    if (output.includes('completed with')) resolve();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  child.on('error', reject);
  child.on('exit', (code) => reject(new Error(`RabbitMQ ended with ${code} while starting:\n${output}`)));
  const timer = setTimeout(
    () => reject(new Error(`RabbitMQ did not start in time:\n${output}`)),
    startTimeoutMs,
  );
  try {
    await promise;
    return child;
  } catch (error) {
    await end(child, 'SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function brokerIn(home: Home, started: ChildProcess): PrivateRabbitmq {
  let child = started;
  return {
    url: `amqp://guest:guest@127.0.0.1:${home.port}`,
    port: home.port,
    ctl: (...commandLine) => runCtl(home, commandLine),
    kill9: () => end(child, 'SIGKILL'),
    restart: async () => {
      await end(child, 'SIGTERM');
      child = await serve(home);
    },
    [Symbol.asyncDispose]: async () => {
      await end(child, 'SIGTERM');
      await removeHome(home);
    },
  };
}

/** Ends the Erlang machine and waits until it is gone; one that does not heed SIGTERM is killed. */
async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await gone;
  clearTimeout(timer);
}

/** The port mapper outlives its broker as a daemon, so it is ended by hand. */
async function removeHome(home: Home): Promise<void> {
  spawnSync('epmd', ['-kill'], { env: home.environment, stdio: 'ignore' });
  await rm(home.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

async function runCtl(home: Home, commandLine: readonly string[]): Promise<string> {
  const child = spawn(ctlProgram, ['--erlang-cookie', cookie, '-n', 'cse@localhost', '-q', ...commandLine], {
    env: { ...home.environment, RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, complaint] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  await once(child, 'close');
  if (child.exitCode !== 0)
    throw new Error(
      `rabbitmqctl ${commandLine.join(' ')} ended with ${child.exitCode}: ${complaint}${output}`,
    );
  return output;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('a TCP server without a port');
    ports.push(address.port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
