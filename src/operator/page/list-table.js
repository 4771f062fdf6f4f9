/**
 * @import { PathKind, Summary } from './api.js'
 * @import { ListWish } from './list-view.js'
 */
import { fill, h } from './dom.js';
import { toneOf } from './tone.js';

/**
 * @typedef {{
 *   label: string,
 *   sortBy?: string,
 *   className?: string,
 *   cell: (summary: any) => import('./dom.js').Child | import('./dom.js').Child[],
 * }} Column The first names the record.
 */

/**
 * The table of a list. Rows that stay are kept, so that focus and selection survive a change.
 * @param {{
 *   kind: PathKind,
 *   title: string,
 *   columns: readonly Column[],
 *   onChange: (part: Partial<ListWish>) => void,
 * }} options
 */
export function tableOf({ kind, title, columns, onChange }) {
  const [first, ...others] = columns;
  if (!first) throw new Error('a table has columns');
  let wish = { sortBy: '', descending: false };
  const headers = columns.map((column) => {
    const { label, sortBy, className } = column;
    // The name of a table's roles is said where the narrow layout takes the table's own away.
    const header = h('th', { scope: 'col', role: 'columnheader', class: className });
    if (sortBy === undefined) fill(header, label);
    else {
      const click = () => onChange({ sortBy, descending: wish.sortBy === sortBy && !wish.descending });
      fill(header, h('button', { type: 'button', click }, label, h('span', { 'aria-hidden': 'true' })));
    }
    return { header, sortBy };
  });
  const body = h('tbody', { role: 'rowgroup' });
  /** @type {Map<string, { row: HTMLTableRowElement, text: string }>} */
  const rows = new Map();
  /** @type {Set<string>} */
  const expected = new Set();

  /** @param {Summary} summary */
  const rowOf = (summary) => {
    const text = JSON.stringify(summary);
    const known = rows.get(summary.uid);
    if (known?.text === text) return known;
    const { namespace, name, uid } = summary;
    const row = known?.row ?? h('tr', { role: 'row', 'data-uid': uid });
    if (!known) {
      const href = `#/${kind}/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
      const link = h('a', { href, class: 'name' }, name);
      row.append(
        h('th', { scope: 'row', role: 'rowheader', class: first.className }, link, first.cell(summary)),
      );
    }
    row.dataset['tone'] = toneOf(summary);
    // The first cell stays where it is: its link may have the focus.
    while (row.children.length > 1) row.lastElementChild?.remove();
    row.append(
      ...others.map(({ label, className, cell }) =>
        h('td', { role: 'cell', class: className, 'data-label': label }, cell(summary)),
      ),
    );
    if (expected.delete(uid) && known) flash(row);
    return { row, text };
  };

  return {
    element: h(
      'table',
      { class: 'records', role: 'table' },
      h('caption', { class: 'unseen' }, title),
      h(
        'thead',
        { role: 'rowgroup' },
        h(
          'tr',
          { role: 'row' },
          headers.map(({ header }) => header),
        ),
      ),
      body,
    ),

    /**
     * Its next change was told by the server and not found by turning a page.
     * @param {string} uid
     */
    expectChange(uid) {
      if (rows.has(uid)) expected.add(uid);
    },

    /**
     * @param {readonly Summary[]} items
     * @param {ListWish} next
     */
    show(items, next) {
      wish = next;
      for (const { header, sortBy } of headers) {
        if (sortBy === undefined) continue;
        const direction = next.descending ? 'descending' : 'ascending';
        header.setAttribute('aria-sort', sortBy === next.sortBy ? direction : 'none');
      }
      const shown = items.map((summary) => /** @type {const} */ ([summary.uid, rowOf(summary)]));
      rows.clear();
      for (const [uid, line] of shown) rows.set(uid, line);
      const wanted = shown.map(([, { row }]) => row);
      // Taking a focused row out and in again would lose the focus.
      if (wanted.length !== body.children.length || wanted.some((row, at) => body.children[at] !== row)) {
        const focused = /** @type {HTMLElement | null} */ (document.activeElement); // rows hold links only
        const inBody = body.contains(focused);
        fill(body, wanted);
        if (inBody) focused?.focus();
      }
    },
  };
}

/** @param {HTMLElement} row */
function flash(row) {
  row.classList.remove('changed');
  requestAnimationFrame(() => row.classList.add('changed'));
}
