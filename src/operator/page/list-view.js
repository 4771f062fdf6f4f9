/**
 * @import { PathKind } from './api.js'
 * @import { Stage } from './main.js'
 */
import { LoggedOut, summaries, tally } from './api.js';
import { fill, h } from './dom.js';
import { listControls } from './list-controls.js';
import { follow, unhurried } from './live.js';
import { tableOf } from './list-table.js';
import { counted } from './words.js';

/** Lines of one page: more would only be scrolled past. */
const pageSize = 50;
/** The shortest time between two looks at a list that keeps changing. */
const pauseMs = 300;
/** After a look that failed. */
const againMs = 2_000;

/**
 * What the address says about a list.
 * @typedef {{ search: string, namespace: string, phase: string, ready: string, sortBy: string, descending: boolean, page: number }} ListWish
 */

/**
 * @param {URLSearchParams} parameters
 * @returns {ListWish}
 */
function wishIn(parameters) {
  const text = (/** @type {string} */ name) => parameters.get(name) ?? '';
  return {
    search: text('search'),
    namespace: text('namespace'),
    phase: text('phase'),
    ready: text('ready'),
    sortBy: text('sortBy') || 'name',
    descending: parameters.has('descending'),
    page: Math.max(1, Number.parseInt(text('page'), 10) || 1),
  };
}

/** @param {ListWish} wish */
function addressOf({ page, descending, sortBy, ...texts }) {
  const given = Object.entries(texts).filter(([, value]) => value !== '');
  const parameters = new URLSearchParams(given);
  if (sortBy !== 'name') parameters.set('sortBy', sortBy);
  if (descending) parameters.set('descending', '');
  if (page > 1) parameters.set('page', String(page));
  return parameters.toString();
}

/**
 * A list of records that is filtered, sorted and cut into pages by the server, and kept up to date.
 * @param {Element} place
 * @param {{
 *   kind: PathKind,
 *   thing: string,
 *   title: string,
 *   columns: readonly import('./list-table.js').Column[],
 *   parameters: URLSearchParams,
 * }} options
 * @param {Stage} stage
 */
export function showList(place, { kind, thing, title, columns, parameters }, stage) {
  let wish = wishIn(parameters);
  /** @type {string | undefined} */
  let told;
  let failed = false;

  const refresh = unhurried(async () => {
    const { page, descending, sortBy, ...filters } = wish;
    const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
    const query = {
      ...given,
      sortBy,
      descending: String(descending),
      limit: pageSize,
      offset: (page - 1) * pageSize,
    };
    try {
      const [lines, counts] = await Promise.all([
        summaries(kind, query, stage.signal),
        tally(kind, stage.signal),
      ]);
      const pages = Math.max(1, Math.ceil(lines.total / pageSize));
      if (page > pages) return change({ page: pages });
      table.show(lines.items, wish);
      controls.show(wish, { counts, found: lines.total, pages });
      empty.hidden = lines.total > 0;
      fill(empty, counts.total === 0 ? `There are no ${thing}s yet.` : `No ${thing} is like that.`);
      const asked = JSON.stringify(wish);
      if (told !== asked) stage.announce(`${counted(lines.total, thing)}, page ${page} of ${pages}`);
      told = asked;
      if (failed) stage.lineKeeper.onLine('live');
      failed = false;
    } catch (error) {
      if (stage.signal.aborted) return;
      failed = true;
      stage.fail(error);
      // No change of a record may come for a long time.
      if (!(error instanceof LoggedOut)) setTimeout(refresh, againMs);
    }
  }, pauseMs);

  /** @param {Partial<ListWish>} part */
  const change = (part) => {
    wish = { ...wish, page: 1, ...part };
    const address = addressOf(wish);
    history.replaceState(undefined, '', `#/${kind}${address ? `?${address}` : ''}`);
    refresh();
  };

  const controls = listControls({ kind, thing, onChange: change });
  const table = tableOf({ kind, title, columns, onChange: change });
  const empty = h('p', { class: 'empty', hidden: true });
  fill(place, h('h1', {}, title), controls.tiles, controls.filters, table.element, empty, controls.pager);
  follow(
    { kind },
    {
      ...stage.lineKeeper,
      signal: stage.signal,
      onSynced: refresh,
      onChange: ({ summary }) => {
        table.expectChange(summary.uid);
        refresh();
      },
    },
  );
  refresh();
}
