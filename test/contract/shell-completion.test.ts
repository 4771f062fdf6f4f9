import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

/** Each prints, in the shell itself, what a tab after the words in `$LINE` offers. */
const tabs = {
  bash: `source <(cse completion bash)
    read -ra COMP_WORDS <<<"$LINE"; [[ $LINE == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _cse; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // The line editor works on terminals only: one shell types into another's, a tab and then the key that saves the line.
  zsh: `zmodload zsh/zpty; zpty -b inner zsh -f -i
    zpty -w inner 'PS1=; autoload -Uz compinit && compinit -u -D; source <(cse completion zsh)'
    zpty -w inner 'save() { print -r -- "$BUFFER" >$HOME/line }; zle -N save; bindkey "^X" save; print rea""dy'
    zpty -r inner output '*ready*'
    zpty -w -n inner "$LINE"$'\\t\\x18'
    for i in {1..400}; do [[ -s $HOME/line ]] && break; sleep 0.05; done; cat $HOME/line`,
  fish: `cse completion fish | source; complete -C "$LINE"`,
} as const;

describe('completion in the shells themselves', { timeout: 300_000 }, () => {
  let home = '';
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'cse-shell-'));
    await mkdir(join(home, 'bin'));
    const program = join(home, 'bin', 'cse');
    await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${resolve('src/cli/cse.js')}' "$@"\n`);
    await chmod(program, 0o755);
    await writeFile(join(home, 'a file'), '');
  });
  after(() => rm(home, { recursive: true }));

  async function offered(shell: keyof typeof tabs, line: string): Promise<string> {
    await rm(join(home, 'line'), { force: true });
    const path = [join(home, 'bin'), process.env['PATH']].join(delimiter);
    const environment = { ...process.env, PATH: path, HOME: home, LINE: line, TERM: 'dumb' };
    const flags = shell === 'bash' ? ['--norc'] : shell === 'zsh' ? ['-f'] : [];
    const { stdout } = await promisify(execFile)(shell, [...flags, '-c', tabs[shell]], {
      env: environment,
      cwd: home,
      timeout: 300_000,
    });
    return stdout;
  }

  const lacks = (shell: string) =>
    spawnSync(shell, ['--version']).error ? `there is no ${shell} here` : false;

  it('bash offers commands, kinds and options', { skip: lacks('bash') }, async () => {
    assert.equal(await offered('bash', 'cse expl'), 'explain\n');
    assert.equal(await offered('bash', 'cse get clu'), 'clusters\n');
    assert.match(await offered('bash', 'cse get clusters --s'), /^--sort-by$/m);
    assert.equal(await offered('bash', 'cse get clusters -o w'), 'wide\n');
  });

  it('fish offers the same, and files where nothing else fits', { skip: lacks('fish') }, async () => {
    assert.equal((await offered('fish', 'cse expl')).trim(), 'explain');
    assert.equal((await offered('fish', 'cse get clu')).trim(), 'clusters');
    assert.match(await offered('fish', 'cse get clusters --s'), /^--sort-by$/m);
    assert.match(await offered('fish', 'cse sample --output '), /a file/);
  });

  it('zsh completes the same', { skip: lacks('zsh') }, async () => {
    assert.equal(await offered('zsh', 'cse expl'), 'cse explain \n');
    assert.equal(await offered('zsh', 'cse get clu'), 'cse get clusters \n');
    assert.equal(await offered('zsh', 'cse get clusters --so'), 'cse get clusters --sort-by \n');
  });
});
