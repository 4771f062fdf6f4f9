/** @import { DrawnChart } from '../draw-chart.ts' */
import { fill, h, svg } from './dom.js';
import { spaced } from './words.js';

/**
 * The machine of a record with the phase that it is in marked, and what leads on from there in words.
 * @param {DrawnChart} chart
 */
export function machinePicture(chart) {
  const half = chart.stateHeight / 2;
  const edges = chart.edges.map(({ from, to, guards, points }) => ({
    from,
    line: svg(
      'path',
      { class: 'edge', d: curveThrough(points), 'marker-end': 'url(#tip)' },
      svg('title', {}, `${spaced(from)} → ${spaced(to)}: ${guards.map(spaced).join(', or ')}`),
    ),
  }));
  const states = chart.states.map(({ name, x, y, width }) => ({
    name,
    y,
    box: svg(
      'g',
      { class: 'state', transform: `translate(${x} ${y})` },
      svg('rect', { x: -width / 2, y: -half, width, height: chart.stateHeight, rx: 8 }),
      svg('text', { 'text-anchor': 'middle', dy: '0.35em' }, spaced(name)),
    ),
  }));
  const title = svg('title', { id: 'machine-title' });
  const tip = svg(
    'marker',
    { id: 'tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
    svg('path', { d: 'M0 0 8 4 0 8z' }),
  );
  const picture = svg(
    'svg',
    {
      class: 'machine',
      role: 'img',
      'aria-labelledby': 'machine-title',
      viewBox: `0 0 ${chart.width} ${chart.height}`,
      width: chart.width,
      height: chart.height,
    },
    title,
    svg('defs', {}, tip),
    edges.map(({ line }) => line),
    states.map(({ box }) => box),
  );
  const frame = h(
    'div',
    { class: 'machine-frame', tabindex: 0, role: 'region', 'aria-label': 'The state machine' },
    picture,
  );
  const whole = h(
    'button',
    { type: 'button', 'aria-pressed': 'false', click: () => showWhole() },
    'Whole picture',
  );
  const showWhole = () => {
    const on = frame.classList.toggle('whole');
    whole.setAttribute('aria-pressed', String(on));
    if (!on && shown !== undefined) scrollTo(frame, picture, chart, shown, 'instant');
  };
  const ways = h('ul', { class: 'ways' });
  /** @type {string | undefined} */
  let shown;

  return {
    element: h(
      'div',
      {},
      h('div', { class: 'machine-head' }, whole),
      frame,
      h('h3', {}, 'Ways on from here'),
      ways,
    ),

    /**
     * @param {string} phase
     * @param {string} tone
     */
    mark(phase, tone) {
      for (const { name, box } of states) {
        box.classList.toggle('present', name === phase);
        if (name === phase) box.setAttribute('data-tone', tone);
      }
      if (phase === shown) return;
      for (const { from, line } of edges) line.classList.toggle('present', from === phase);
      title.textContent = `The state machine; the present phase is ${spaced(phase)}`;
      fill(ways, waysFrom(chart, phase));
      const smooth = shown !== undefined && !matchMedia('(prefers-reduced-motion: reduce)').matches;
      shown = phase;
      scrollTo(frame, picture, chart, phase, smooth ? 'smooth' : 'instant');
    },
  };
}

/**
 * @param {DrawnChart} chart
 * @param {string} phase
 */
function waysFrom({ edges }, phase) {
  const ways = edges.filter(({ from }) => from === phase);
  if (ways.length === 0) return [h('li', {}, 'None: the walk rests here.')];
  return ways.map(({ guards, to }) =>
    h(
      'li',
      {},
      h('strong', {}, spaced(to)),
      ` when it is so: ${guards.map(spaced).join(', or ').toLowerCase()}`,
    ),
  );
}

/**
 * Puts the state into the middle of the frame.
 * @param {Element} frame
 * @param {SVGElement} picture
 * @param {DrawnChart} chart
 * @param {string} phase
 * @param {ScrollBehavior} behavior
 */
function scrollTo(frame, picture, chart, phase, behavior) {
  const state = chart.states.find(({ name }) => name === phase);
  if (!state) return;
  requestAnimationFrame(() => {
    const scale = picture.getBoundingClientRect().width / chart.width;
    const left = state.x * scale - frame.clientWidth / 2;
    const top = state.y * scale - frame.clientHeight / 2;
    frame.scrollTo({ left, top, behavior });
  });
}

/**
 * A soft line through the bends: each is the control point between the middles of its neighbours.
 * @param {readonly { x: number, y: number }[]} points
 */
function curveThrough(points) {
  const [start, ...rest] = points;
  const end = rest.pop();
  if (!start || !end) return '';
  const turns = rest.map((bend, at) => {
    const next = rest[at + 1] ?? end;
    const to = at === rest.length - 1 ? end : { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 };
    return `Q${bend.x} ${bend.y} ${to.x} ${to.y}`;
  });
  return `M${start.x} ${start.y} ${turns.length > 0 ? turns.join(' ') : `L${end.x} ${end.y}`}`;
}
