import { openLogFile } from '#telemetry/log-file.ts';
import { createLogger } from '#telemetry/logger.ts';
import type { Config } from '#config/config.ts';
import { configOption, configPath, loadAloud, sayValid } from '../config-option.ts';
import type { CommandHome } from '../command-home.ts';
import { checkOnSite, installation } from './check.ts';
import { serviceManager } from '../service-manager.ts';
import { say, type Output, type RunningServer, type World } from '../world.ts';

interface RunOptions {
  readonly config?: string;
  readonly skipCheck?: boolean;
  readonly enable?: boolean;
}

/** `cse run`: the server, until a signal ends it. */
export function addRun({ program, world, exitWith }: CommandHome): void {
  program
    .command('run')
    .description('run the server')
    .addOption(configOption())
    .option('-s, --skip-check', 'do not check the installation first')
    .option('--enable', 'take requests even if the service was disabled or its stop was not finished')
    .action(async ({ config: path, ...options }: RunOptions) => {
      exitWith(await runServer(configPath(path, world), options, world));
    });
}

async function runServer(
  configFile: string,
  { skipCheck = false, enable = false }: Omit<RunOptions, 'config'>,
  world: World,
): Promise<number> {
  const config = await loadAloud(configFile, world);
  if (!config) return 1;
  if (skipCheck) sayValid(configFile, world);
  else {
    const code = await checkBeforeRun(configFile, config, world);
    if (code !== 0) return code;
  }
  const { logLevel, logFile } = config.telemetry;
  await using logs = logDestination(logFile, world);
  const log = createLogger({ level: logLevel, destination: logs });
  const manager = serviceManager(world, (error) => log.warn({ err: error }, 'systemd was not told'));
  // From the first moment: a signal during a slow start must not be lost.
  using interruption = catchSignals(world);
  tellStart(configFile, logFile, world);
  let server: RunningServer;
  try {
    server = await world.startServer(config, { log, configFile, enable });
  } catch (error) {
    log.fatal({ err: error }, 'Starting failed');
    say(world, world.stderr, `Error: ${error instanceof Error ? error.message : String(error)}`, 'red');
    return 1;
  }
  say(world, world.stdout, 'waiting for requests (ctrl+c to close)');
  await manager.ready();
  using _watchdog = manager.startWatchdog(server.alive);

  const cause = await Promise.race([interruption.first, server.drained.then(() => 'drained')]);
  // The original's own words and spelling (contract of CSE 1.2.7, section 9.6).
  if (cause === 'SIGINT') say(world, world.stdout, '\nCrtl+C detected, exiting');
  log.info({ cause }, 'Stopping');
  void manager.stopping();
  return Promise.race([stop(server), interruption.second.then(() => 130)]);

  async function stop(running: AsyncDisposable): Promise<number> {
    try {
      await running[Symbol.asyncDispose]();
      return 0;
    } catch (error) {
      log.error({ err: error }, 'Stopping failed');
      return 1;
    }
  }
}

/** A service that could not serve does not start (contract of CSE 1.2.7, section 9.6). */
async function checkBeforeRun(path: string, config: Config, world: World): Promise<number> {
  const names = config.broker.templates.map(({ name }) => name);
  const code = await checkOnSite({ path, config, world }, (work) => installation(work, names));
  if (code === 1) {
    say(world, world.stderr, 'The server does not start: mend what is red, or skip the check with -s', 'red');
  }
  return code;
}

/** Standard error, and a file where the configuration names one. */
function logDestination(path: string | undefined, { stderr }: World): Output & AsyncDisposable {
  const complain = (error: Error) => stderr.write(`cannot log to ${path}: ${error.message}\n`);
  const file = path === undefined ? undefined : openLogFile(path, complain);
  return {
    write(line) {
      stderr.write(line);
      file?.write(line);
    },
    [Symbol.asyncDispose]: async () => file?.[Symbol.asyncDispose](),
  };
}

function tellStart(configFile: string, logFile: string | undefined, world: World): void {
  for (const line of [
    'Container Service Extension for vCloudDirector',
    `Server running using config file: ${configFile}`,
    `Log: standard error${logFile === undefined ? '' : ` and ${logFile}`}, one JSON object per line`,
  ]) {
    say(world, world.stdout, line);
  }
}

interface Interruption extends Disposable {
  readonly first: Promise<string>;
  /** Somebody is out of patience. */
  readonly second: Promise<string>;
}

function catchSignals({ signals }: World): Interruption {
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  let count = 0;
  const listener = (signal: string) => {
    count += 1;
    (count === 1 ? first : second).resolve(signal);
  };
  const names = ['SIGINT', 'SIGTERM'];
  for (const name of names) signals.on(name, listener);
  return {
    first: first.promise,
    second: second.promise,
    [Symbol.dispose]() {
      for (const name of names) signals.off(name, listener);
    },
  };
}
