import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askPassword, confirm } from '../src/ask.ts';
import { Declined } from '../src/problem.ts';
import { testWorld, typed } from './test-world.ts';

/** A terminal where these keys are pressed, and what it shows and how it was switched. */
async function terminal(...keys: readonly string[]) {
  await using user = await testWorld();
  const modes: boolean[] = [];
  let shown = '';
  const stdin = {
    isTTY: true,
    setRawMode: (on: boolean) => modes.push(on),
    async *[Symbol.asyncIterator]() {
      yield* keys;
    },
  };
  const world = { ...user.world, stdin, stderr: { isTTY: true, write: (text: string) => (shown += text) } };
  const password = await askPassword(world, 'Password').catch((error: unknown) => error);
  return { password, modes, shown };
}

describe('a password that is typed', () => {
  it('does not show, and leaves the terminal as it was', async () => {
    assert.deepEqual(await terminal('s', 'e', 'c', '\r'), {
      password: 'sec',
      modes: [true, false],
      shown: 'Password: \n',
    });
  });

  it('can be corrected, and pasted', async () => {
    assert.equal((await terminal('sé🙂x', '\u007f\b', 'cret\r')).password, 'sécret');
  });

  for (const [key, name] of [
    ['\u0003', 'Ctrl-C'],
    ['\u0004', 'Ctrl-D'],
  ] as const) {
    it(`can be refused with ${name}`, async () => {
      const { password, modes } = await terminal('se', key);
      assert.ok(password instanceof Declined);
      assert.deepEqual(modes, [true, false]);
    });
  }

  it('is refused by the end of the terminal', async () => {
    assert.ok((await terminal('se')).password instanceof Declined);
  });
});

describe('a question', () => {
  for (const yes of ['y\n', 'Y\r\n', 'yes\n', 'YES']) {
    it(`is answered with yes: ${JSON.stringify(yes)}`, async () => {
      await using user = await testWorld();
      await confirm({ ...user.world, stdin: typed(yes) }, 'Really?');
    });
  }

  for (const no of ['', '\n', 'n\n', 'no\n', 'yeah\n', 'n\ny\n']) {
    it(`is answered with no: ${JSON.stringify(no)}`, async () => {
      await using user = await testWorld();
      await assert.rejects(confirm({ ...user.world, stdin: typed(no) }, 'Really?'), Declined);
    });
  }
});
