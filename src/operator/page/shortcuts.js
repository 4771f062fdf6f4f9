import { theElement } from './dom.js';
import { switchTheme } from './theme.js';

const kept = 'cse-keys';
/** Time between `g` and the letter of the place. */
const chordMs = 1_500;
/** @type {Readonly<Record<string, string>>} */
const places = { c: '#/clusters', t: '#/templates', l: '#/leaks', s: '#/service' };

/** Listens to single keys, unless somebody types or has switched them off. */
export function startShortcuts() {
  const help = /** @type {HTMLDialogElement} */ (theElement('help')); // index.html has it so
  const listening = /** @type {HTMLInputElement} */ (theElement('keys-on')); // likewise
  listening.checked = localStorage.getItem(kept) !== 'off';
  listening.addEventListener('change', () => localStorage.setItem(kept, listening.checked ? 'on' : 'off'));
  theElement('shortcuts').addEventListener('click', () => help.showModal());
  let goingSince = -Infinity;

  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || help.open) return;
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
      if (key === 'Escape') target.blur();
      return;
    }
    if (!listening.checked || theElement('places').hidden) return;
    const place = event.timeStamp - goingSince < chordMs ? places[key] : undefined;
    goingSince = -Infinity;
    if (place !== undefined) location.hash = place;
    else if (key === 'g') goingSince = event.timeStamp;
    else if (key === '?') help.showModal();
    else if (key === 'd') switchTheme();
    else if (key === '/') document.getElementById('search')?.focus();
    else if (key === 'n') document.getElementById('next-page')?.click();
    else if (key === 'p') document.getElementById('previous-page')?.click();
    else if (key === 'u') document.getElementById('up')?.click();
    else if (key === 'j' || key === 'k') stepLine(key === 'j' ? 1 : -1);
    else return;
    event.preventDefault();
  });
}

/** @param {number} step */
function stepLine(step) {
  const names = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('a.name')]); // links
  const at = names.findIndex((name) => name === document.activeElement);
  const next = at === -1 ? 0 : at + step;
  names[Math.min(Math.max(next, 0), names.length - 1)]?.focus();
}
