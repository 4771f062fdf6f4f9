import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { printable, tableText, type Column } from '#cli/table.ts';

const columns: Column<readonly string[]>[] = ['NAME', 'PHASE', 'MESSAGE'].map((title, index) => ({
  title,
  cell: (row) => row[index] ?? '',
}));

describe('table', () => {
  it('aligns columns under their titles and leaves no blanks at the ends', () => {
    assert.equal(
      tableText(columns, [
        ['alpha', 'ready', ''],
        ['a-longer-name', 'joiningWorkers', 'node-x1 boots'],
      ]),
      [
        'NAME            PHASE            MESSAGE',
        'alpha           ready',
        'a-longer-name   joiningWorkers   node-x1 boots',
        '',
      ].join('\n'),
    );
  });

  it('cuts the widest column to fit', () => {
    assert.equal(
      tableText(columns, [['alpha', 'ready', 'a message that goes on for longer than there is room']], 40),
      'NAME    PHASE   MESSAGE\nalpha   ready   a message that goes on …\n',
    );
  });

  it('is never wider than asked for, whatever is in it', () => {
    const cell = fc.string({ unit: 'binary', maxLength: 120 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 }), (rows) => {
        for (const line of tableText(columns, rows, 60).split('\n')) assert.ok(line.length <= 60, line);
      }),
    );
  });

  it('lets nothing through that steers a terminal or breaks a line', () => {
    assert.equal(printable('a\u001b[31mred\r\nb\tc\u009b0m\u2028d'), 'a [31mred b c 0m d');
  });
});
