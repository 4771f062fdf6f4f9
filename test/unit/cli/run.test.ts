import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { World } from '#cli/world.ts';
import { cliWorld } from '../../support/cli-world.ts';
import { settled } from '../../support/fake-time.ts';

describe('cse run', { timeout: 10_000 }, () => {
  let directory = '';
  let config = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cse-run-'));
    config = join(directory, 'config.yaml');
    await cliWorld().run('sample', '--output', config);
  });
  after(() => rm(directory, { recursive: true }));

  /** Starts the command and waits until it says that it serves. */
  async function serving(stop: () => Promise<void>, changes: Partial<World> = {}) {
    const signals = new EventEmitter();
    const { run, printed } = cliWorld({
      signals,
      startServer: async () => ({
        drained: new Promise(() => {}),
        alive: async () => {},
        [Symbol.asyncDispose]: stop,
      }),
      ...changes,
    });
    const ended = run('run', '-c', config, '-s');
    while (!printed.stdout.includes('waiting for requests')) await settled();
    return { signals, ended };
  }

  it('says what the original said, and ends well on SIGTERM', async () => {
    let stopped = 0;
    const { signals, ended } = await serving(async () => void (stopped += 1));
    assert.equal(stopped, 0);
    signals.emit('SIGTERM', 'SIGTERM');
    const { code, stdout } = await ended;
    assert.deepEqual([code, stopped], [0, 1]);
    assert.equal(
      stdout,
      [
        `Validating config file '${config}'`,
        `Config file '${config}' is valid`,
        'Container Service Extension for vCloudDirector',
        `Server running using config file: ${config}`,
        'Log: standard error, one JSON object per line',
        'waiting for requests (ctrl+c to close)',
        '',
      ].join('\n'),
    );
    assert.equal(signals.listenerCount('SIGTERM') + signals.listenerCount('SIGINT'), 0);
  });

  it('ends well on ctrl+c, and at once on the second one', async () => {
    const first = await serving(async () => {});
    first.signals.emit('SIGINT', 'SIGINT');
    const { code, stdout } = await first.ended;
    assert.equal(code, 0);
    assert.ok(stdout.endsWith('\n\nCrtl+C detected, exiting\n'));

    const stuck = await serving(() => new Promise(() => {}));
    stuck.signals.emit('SIGINT', 'SIGINT');
    stuck.signals.emit('SIGINT', 'SIGINT');
    assert.equal((await stuck.ended).code, 130);
  });

  it('ends well by itself once an administrator has stopped the service and its work has ended', async () => {
    let stopped = 0;
    const work = Promise.withResolvers<void>();
    const { ended, signals } = await serving(async () => void (stopped += 1), {
      startServer: async () => ({
        drained: work.promise,
        alive: async () => {},
        [Symbol.asyncDispose]: async () => void (stopped += 1),
      }),
    });
    assert.equal(stopped, 0);
    work.resolve();
    assert.deepEqual([(await ended).code, stopped], [0, 1]);
    assert.equal(signals.listenerCount('SIGTERM') + signals.listenerCount('SIGINT'), 0);
  });

  it('hands on that requests are to be taken whatever was switched off', async () => {
    const asked: boolean[] = [];
    const startServer: World['startServer'] = async (_config, { enable }) => {
      asked.push(enable);
      throw new Error('enough');
    };
    const { run } = cliWorld({ startServer });
    await run('run', '-s', '-c', config);
    await run('run', '-s', '-c', config, '--enable');
    assert.deepEqual(asked, [false, true]);
  });

  it('ends badly when stopping fails', async () => {
    const { signals, ended } = await serving(() => Promise.reject(new Error('disk full')));
    signals.emit('SIGTERM', 'SIGTERM');
    const { code, stderr } = await ended;
    assert.equal(code, 1);
    assert.match(stderr, /"message":"disk full".*"msg":"Stopping failed"/);
  });

  it('does not lose a signal that comes while it starts', async () => {
    const signals = new EventEmitter();
    const { run } = cliWorld({
      signals,
      async startServer() {
        signals.emit('SIGTERM', 'SIGTERM');
        return { drained: new Promise(() => {}), alive: async () => {}, async [Symbol.asyncDispose]() {} };
      },
    });
    assert.equal((await run('run', '-s', '-c', config)).code, 0);
  });

  it('ends badly when the server does not start, and says why in one line and with the stack in the log', async () => {
    const { run } = cliWorld({ startServer: () => Promise.reject(new Error('the database is locked')) });
    const { code, stdout, stderr } = await run('run', '-s', '-c', config);
    assert.equal(code, 1);
    assert.doesNotMatch(stdout, /waiting for requests/);
    assert.match(stderr, /^Error: the database is locked$/m);
    assert.match(stderr, /"stack":"Error: the database is locked\\n.*"msg":"Starting failed"/);
  });

  it('does not start with a configuration that is invalid', async () => {
    let started = false;
    const { run } = cliWorld({
      startServer() {
        started = true;
        return Promise.reject(new Error('not to be reached'));
      },
    });
    assert.equal((await run('run', '-c', import.meta.filename)).code, 1);
    assert.equal(started, false);
  });
});
