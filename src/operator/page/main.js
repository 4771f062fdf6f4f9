import { isLoggedIn, LoggedOut, logout } from './api.js';
import { showClusters } from './clusters-view.js';
import { fill, h, theElement } from './dom.js';
import { showLeaks } from './leaks-view.js';
import { showLogin } from './login-view.js';
import { showRecord } from './record-view.js';
import { showService } from './service-view.js';
import { startShortcuts } from './shortcuts.js';
import { showTemplates } from './templates-view.js';
import { startTheme } from './theme.js';
import { keepAgesRunning } from './words.js';

/**
 * What a view is given; it ends with the signal.
 * @typedef {{
 *   signal: AbortSignal,
 *   announce: (text: string) => void,
 *   fail: (error: unknown) => void,
 *   lineKeeper: { onLine: (state: 'live' | 'waiting') => void, onLoggedOut: () => void },
 * }} Stage
 */

const main = theElement('main');
const line = theElement('line');
let view = new AbortController();

/** @param {string} text */
function announce(text) {
  theElement('news').textContent = text;
}

/** @param {'live' | 'waiting'} state */
function onLine(state) {
  line.dataset['state'] = state;
  line.firstElementChild?.replaceChildren(state === 'live' ? 'Live' : 'Connecting');
}

/** @param {boolean} inside */
function openShell(inside) {
  for (const id of ['places', 'line', 'shortcuts', 'logout']) theElement(id).hidden = !inside;
}

function askWho() {
  view.abort();
  openShell(false);
  document.title = 'Log in · Container Service';
  showLogin(main, { onLogin: () => void enter(), announce });
}

/** @param {unknown} error */
function fail(error) {
  if (error instanceof LoggedOut) return askWho();
  if (error instanceof DOMException && error.name === 'AbortError') return;
  onLine('waiting');
  announce(error instanceof Error ? error.message : String(error));
}

/** Shows what the address says. */
function route() {
  view.abort();
  view = new AbortController();
  const { signal } = view;
  /** @type {Stage} */
  const stage = {
    signal,
    announce,
    // What a view that is over still hears is of no interest.
    fail: (error) => signal.aborted || fail(error),
    lineKeeper: { onLine: (state) => signal.aborted || onLine(state), onLoggedOut: askWho },
  };
  const [path = '', search = ''] = location.hash.slice(2).split('?');
  const [place = '', ...names] = path.split('/').map(decodeURIComponent);
  const [namespace, name] = names;
  for (const link of document.querySelectorAll('#places a')) {
    if (link.getAttribute('href') === `#/${place}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${name ?? place} · Container Service`;
  main.dataset['place'] = place;
  if ((place === 'clusters' || place === 'templates') && namespace && name)
    return showRecord(main, { kind: place, namespace, name }, stage);
  if (place === 'clusters') return showClusters(main, new URLSearchParams(search), stage);
  if (place === 'templates') return showTemplates(main, new URLSearchParams(search), stage);
  if (place === 'leaks') return showLeaks(main, stage);
  if (place === 'service') return showService(main, stage);
  if (place === '') return location.replace('#/clusters');
  fill(main, h('h1', {}, 'Nothing is here'), h('p', {}, h('a', { href: '#/clusters' }, 'All clusters')));
}

async function enter() {
  try {
    if (!(await isLoggedIn(AbortSignal.timeout(30_000)))) return askWho();
  } catch {
    fill(main, h('h1', {}, 'The server does not answer'), h('p', {}, 'This page tries again by itself.'));
    setTimeout(() => void enter(), 3_000);
    return;
  }
  openShell(true);
  route();
}

async function leave() {
  await logout().catch(() => undefined);
  announce('Logged out');
  askWho();
}

theElement('logout').addEventListener('click', () => void leave());
document.querySelector('.skip')?.addEventListener('click', (event) => {
  // The address belongs to the views.
  event.preventDefault();
  main.focus();
});
window.addEventListener('hashchange', () => {
  if (theElement('places').hidden) return;
  route();
  main.focus({ preventScroll: true });
  window.scrollTo(0, 0);
});

startTheme();
startShortcuts();
keepAgesRunning();
void enter();
