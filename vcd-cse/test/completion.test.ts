import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { json, scriptedCloud } from './scripted-cloud.ts';
import { testWorld } from './test-world.ts';

const answers = {
  'GET /api/cse': json(200, [
    { name: 'prod' },
    { name: 'play' },
    { name: 'test' },
    { name: '$(reboot)' },
    { name: '-y' },
  ]),
  'GET /api/cse/template': json(200, [{ name: 'ubuntu-24.04' }, { name: 'photon-5' }]),
};

/** What is offered for the words of a line; the last is being typed. */
const offers: readonly (readonly [words: readonly string[], candidates: readonly string[]])[] = [
  [['cl'], ['cluster']],
  [
    ['cluster', ''],
    ['config', 'create', 'delete', 'info', 'list'],
  ],
  [
    ['cluster', 'delete', 'p'],
    ['play', 'prod'],
  ],
  [['-o', 'json', 'cluster', 'info', 't'], ['test']],
  [
    ['cluster', 'delete', ''],
    ['play', 'prod', 'test'],
  ],
  [['cluster', 'delete', '-y', 'prod', ''], []],
  [
    ['node', 'info', 'p'],
    ['play', 'prod'],
  ],
  [
    ['cluster', 'create', 'new', '-t', ''],
    ['photon-5', 'ubuntu-24.04'],
  ],
  [['cluster', 'create', 'new', '--template', 'u'], ['ubuntu-24.04']],
  [['cluster', 'create', 'new', '-n', ''], []],
  [['cluster', 'create', ''], []],
  [
    ['node', 'create', 'prod', '--type', ''],
    ['nfsd', 'node'],
  ],
  [['cluster', 'list', '-o', 'y'], ['yaml']],
  [['cluster', 'list', '--o'], ['--output']],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
];

describe('completion', () => {
  for (const [words, candidates] of offers) {
    it(`of: ${words.join(' ')}`, async () => {
      await using cloud = await scriptedCloud(answers);
      const { stdout, stderr, code } = await cloud.run(['__complete', '--', ...words]);
      assert.deepEqual([stdout.split('\n').slice(0, -1), stderr, code], [candidates, '', 0]);
    });
  }

  it('is silent when the service cannot be asked', async () => {
    await using user = await testWorld();
    const nobody = await user.run(['__complete', '--', 'cluster', 'delete', '']);
    assert.deepEqual(nobody, { code: 0, stdout: '', stderr: '' });
    await using cloud = await scriptedCloud({ 'GET /api/cse': { status: 401 } }, { insecure: true });
    const expired = await cloud.run(['__complete', '--', 'cluster', 'delete', '']);
    assert.deepEqual(expired, { code: 0, stdout: '', stderr: '' });
  });

  it('asks for no cluster where none is wanted', async () => {
    await using cloud = await scriptedCloud(answers);
    await cloud.run(['__complete', '--', 'cluster', 'create', 'x', '-']);
    assert.deepEqual(cloud.server.trail(), []);
  });

  it('works in bash', async () => {
    await using user = await testWorld();
    // Stands for the client: it shows what it was asked.
    await writeFile(join(user.home, 'vcd-cse'), '#!/bin/sh\nprintf "%s\\n" "$#:$*" "two words"\n');
    await chmod(join(user.home, 'vcd-cse'), 0o755);
    const { stdout: script } = await user.run('completion bash');
    const typing =
      'COMP_WORDS=(vcd-cse cluster delete ""); COMP_CWORD=3; _vcd_cse; printf "[%s]" "${COMPREPLY[@]}"';
    const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', `${script}\n${typing}`], {
      env: { PATH: `${user.home}:${process.env['PATH']}` },
    });
    assert.equal(stdout, '[5:__complete -- cluster delete ][two words]');
  });

  for (const [shell, line] of [
    ['zsh', '#compdef vcd-cse'],
    ['fish', "complete -c vcd-cse -a '(__vcd_cse_complete)'"],
  ] as const) {
    it(`has a script for ${shell}`, async () => {
      await using user = await testWorld();
      const { stdout } = await user.run(['completion', shell]);
      assert.ok(stdout.split('\n').includes(line), stdout);
      assert.match(stdout, /vcd-cse __complete -- /);
    });
  }
});
