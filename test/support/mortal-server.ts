import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { GuestDriver } from 'vcdsim';
import { startProgram, type RunningProgram } from '../../scripts/simulated/programs.ts';
import { startCutOffProxy, type CutOffProxy } from './cut-off-proxy.ts';
import { hastyClock } from './hasty-clock.ts';
import { quickGuests, startCloud, type CloudOptions, type SimulatedCloud } from './simulated-cloud.ts';

/** `cse run` as a process of its own in a cloud of its own; it dies by `kill -9` and is started again on its database. */
export interface MortalServer extends AsyncDisposable {
  readonly cloud: SimulatedCloud;
  /** Between the server and vCD. */
  readonly proxy: CutOffProxy;
  /** Has the server killed and started again when what `aim` is given is called. */
  shootDown(aim: (shoot: () => void) => void): Shot;
  /** Told each line of its log from now on. */
  onLog(listener: ((line: LogLine) => void) | undefined): void;
  /** Calls to vCD have stopped: what it does by itself after a start is done. */
  quiet(): Promise<void>;
  /** Runs a check; when it fails, says so with `what` and with the last that the server printed. */
  explained(what: string, check: () => Promise<void>): Promise<void>;
}

/** One kill, planned or done. */
export interface Shot {
  /** Resolves when the server has been killed and runs again. */
  readonly done: Promise<void>;
  /** Nothing is shot from now on; tells whether the shot had been fired, and then only when the server runs again. */
  callOff(): Promise<boolean>;
}

/** What a line of the server's log is about. */
export interface LogLine {
  readonly msg: string;
  readonly kind?: string;
  readonly phase?: string;
  /** The call to vCD or vCenter. */
  readonly operation?: string;
}

/** VMs whose name matches `silent` never say a word. Other guests than quick ones are the caller's, and come with a vCenter. */
export async function startMortalServer(
  options: { readonly silent?: RegExp } & Pick<CloudOptions, 'vCenter'> & {
      readonly guests?: GuestDriver;
    } = {},
): Promise<MortalServer> {
  await using starting = new AsyncDisposableStack();
  const { silent, vCenter } = options;
  const guests =
    options.guests ?? starting.use(quickGuests({ clock: hastyClock, ...(silent && { silent }) }));
  const { promise: proxyStarted, resolve: noteProxy } = Promise.withResolvers<CutOffProxy>();
  const cloud = starting.use(
    await startCloud({
      guests,
      // A new process takes its time on a machine that is busy.
      extensionTimeoutMs: 60_000,
      ...(vCenter && { vCenter }),
      vcdUrl: async (simUrl) => {
        const proxy = starting.use(await startCutOffProxy(simUrl));
        noteProxy(proxy);
        return proxy.url;
      },
    }),
  );
  const proxy = await proxyStarted;
  const log = join(cloud.directory, 'server.log');
  let listener: ((line: LogLine) => void) | undefined;

  async function start(): Promise<RunningProgram<true>> {
    const consuming = Promise.withResolvers<void>();
    const program = await startProgram({
      command: ['src/cli/cse.js', 'run', '-c', cloud.configPath, '-s'],
      ready: (line) => line.includes('waiting for requests') || undefined,
      log,
      onError(text) {
        const line = logLine(text);
        if (line.msg === 'consuming requests') consuming.resolve();
        listener?.(line);
      },
      env: compileCache(),
    });
    // Before that, at the first start, there is no queue yet and the broker drops what vCD sends.
    await consuming.promise;
    return program;
  }

  /** The signal is on its way when this returns; only its effect is waited for. */
  async function restart(): Promise<void> {
    await server.kill9();
    proxy.mend();
    server = await start();
  }

  let server: RunningProgram<true> = await start();
  starting.defer(() => server[Symbol.asyncDispose]());
  const running = starting.move();

  return {
    cloud,
    proxy,
    shootDown(aim) {
      const fired = Promise.withResolvers<void>();
      let restarted: Promise<void> | undefined;
      let off = false;
      aim(() => {
        if (off || restarted) return;
        restarted = restart();
        fired.resolve();
      });
      return {
        done: fired.promise.then(() => restarted),
        async callOff() {
          off = true;
          proxy.mend();
          listener = undefined;
          await restarted;
          return restarted !== undefined;
        },
      };
    },
    onLog(next) {
      listener = next;
    },
    async quiet() {
      for (let seen = -1; seen !== proxy.moments().length; await delay(150)) seen = proxy.moments().length;
    },
    async explained(what, check) {
      try {
        await check();
      } catch (error) {
        const printed = (await readFile(log, 'utf8')).split('\n').slice(-80).join('\n');
        throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}\n${printed}`, {
          cause: error,
        });
      }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Where `make` keeps it, so that a start takes half of its time. */
function compileCache(): Record<string, string> {
  return { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join('build', 'compile-cache') };
}

/** One line of what a server writes to standard error. */
export function logLine(line: string): LogLine {
  try {
    // The server's own lines, made by pino; whatever else it says is one without fields.
    return JSON.parse(line) as LogLine;
  } catch {
    return { msg: line };
  }
}
