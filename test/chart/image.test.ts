/** There may be no container engine here, so the Dockerfile is followed by hand: what it copies, what it installs, what it starts. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sampleConfig } from '#config/sample.ts';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..', '..');
const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');

describe('image', () => {
  let directory: string;
  let app: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cse-image-'));
    app = join(directory, 'app');
    await followDockerfile(directory);
  });
  after(() => rm(directory, { recursive: true }));

  it('lets through to the build exactly what the Dockerfile copies', async () => {
    const ignore = await readFile(join(root, '.dockerignore'), 'utf8');
    const rules = ignore.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    assert.equal(rules[0], '*');
    const allowed = rules.slice(1).map((rule) => rule.replace('!', ''));
    assert.deepEqual(allowed.toSorted(), [...new Set(copies().flat())].toSorted());
  });

  it('is based on a Node that runs the sources, and runs as nobody', () => {
    const bases = [...dockerfile.matchAll(/^FROM node:(\d+)-\S+-slim/gm)].map(([, major]) => Number(major));
    const [oldest] = /\d+/.exec(packageJson.engines.node) ?? [];
    assert.deepEqual(
      bases.map((major) => major >= Number(oldest)),
      [true, true, true],
    );
    assert.match(dockerfile, /^USER 1000:1000$/m);
  });

  it('has what production needs and nothing of development', async () => {
    const installed = new Set(await readdir(join(app, 'node_modules')));
    assert.ok(installed.has('cse'));
    for (const name of Object.keys(packageJson.dependencies)) {
      assert.ok(installed.has(name.split('/')[0] ?? name), `${name} is missing`);
    }
    for (const name of Object.keys({ ...packageJson.devDependencies, ...packageJson.optionalDependencies })) {
      if (!name.startsWith('@')) assert.ok(!installed.has(name), `${name} is there`);
    }
    assert.ok(!installed.has('vcdsim'));
  });

  it('starts by its entry point and by its link', async () => {
    const link = join(directory, 'cse');
    const [, target = ''] = /^RUN ln -s \/app\/(\S+) \/usr\/local\/bin\/cse$/m.exec(dockerfile) ?? [];
    await symlink(join(app, target), link);
    for (const program of [join(app, entryPoint()), link]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'version'], { cwd: '/' });
      assert.equal(status, 0, stderr.toString());
      assert.match(stdout.toString(), new RegExp(`version ${packageJson.version}\n`));
    }
  });

  it('serves probes and metrics although neither vCD nor the broker is there', async () => {
    await using server = await startServer(app, directory);
    const probe = async (path: string) => (await fetch(`${server.url}${path}`)).status;
    assert.equal(await probe('/healthz'), 200);
    assert.equal(await probe('/readyz'), 503);
    assert.equal(await probe('/metrics'), 200);
  });
});

/** The sources of each COPY from the build context. */
function copies(): string[][] {
  const lines = [...dockerfile.matchAll(/^COPY (?!--from)(.*)$/gm)];
  return lines.map(([, words = '']) => words.split(' ').slice(0, -1));
}

function entryPoint(): string {
  const [, words = ''] = /^ENTRYPOINT (.*)$/m.exec(dockerfile) ?? [];
  const [node, script] = JSON.parse(words) as string[]; // the exec form, an array of words
  assert.equal(node, 'node');
  return script ?? '';
}

/** What the commands of the two stages before the last make of a checkout, with their folders below `directory`. */
async function followDockerfile(directory: string): Promise<void> {
  const [, release = '', installation = ''] = dockerfile.split(/^FROM /m);
  const [checkout, app] = [join(directory, 'checkout'), join(directory, 'app')];
  for (const source of copies().flat()) {
    await cp(join(root, source), join(checkout, source), { recursive: true });
  }
  runStage(release, checkout);
  await cp(join(checkout, 'build/packages'), join(app, 'packages'), { recursive: true });
  runStage(installation, app);
}

function runStage(stage: string, cwd: string): void {
  for (const [, command = ''] of stage.matchAll(/^RUN (.*)$/gm)) {
    const env = { ...process.env, npm_config_prefer_offline: 'true' };
    const { status, stderr } = spawnSync('sh', ['-c', command], { cwd, env });
    assert.equal(status, 0, `${command}\n${stderr.toString()}`);
  }
}

/** Runs the image's server with a configuration whose vCD and broker do not answer. */
async function startServer(app: string, directory: string) {
  const config = join(directory, 'config.yaml');
  const nowhere = sampleConfig
    .replaceAll(/host: \S+/g, 'host: 127.0.0.1')
    .replaceAll(/port: \d+/g, 'port: 1');
  await writeFile(config, `${nowhere}telemetry:\n  listen: 127.0.0.1:0\n`, { mode: 0o600 });
  const child = spawn(process.execPath, [join(app, entryPoint()), 'run', '--skip-check'], {
    cwd: app,
    env: { PATH: process.env['PATH'], CSE_CONFIG: config },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const url = Promise.withResolvers<string>();
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    const [found] = /http:\/\/127\.0\.0\.1:\d+(?=".*Serving metrics)/.exec(line) ?? [];
    if (found) url.resolve(found);
  });
  const tooLate = delay(60_000, undefined, { ref: false });
  const found = await Promise.race([url.promise, exited.then(() => undefined), tooLate]);
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  if (found !== undefined) return { url: found, [Symbol.asyncDispose]: stop };
  await stop();
  throw new Error(`the server did not start: ${lines.join('\n')}`);
}
