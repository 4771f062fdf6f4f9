import { h } from './dom.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * A length of time in its two largest units: `3m 20s`, `2d 4h`.
 * @param {number} milliseconds
 */
function duration(milliseconds) {
  const rest = Math.max(0, milliseconds);
  if (rest < minute) return `${Math.floor(rest / 1_000)}s`;
  if (rest < hour) return `${Math.floor(rest / minute)}m ${Math.floor((rest % minute) / 1_000)}s`;
  if (rest < day) return `${Math.floor(rest / hour)}h ${Math.floor((rest % hour) / minute)}m`;
  return `${Math.floor(rest / day)}d ${Math.floor((rest % day) / hour)}h`;
}

/**
 * How long ago that was, which goes on counting while it is shown. Empty where there is no time.
 * @param {string | undefined} at
 * @param {'ago' | 'until'} [direction]
 */
export function age(at, direction = 'ago') {
  if (at === undefined) return '';
  const element = h('time', {
    datetime: at,
    title: new Date(at).toLocaleString(),
    'data-direction': direction,
  });
  showAge(element);
  return element;
}

/** Lets all ages on the page go on, until the page is closed. */
export function keepAgesRunning() {
  setInterval(() => {
    for (const element of document.querySelectorAll('time[data-direction]')) showAge(element);
  }, 1_000);
}

/** @param {Element} element */
function showAge(element) {
  const passed = Date.now() - Date.parse(element.getAttribute('datetime') ?? '');
  const until = element.getAttribute('data-direction') === 'until';
  const text = until ? untilWords(-passed) : duration(passed);
  if (element.textContent !== text) element.textContent = text;
}

/** @param {number} left */
function untilWords(left) {
  return left >= 0 ? `in ${duration(left)}` : `${duration(-left)} over`;
}

/**
 * `composingVApp` as people read it: `Composing vApp`.
 * @param {string} name
 */
export function spaced(name) {
  const words = name.replace(/([a-z])(?=VApp|[A-Z])/g, '$1 ').replace('VApp', 'vApp');
  const [first = '', ...rest] = words.split(' ');
  const lower = rest.map((word) => (/^(vApp|NFS)$/.test(word) ? word : word.toLowerCase()));
  return [first.charAt(0).toUpperCase() + first.slice(1), ...lower].join(' ');
}

/** @param {number} bytes */
export function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const power = bytes > 0 ? Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1) : 0;
  return `${(bytes / 1024 ** power).toFixed(power > 0 ? 1 : 0)} ${units[power]}`;
}

/**
 * `1 cluster`, `2 clusters`.
 * @param {number} count
 * @param {string} thing
 */
export function counted(count, thing) {
  return `${count.toLocaleString()} ${thing}${count === 1 ? '' : 's'}`;
}
