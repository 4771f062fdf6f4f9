/** The npm packages of a release, installed into an empty folder as a person does it who has no checkout. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { packPackages, packTenantClient } from '../../scripts/packages.ts';
import { billOfMaterials } from '../../scripts/sbom.ts';
import { startProgram } from '../../scripts/simulated/programs.ts';
import { writeServerConfig } from '../../scripts/simulated/server-config.ts';
import { provideServiceAccount } from '../../scripts/simulated/service-account.ts';
import { createBody, loginTenant } from '../../scripts/simulated/tenant.ts';
import { assertGolden } from '../support/golden.ts';
import { simulatedModel } from '../support/simulated-model.ts';

const run = promisify(execFile);
const broker = process.env['CSE_TEST_AMQP_URL'];

describe('the packages of a release', { timeout: 180_000 }, () => {
  let directory: string;
  let archives: readonly string[];
  const installed = (path: string) => join(directory, 'node_modules', path);
  /** Runs an installed command by its name on the PATH of npm; its output. */
  const command = async (name: string, ...words: string[]) => {
    const bin = installed('.bin');
    const env = { ...process.env, PATH: `${bin}:${join(process.execPath, '..')}:/usr/bin:/bin` };
    const { stdout } = await run(join(bin, name), words, { cwd: directory, env });
    return stdout;
  };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cse-release-'));
    archives = await packPackages(join(directory, 'archives'));
    await writeFile(join(directory, 'package.json'), '{"private": true}');
    const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', ['install', ...options, ...archives], { cwd: directory });
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it('hold JavaScript, data and documents, and nothing else', async () => {
    const lists = await Promise.all(
      archives.map(async (archive) => {
        const { stdout } = await run('tar', ['--list', '--gzip', '--file', archive]);
        return stdout.split('\n').filter((file) => file !== '' && !file.startsWith('package/src/'));
      }),
    );
    assert.deepEqual(
      lists.flat().filter((file) => /\.ts$|\/(test|node_modules)\/|config\.yaml$/.test(file)),
      [],
    );
    const text = lists.map((files, index) => `${['cse', 'vcdsim'][index]}\n${files.toSorted().join('\n')}\n`);
    await assertGolden('packaging/files.txt', text.join('\n'));
  });

  it('bring every source as JavaScript, and every file that lies beside the sources', async () => {
    for (const [name, source] of Object.entries({ cse: 'src', vcdsim: 'vcdsim/src' })) {
      const files = (await readdir(source, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(source.length));
      for (const file of files) {
        const there = installed(join(name, 'src', file.replace(/\.ts$/, '.js')));
        assert.ok((await readFile(there)) !== undefined, there);
      }
    }
  });

  it('say what they need, and no more', async () => {
    const manifest = z
      .object({
        bin: z.record(z.string(), z.string()),
        dependencies: z.record(z.string(), z.string()),
        engines: z.object({ node: z.string() }),
      })
      .catchall(z.unknown())
      .parse(JSON.parse(await readFile(installed('cse/package.json'), 'utf8')));
    assert.deepEqual(manifest.dependencies, packageJson.dependencies);
    assert.deepEqual(manifest.engines, packageJson.engines);
    for (const key of ['devDependencies', 'optionalDependencies', 'workspaces', 'private', 'scripts']) {
      assert.equal(manifest[key], undefined, key);
    }
  });

  it('run without the checkout: version, sample', async () => {
    assert.match(await command('cse', 'version'), new RegExp(`version ${packageJson.version}\n$`));
    const sample = z.object({ broker: z.object({}) }).parse(parse(await command('cse', 'sample')));
    assert.ok(sample);
    assert.match(await command('vcdsim', '--help'), /--listen/);
    // What the commands read beside their sources is found, too.
    const config = join(directory, 'sample.yaml');
    await command('cse', 'sample', '--output', config);
    assert.match(await command('cse', 'check', '--offline', '-c', config), /is valid/);
  });

  it(
    'make a cluster: simulator, server, tenant',
    { skip: broker === undefined && 'there is no broker' },
    async () => {
      const exchange = `cse-release-${process.pid}`;
      const model = join(directory, 'model.yaml');
      await writeFile(model, stringify(simulatedModel(exchange)));
      await using scope = new AsyncDisposableStack();
      const sim = scope.use(
        await startProgram({
          command: [
            installed('vcdsim/src/main.js'),
            '--listen',
            '127.0.0.1:0',
            '--amqp',
            broker ?? '',
            '--model',
            model,
            '--guests',
            'instant',
          ],
          ready: (line) => /http:\/\/[\d.]+:\d+/.exec(line)?.[0],
          log: join(directory, 'vcdsim.log'),
          cwd: directory,
        }),
      );
      await provideServiceAccount(sim.ready);
      const config = await writeServerConfig({
        directory,
        vcdUrl: sim.ready,
        amqpUrl: broker ?? '',
        exchange,
      });
      const consuming = Promise.withResolvers<void>();
      scope.use(
        await startProgram({
          command: [installed('cse/src/cli/cse.js'), 'run', '--config', config, '--skip-check'],
          ready: (line) => line.includes('waiting for requests') || undefined,
          onError: (line) => line.includes('consuming requests') && consuming.resolve(),
          log: join(directory, 'server.log'),
          cwd: directory,
        }),
      );
      await consuming.promise;
      const alice = await loginTenant(sim.ready, 'alice', 'acme');
      const answer = await alice.call('POST', '/api/cse', createBody('packed'));
      assert.equal(answer.status, 202, answer.text);
      const { task_href: task } = z.object({ task_href: z.string() }).parse(answer.body);
      const ended = await alice.waitForTask(task);
      assert.equal(ended.status, 'success', ended.error);
      assert.match(await command('cse', 'get', 'clusters', '-A', '-c', config), /packed +/);
    },
  );

  it('come with a bill of materials that names all that npm installs', async () => {
    const Bill = z.object({
      bomFormat: z.literal('CycloneDX'),
      specVersion: z.string(),
      metadata: z.object({ component: z.object({ name: z.string(), version: z.string() }) }),
      components: z.array(
        z.object({
          name: z.string(),
          version: z.string(),
          purl: z.string().startsWith('pkg:npm/'),
          hashes: z.array(z.object({ alg: z.string(), content: z.string() })).min(1),
          licenses: z.array(z.unknown()).min(1),
        }),
      ),
    });
    for (const [index, name] of ['cse', 'vcdsim'].entries()) {
      const bill = Bill.parse(JSON.parse(await billOfMaterials(archives[index] ?? '')));
      assert.deepEqual(bill.metadata.component, { name, version: packageJson.version });
      const shrinkwrap = z
        .object({ packages: z.record(z.string(), z.object({ version: z.string() })) })
        .parse(JSON.parse(await readFile(installed(`${name}/npm-shrinkwrap.json`), 'utf8')));
      const locked = Object.entries(shrinkwrap.packages)
        .filter(([path]) => path !== '')
        .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`);
      const listed = bill.components.map((component) => `${component.name}@${component.version}`);
      assert.deepEqual([...new Set(listed)].toSorted(), [...new Set(locked)].toSorted());
      assert.ok(listed.some((component) => component.startsWith('zod@')));
    }
    const client = await packTenantClient(join(directory, 'archives'));
    const bill = Bill.parse(JSON.parse(await billOfMaterials(client)));
    assert.deepEqual(bill.metadata.component, { name: 'vcd-cse', version: packageJson.version });
    assert.ok(bill.components.some(({ name }) => name === 'commander'));
  });
});
