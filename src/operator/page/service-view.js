/**
 * @import { ServiceReport } from '../service-report.ts'
 * @import { Stage } from './main.js'
 * @import { Fact } from './record-parts.js'
 */
import { service } from './api.js';
import { fill, h } from './dom.js';
import { factList } from './record-parts.js';
import { age, size } from './words.js';

const everyMs = 2_000;

/**
 * How the service itself is.
 * @param {Element} place
 * @param {Stage} stage
 */
export function showService(place, stage) {
  const cards = h('div', { class: 'cards' });
  fill(place, h('h1', {}, 'Service'), cards);
  let told = '';
  const look = async () => {
    try {
      const report = await service(stage.signal);
      stage.lineKeeper.onLine('live');
      fill(cards, cardsOf(report));
      const state = report.broker.connected ? 'connected to the broker' : 'not connected to the broker';
      if (state !== told) stage.announce(`The service is ${state}`);
      told = state;
    } catch (error) {
      stage.fail(error);
    }
  };
  const again = setInterval(() => document.hidden || void look(), everyMs);
  stage.signal.addEventListener('abort', () => clearInterval(again));
  void look();
}

const switchWords = {
  enabled: 'enabled: requests are taken',
  disabled: 'disabled: requests are refused',
  stopping: 'stopping: what runs is ended',
};

/** @param {ServiceReport} report */
function cardsOf({ version, startedAt, switch: state, broker, queues, vcd, store, records }) {
  return [
    card('Server', state === 'enabled' ? 'good' : 'late', [
      ['Version', version],
      ['Up for', age(startedAt)],
      ['Switch', switchWords[state]],
      ...Object.entries(records).map(
        ([kind, count]) => /** @type {Fact} */ ([`${kind}s`, count.toLocaleString()]),
      ),
    ]),
    card('Message broker', broker.connected ? 'good' : 'bad', [
      ['Connection', broker.connected ? 'connected' : 'not connected: no request of a tenant comes in'],
    ]),
    card('Cloud Director', vcd.running >= vcd.concurrency ? 'late' : 'good', [
      ['Address', vcd.url],
      ['Calls under way', gauge('Calls under way', vcd.running, vcd.concurrency)],
      ['Calls that wait for their turn', vcd.waiting.toLocaleString()],
      ['Calls a second at most', vcd.ratePerSecond.toLocaleString()],
    ]),
    ...queues.map(({ kind, depth, running }) =>
      card(`Queue of ${kind.toLowerCase()}s`, depth > 100 ? 'late' : 'good', [
        ['Wait for a worker', depth.toLocaleString()],
        ['Looked at right now', running.toLocaleString()],
      ]),
    ),
    card('Store', store.unreadable.length > 0 || store.failedCommits > 0 ? 'bad' : 'good', [
      ['Size', size(store.databaseBytes)],
      ['Revision', store.revision.toLocaleString()],
      ['Writes that wait', store.queued.toLocaleString()],
      ['Writes done', store.commits.toLocaleString()],
      ['Writes that failed', store.failedCommits.toLocaleString()],
      ['Records that cannot be read', store.unreadable.length.toLocaleString()],
    ]),
  ];
}

const toneWords = { good: 'good', late: 'look at it', bad: 'broken' };

/**
 * @param {string} title
 * @param {keyof typeof toneWords} tone
 * @param {readonly Fact[]} facts
 */
function card(title, tone, facts) {
  const id = `about-${title.toLowerCase().replaceAll(' ', '-')}`;
  return h(
    'section',
    { class: 'card', 'aria-labelledby': id },
    h('h2', { id }, title, h('span', { class: 'badge', 'data-tone': tone }, toneWords[tone])),
    factList(facts),
  );
}

/**
 * @param {string} label
 * @param {number} value
 * @param {number} max
 */
function gauge(label, value, max) {
  return [h('progress', { max, value, 'aria-label': label }), h('span', {}, `${value} of ${max}`)];
}
