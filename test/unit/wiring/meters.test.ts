import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createMetrics } from '#telemetry/metrics.ts';
import { commitMeter, intakeMeter, meterVcdLoad, vcdMeter } from '../../../src/wiring/meters.ts';

async function assertShows(metrics: ReturnType<typeof createMetrics>, ...series: string[]): Promise<void> {
  const lines = new Set((await metrics.scrape()).split('\n'));
  for (const one of series) assert.ok(lines.has(one), one);
}

it('a call to vCD counts with its wait for a turn apart, and logins with their outcome', async () => {
  const metrics = createMetrics();
  const meter = vcdMeter(metrics);
  await assertShows(metrics, 'cse_vcd_logins_total{outcome="refused"} 0');
  meter.onCall?.({ operation: 'getVApp', method: 'GET', code: '200', ms: 400, waitedMs: 2000 });
  meter.onLogin?.({ outcome: 'refused' });
  meter.onBusy?.({ operation: 'recompose' });
  await assertShows(
    metrics,
    'cse_vcd_requests_total{operation="getVApp",code="200"} 1',
    'cse_vcd_request_duration_seconds_sum{operation="getVApp"} 0.4',
    'cse_vcd_turn_wait_seconds_sum 2',
    'cse_vcd_logins_total{outcome="refused"} 1',
    'cse_vcd_busy_total 1',
  );
});

it('the budget of vCD is shown as it is at the scrape', async () => {
  const metrics = createMetrics();
  let waiting = 0;
  const load = () => ({ calls: { running: 8, waiting }, entities: { open: 2, waiting: 1 } });
  meterVcdLoad(metrics, { load }, 8);
  waiting = 3;
  await assertShows(
    metrics,
    'cse_vcd_calls_running 8',
    'cse_vcd_calls_waiting 3',
    'cse_vcd_calls_limit 8',
    'cse_vcd_entity_calls_waiting 1',
  );
});

it('requests that come again, and those in hand, are counted; for these other work makes way', async () => {
  const metrics = createMetrics();
  const inHand: number[] = [];
  const meter = intakeMeter(metrics, { attend: (count) => void inHand.push(count) });
  const answer = { route: 'create', method: 'POST', status: 202, durationMs: 10 };
  meter.answered({ ...answer, redelivered: false });
  meter.answered({ ...answer, redelivered: true });
  meter.unacknowledged(3);
  await assertShows(
    metrics,
    'cse_api_requests_total{transport="amqp",route="create",method="POST",code="202"} 2',
    'cse_amqp_redeliveries_total 1',
    'cse_amqp_unacknowledged 3',
  );
  assert.deepEqual(inHand, [3]);
});

it('a commit that the disk refused is counted apart, and takes no part in their times', async () => {
  const metrics = createMetrics();
  const written = commitMeter(metrics);
  written({ committed: true, operations: 5, durationMs: 20 });
  written({ committed: false, operations: 2, durationMs: 5000 });
  await assertShows(
    metrics,
    'cse_store_commit_duration_seconds_sum 0.02',
    'cse_store_commit_duration_seconds_count 1',
    'cse_store_failed_commits_total 1',
    'cse_store_operations_total 7',
  );
});
