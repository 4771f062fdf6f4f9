import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Agenda } from '#runtime/agenda.ts';

/** The rules in plain lines: what is set last counts, the earliest comes first, and of equals the one set first. */
class PlainAgenda {
  #entries: { readonly key: string; readonly dueAt: number }[] = [];

  get size(): number {
    return this.#entries.length;
  }

  set(key: string, dueAt: number): void {
    this.delete(key);
    this.#entries.push({ key, dueAt });
  }

  delete(key: string): void {
    this.#entries = this.#entries.filter((entry) => entry.key !== key);
  }

  next(): number | undefined {
    return this.#entries.toSorted((a, b) => a.dueAt - b.dueAt)[0]?.dueAt;
  }

  take(now: number): { readonly key: string; readonly dueAt: number } | undefined {
    const first = this.#entries.toSorted((a, b) => a.dueAt - b.dueAt)[0];
    if (!first || first.dueAt > now) return undefined;
    this.delete(first.key);
    return first;
  }
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const at = fc.integer({ min: 0, max: 9 });
const deed = fc.oneof(
  fc.record({ does: fc.constant('set' as const), key, at }),
  fc.record({ does: fc.constant('delete' as const), key, at }),
  fc.record({ does: fc.constant('take' as const), key, at }),
);

describe('agenda', () => {
  it('does as the plain one does, whatever is done to it', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 200 }), (deeds) => {
        const agenda = new Agenda<string>();
        const plain = new PlainAgenda();
        for (const { does, key, at } of deeds) {
          if (does === 'set' && agenda.dueAt(key) !== at) {
            agenda.set(key, at);
            plain.set(key, at);
          }
          if (does === 'delete') {
            agenda.delete(key);
            plain.delete(key);
          }
          if (does === 'take') {
            const taken = agenda.take(at);
            assert.deepEqual(taken && { key: taken.key, dueAt: taken.dueAt }, plain.take(at));
          }
          assert.equal(agenda.next(), plain.next());
          assert.equal(agenda.size, plain.size);
        }
      }),
    );
  });
});
