import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMachine } from 'xstate';
import { machineChart } from '#machines/chart.ts';

test('a chart has the states and edges of its machine, in their order, with the names of the guards', () => {
  const machine = createMachine({
    initial: 'asked',
    states: {
      asked: {
        always: [
          { guard: 'there', target: 'done' },
          { guard: { type: 'overdue', params: {} }, target: 'given' },
          { guard: () => true, target: 'done' },
          { target: 'given' },
        ],
      },
      done: {},
      given: {},
    },
  });
  assert.deepEqual(machineChart(machine), {
    initial: 'asked',
    states: ['asked', 'done', 'given'],
    edges: [
      { from: 'asked', to: 'done', guard: 'there' },
      { from: 'asked', to: 'given', guard: 'overdue' },
      { from: 'asked', to: 'done', guard: 'guard' },
      { from: 'asked', to: 'given' },
    ],
  });
});
