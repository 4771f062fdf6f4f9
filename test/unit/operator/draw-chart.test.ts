import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineChart } from '#machines/chart.ts';
import { clusterMachine } from '#machines/cluster.ts';
import { drawChart } from '#operator/draw-chart.ts';

test('ways between the same two states are one line that names all their guards', () => {
  const { edges } = drawChart({
    initial: 'a',
    states: ['a', 'b'],
    edges: [
      { from: 'a', to: 'b', guard: 'first' },
      { from: 'a', to: 'b' },
    ],
  });
  assert.equal(edges.length, 1);
  assert.deepEqual(edges[0]?.guards, ['first', 'otherwise']);
});

test('the picture of the cluster machine has every state once, inside, and none upon another', () => {
  const chart = machineChart(clusterMachine);
  const { states, stateHeight, width, height } = drawChart(chart);
  assert.deepEqual(
    states.map(({ name }) => name),
    chart.states,
  );
  for (const [at, state] of states.entries()) {
    assert.ok(state.x - state.width / 2 >= 0 && state.x + state.width / 2 <= width, state.name);
    assert.ok(state.y - stateHeight / 2 >= 0 && state.y + stateHeight / 2 <= height, state.name);
    for (const other of states.slice(at + 1)) {
      const apart =
        Math.abs(state.x - other.x) >= (state.width + other.width) / 2 ||
        Math.abs(state.y - other.y) >= stateHeight;
      assert.ok(apart, `${state.name} and ${other.name}`);
    }
  }
});

test('every line of the picture begins at the state that it comes from and ends at the one it leads to', () => {
  const { states, stateHeight, edges } = drawChart(machineChart(clusterMachine));
  const places = new Map(states.map((state) => [state.name, state]));
  for (const { from, to, points } of edges) {
    for (const [name, point] of [
      [from, points.at(0)],
      [to, points.at(-1)],
    ] as const) {
      const place = places.get(name);
      assert.ok(place && point);
      // Where it meets the frame, give or take the rounding.
      assert.ok(Math.abs(point.x - place.x) <= place.width / 2 + 1, `${from} to ${to}`);
      assert.ok(Math.abs(point.y - place.y) <= stateHeight / 2 + 1, `${from} to ${to}`);
    }
  }
});
