import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { nodeProblem, oldestNode } from '#cli/node-version.js';
import { loadConfig } from '#config/load-config.ts';
import { sampleText } from '#config/sample.ts';
import { cliWorld } from '../../support/cli-world.ts';
import packageJson from '../../../package.json' with { type: 'json' };

describe('cse', () => {
  let directory = '';
  let config = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cse-cli-'));
    config = join(directory, 'config.yaml');
    await cliWorld().run('sample', '--output', config);
  });
  after(() => rm(directory, { recursive: true }));

  it('prints its version as the original did', async () => {
    assert.deepEqual(await cliWorld().run('version'), {
      code: 0,
      stdout: `\rCSE, Container Service Extension for VMware vCloud Director, version ${packageJson.version}\n`,
      stderr: '',
    });
  });

  it('explains itself when called without words, and refuses words that it does not know', async () => {
    const help = await cliWorld().run();
    assert.equal(help.code, 0);
    assert.match(help.stdout, /^Usage: cse /);
    assert.equal((await cliWorld().run('get', '-h')).code, 0);
    for (const words of [['bogus'], ['version', '--loud'], ['check', '--config']]) {
      const { code, stdout, stderr } = await cliWorld().run(...words);
      assert.deepEqual([code, stdout], [2, ''], words.join(' '));
      assert.match(stderr, /^error: /);
    }
  });

  it('writes a sample that loads, for its owner’s eyes only [check 79]', async () => {
    const pks = join(directory, 'pks.yaml');
    await writeFile(pks, 'old', { mode: 0o644 });
    const { code, stdout } = await cliWorld().run('sample', '--pks-output', pks);
    assert.deepEqual([code, stdout], [0, sampleText]);
    assert.match(await readFile(pks, 'utf8'), /^# .*\n(.*\n)+orgs:$/m);
    for (const file of [config, pks]) assert.equal((await stat(file)).mode & 0o777, 0o600);
    await loadConfig(config);
    const failed = await cliWorld().run('sample', '--output', join(directory, 'no', 'where'));
    assert.deepEqual([failed.code, failed.stdout], [1, '']);
  });

  it('checks a configuration and says what is wrong with it [check 75]', async () => {
    const good = await cliWorld().run('check', '--offline', '-c', config);
    assert.deepEqual(
      [good.code, good.stdout],
      [0, `Validating config file '${config}'\nConfig file '${config}' is valid\n`],
    );
    assert.match(good.stderr, /^InsecureRequestWarning: /);

    const bad = join(directory, 'bad.yaml');
    await writeFile(bad, (await readFile(config, 'utf8')).replace("'29.0'", '29.0'), { mode: 0o600 });
    assert.deepEqual(await cliWorld().run('check', '-c', bad), {
      code: 1,
      stdout: `Validating config file '${bad}'\n`,
      stderr:
        "config file 'vcd' section key 'api_version': value type should be 'string'\n" +
        '  at vcd.api_version: write the value in quotes\n' +
        `Config file '${bad}' is invalid\n`,
    });
  });

  it('refuses a configuration that others may read [check 73]', async () => {
    const open = join(directory, 'open.yaml');
    await writeFile(open, await readFile(config));
    await chmod(open, 0o644);
    const { code, stderr } = await cliWorld().run('check', '-c', open);
    assert.equal(code, 1);
    const hint = `  chmod 600 ${open}`;
    assert.deepEqual(stderr.split('\n'), [
      `Remove read, write and execute permissions of Others for the file ${open}`,
      hint,
      `Remove read, write and execute permissions of Group for the file ${open}`,
      hint,
      `Config file '${open}' is invalid`,
      '',
    ]);
  });

  it('takes the option over the variable over the default for the configuration’s path [check 78]', async () => {
    const environment = { CSE_CONFIG: '/from/the/variable' };
    assert.equal((await cliWorld({ environment }).run('check', '--offline', '-c', config)).code, 0);
    assert.deepEqual(await cliWorld({ environment }).run('check'), {
      code: 2,
      stdout: '',
      stderr: 'Error: Invalid value for "-c" / "--config": Path "/from/the/variable" does not exist.\n',
    });
    assert.match((await cliWorld().run('check')).stderr, /Path "config\.yaml" does not exist\.$/m);
    assert.equal((await cliWorld({ environment: { CSE_CONFIG: config } }).run('check', '--offline')).code, 0);
  });

  it('says so when a status command finds the configuration invalid, or unreadable', async () => {
    const bad = join(directory, 'empty.yaml');
    await writeFile(bad, '', { mode: 0o600 });
    const { code, stderr } = await cliWorld().run('get', 'clusters', '-c', bad);
    assert.deepEqual(
      [code, stderr],
      [1, `Error: config file '${bad}' is invalid; cse check -c ${bad} says why\n`],
    );
    assert.equal((await cliWorld().run('check', '-c', directory)).code, 1);
  });

  it('colours on a terminal only, and not against the user’s will', async () => {
    for (const [isTTY, environment, coloured] of [
      [true, {}, true],
      [true, { NO_COLOR: '1' }, false],
      [false, {}, false],
    ] as const) {
      let text = '';
      const stdout = { isTTY, write: (more: string) => void (text += more) };
      await cliWorld({ stdout, environment }).run('check', '--offline', '-c', config);
      assert.equal(text.includes('\u001b[32mConfig file'), coloured);
    }
  });

  it('completes commands, kinds, names, options and their values', async () => {
    const next = async (...words: string[]) => {
      const { code, stdout } = await cliWorld().run(
        'completion',
        '--words',
        ...words.map((word) => `=${word}`),
      );
      assert.equal(code, 0);
      return stdout.trim().split('\n');
    };
    assert.deepEqual(await next('res'), ['resume', 'restore']);
    assert.deepEqual(await next('get', 'no'), ['nodes']);
    assert.deepEqual(await next('describe', ''), ['cluster', 'template', 'node']);
    assert.deepEqual(await next('get', 'clusters', '-o', 'j'), ['json']);
    assert.deepEqual(await next('get', '--out'), ['--output']);
    assert.deepEqual(await next('completion', 'f'), ['fish']);
    assert.deepEqual(await next('audit', ''), ['list', 'export', 'verify', 'leaks']);
    assert.deepEqual(await next('audit', 'export', '--output', ''), ['jsonl', 'csv']);
    for (const nothing of [
      ['bogus', ''],
      ['get', 'clusters', ''],
      ['get', 'clusters', 'c1', ''],
      ['apply', '-f', ''],
    ])
      assert.deepEqual(await next(...nothing), [''], nothing.join(' '));
  });

  for (const shell of ['bash', 'zsh', 'fish']) {
    it(`prints a completion script for ${shell}`, async () => {
      const { code, stdout } = await cliWorld().run('completion', shell);
      assert.equal(code, 0);
      assert.match(stdout, /completion --words/);
    });
  }

  it('completes in a real bash', async () => {
    const { stdout: script } = await cliWorld().run('completion', 'bash');
    const path = new URL('../../../src/cli/cse.js', import.meta.url).pathname;
    const cse = `cse() { ${process.execPath} ${path} "$@"; }`;
    const ask = `${cse}\n${script}\nCOMP_WORDS=(cse get no); COMP_CWORD=2; _cse; echo "\${COMPREPLY[@]}"
COMP_WORDS=(cse get ''); _cse; echo "\${COMPREPLY[@]}"`;
    const { stdout } = await promisify(execFile)('bash', ['-c', ask], { cwd: directory });
    assert.equal(stdout, 'nodes\nclusters templates nodes events\n');
  });

  it('runs as a program', async () => {
    const path = new URL('../../../src/cli/cse.js', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, [path, 'version']);
    assert.match(stdout, /^\rCSE, /);
    await assert.rejects(promisify(execFile)(process.execPath, [path, 'bogus']), { code: 2 });
  });
});

describe('Node version', () => {
  it('is the one that package.json asks for', () => {
    assert.equal(packageJson.engines.node, `>=${oldestNode.replace(/\.0$/, '')}`);
  });

  it('is told when it is too old', () => {
    for (const version of ['24.11.0', '24.12.0', '26.10.0', '100.0.0'])
      assert.equal(nodeProblem(version), undefined);
    for (const version of ['20.19.2', '24.9.9', '9.0.0']) {
      assert.match(
        nodeProblem(version) ?? '',
        new RegExp(`^this needs Node ${oldestNode} or newer and runs on ${version} `),
      );
    }
  });
});
