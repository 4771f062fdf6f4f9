import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checks } from '../../../scripts/conformance/checks.ts';
import { checksNamed, conformancePage, type Proof } from '../../../scripts/conformance-page.ts';

/** Marks are put together here, for this file is read as well. */
const mark = (numbers: string) => `[${numbers.includes(',') ? 'checks' : 'check'} ${numbers}]`;
const numbers = Object.keys(checks).map(Number);
const all = numbers.map((check): Proof => ({ check, file: 'test/unit/a.test.ts', client: 'no client' }));

describe('the conformance page', () => {
  it('knows a check by the end of the name of a test, however that is written', () => {
    const source = [
      `it('one ${mark('7')}', () => {});`,
      `test("isn't two ${mark('8, 88')}", async () => {});`,
      `  await t.test(\n    \`three of \${name} ${mark('1')}\`,\n    () => {},\n  );`,
      `const table = [{ what: 'four ${mark('77')}' }];`,
      `it('none', () => {});`,
    ].join('\n');
    assert.deepEqual(checksNamed('a.test.ts', source), [7, 8, 88, 1, 77]);
  });

  it('takes no mark that is not at the end of the name of a test', () => {
    for (const source of [
      `// ${mark('7')}`,
      `it('one ${mark('7')} and more', () => {});`,
      `it('one ${mark('7, x')}', () => {});`,
    ])
      assert.throws(() => checksNamed('a.test.ts', source), /^Error: a\.test\.ts: /, source);
  });

  it('takes no check that the contract does not have', () => {
    assert.throws(
      () => checksNamed('a.test.ts', `it('one ${mark('89')}', () => {});`),
      /there is no check 89/,
    );
  });

  it('takes no test that is not done', () => {
    for (const why of ['todo', 'skip'])
      assert.throws(
        () => checksNamed('a.test.ts', `it('one ${mark('7')}', {\n  ${why}: true,\n});`),
        /is not done/,
      );
  });

  it('has a line for each of the 88 checks', () => {
    const page = conformancePage(all);
    assert.deepEqual(
      [...page.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number)),
      numbers,
    );
    assert.equal(numbers.length, 88);
  });

  it('is not made while a check has no test, or one only that needs an original client', () => {
    const without = all.filter(({ check }) => check !== 7 && check !== 42);
    const byClient: Proof = { check: 42, file: 'test/conformance/a.test.ts', client: 'vcd cse 1.2.7' };
    assert.throws(() => conformancePage([...without, byClient]), /without a test: 7, 42$/);
  });
});
