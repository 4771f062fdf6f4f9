import assert from 'node:assert/strict';
import { it } from 'node:test';
import { verifyAudit, type AuditVerdict } from '#audit/verify-audit.ts';
import { canonicalJson, linkHash, type AuditPlace, type AuditRow } from '#store/audit-chain.ts';
import { auditEntry } from '../../support/audit-entries.ts';

interface Chain {
  anchor: AuditPlace;
  head: AuditPlace;
  rows: AuditRow[];
}

/** More than a page of rows, the first ten of which were pruned. */
function someChain(): Chain {
  const rows: AuditRow[] = [];
  let last: AuditPlace = { sequence: 0, hash: '' };
  for (let sequence = 1; sequence <= 1_500; sequence += 1) {
    const link = { sequence, entry: canonicalJson(auditEntry()), previous: last.hash };
    rows.push({ ...link, hash: linkHash(link) });
    last = rows.at(-1) ?? last;
  }
  const [anchor] = rows.slice(9);
  assert.ok(anchor);
  return { anchor, head: last, rows: rows.slice(10) };
}

function verdictOn({ anchor, head, rows }: Chain, known?: AuditPlace): Promise<AuditVerdict> {
  const page = async (after: number, limit: number) => ({
    ends: { anchor, head },
    rows: rows.filter(({ sequence }) => sequence > after).slice(0, limit),
  });
  return verifyAudit({ page }, known, AbortSignal.timeout(30_000));
}

it('finds a chain whole from its anchor to its head', async () => {
  const chain = someChain();
  const verdict = await verdictOn(chain, chain.rows[700]);
  assert.deepEqual([verdict.state, verdict.rows], ['whole', 1_490]);
  assert.equal((await verdictOn(chain, chain.anchor)).state, 'whole');
});

it('finds an empty chain whole', async () => {
  const nowhere = { sequence: 0, hash: '' };
  assert.equal((await verdictOn({ anchor: nowhere, head: nowhere, rows: [] })).state, 'whole');
});

function rowAt({ rows }: Chain, index: number): AuditRow {
  const row = rows[index];
  assert.ok(row);
  return row;
}

const forgery = canonicalJson(auditEntry({ actor: 'eve' }));

const damages: readonly (readonly [string, (chain: Chain) => void, RegExp])[] = [
  [
    'a changed row',
    (chain) => void chain.rows.splice(1_200, 1, { ...rowAt(chain, 1_200), entry: forgery }),
    /row 1211 was changed/,
  ],
  [
    'a row that was changed with its hash',
    (chain) => {
      const forged = { ...rowAt(chain, 5), entry: forgery };
      chain.rows.splice(5, 1, { ...forged, hash: linkHash(forged) });
    },
    /row 17 does not follow/,
  ],
  ['a missing row', ({ rows }) => void rows.splice(40, 1), /row 51 is missing/],
  [
    'two rows in another order',
    (chain) => void chain.rows.splice(3, 2, rowAt(chain, 4), rowAt(chain, 3)),
    /row 14 is missing/,
  ],
  ['missing first rows', ({ rows }) => void rows.splice(0, 2), /row 11 is missing/],
  ['a cut-off end', ({ rows }) => void rows.splice(-2), /from 1499 to 1500 are missing: the end was cut off/],
  ['no rows at all', ({ rows }) => void rows.splice(0), /from 11 to 1500 are missing/],
  [
    'a moved anchor',
    (chain) => void (chain.anchor = { ...chain.anchor, hash: 'f'.repeat(64) }),
    /row 11 does not/,
  ],
  [
    'another last row',
    (chain) => void (chain.head = { ...chain.head, hash: 'f'.repeat(64) }),
    /row 1500 is not/,
  ],
];
for (const [what, damage, words] of damages) {
  it(`tells of ${what}`, async () => {
    const chain = someChain();
    damage(chain);
    const verdict = await verdictOn(chain);
    assert.match(verdict.state === 'broken' ? verdict.problem : 'whole', words);
  });
}

it('tells, by a head that was kept elsewhere, of a chain that is whole and another one', async () => {
  const noted = someChain();
  const anew = someChain();
  const verdict = await verdictOn(anew, noted.head);
  assert.match(verdict.state === 'broken' ? verdict.problem : 'whole', /was written anew/);
  const moved = await verdictOn(anew, noted.anchor);
  assert.match(moved.state === 'broken' ? moved.problem : 'whole', /not the row that was noted/);
  anew.rows.splice(-5);
  anew.head = anew.rows.at(-1) ?? anew.head;
  const cut = await verdictOn(anew, noted.head);
  assert.match(
    cut.state === 'broken' ? cut.problem : 'whole',
    /row 1500 was noted and the chain ends at 1495/,
  );
});
