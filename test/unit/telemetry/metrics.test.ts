import assert from 'node:assert/strict';
import { it } from 'node:test';
import { register } from 'prom-client';
import { createMetrics } from '#telemetry/metrics.ts';
import { addRecordMetrics, type RecordFigures } from '#telemetry/record-metrics.ts';

const series = async (metrics: ReturnType<typeof createMetrics>, name: string) =>
  (await metrics.scrape()).split('\n').filter((line) => line.startsWith(name));

it('keeps two servers apart and leaves the process-wide registry alone', async () => {
  const one = createMetrics();
  const two = createMetrics();
  one.vcdBusy.inc();
  assert.deepEqual(await series(one, 'vcd_busy_total'), ['vcd_busy_total 1']);
  assert.deepEqual(await series(two, 'vcd_busy_total'), ['vcd_busy_total 0']);
  assert.equal(await register.metrics(), '\n');
});

it('names its series as the operators’ alerts expect them', async () => {
  const names = [...(await createMetrics().scrape()).matchAll(/^# TYPE (\S+)/gm)].map(
    (match) => match[1] ?? '',
  );
  assert.deepEqual(
    names.toSorted((a, b) => a.localeCompare(b)),
    [
      'amqp_connected',
      'api_request_duration_seconds',
      'api_requests_total',
      'metrics_collection_errors_total',
      'reconcile_duration_seconds',
      'reconcile_stuck',
      'reconcile_total',
      'store_commit_seconds_total',
      'store_commits_total',
      'store_damaged_records',
      'store_database_bytes',
      'store_failed_commits_total',
      'store_operations_total',
      'store_queued_operations',
      'vcd_busy_total',
      'vcd_logins_total',
      'vcd_request_duration_seconds',
      'vcd_requests_total',
      'work_queue_depth',
      'work_queue_latency_seconds',
    ],
  );
});

it('shows each record as it is at the scrape, and no record that has gone', async () => {
  const metrics = createMetrics();
  let now = new Date('2026-03-01T12:00:00Z');
  let records: RecordFigures[] = [
    {
      kind: 'Cluster',
      namespace: 'acme',
      name: 'alpha',
      phase: 'poweringOn',
      phaseSince: '2026-03-01T11:59:00Z',
      phaseDeadline: '2026-03-01T12:10:00Z',
      conditions: [{ type: 'Ready', status: 'False', reason: 'PoweringOn' }],
    },
    { kind: 'Template', namespace: 'admin', name: 'ubuntu', conditions: [] },
  ];
  addRecordMetrics({ metrics, records: async () => records, clock: () => now });

  assert.deepEqual(await series(metrics, 'record_'), [
    'record_phase_age_seconds{kind="Cluster",namespace="acme",name="alpha",phase="poweringOn"} 60',
    'record_phase_overdue_seconds{kind="Cluster",namespace="acme",name="alpha",phase="poweringOn"} -600',
    'record_condition{kind="Cluster",namespace="acme",name="alpha",type="Ready",status="False",reason="PoweringOn"} 1',
  ]);
  now = new Date('2026-03-01T12:11:00Z');
  assert.match((await series(metrics, 'record_phase_overdue')).join(), / 60$/);
  records = [];
  assert.deepEqual(await series(metrics, 'record_'), []);
});

it('asks before a scrape only as long as it is wanted', async () => {
  const metrics = createMetrics();
  let asked = 0;
  const stop = metrics.beforeScrape(() => void (asked += 1));
  await metrics.scrape();
  stop();
  await metrics.scrape();
  assert.equal(asked, 1);
});

it('counts what cannot be brought up to date and shows the rest', async () => {
  const metrics = createMetrics();
  metrics.beforeScrape(() => {
    throw new Error('database is closed');
  });
  metrics.beforeScrape(() => metrics.amqpConnected.set(1));
  const text = await metrics.scrape();
  assert.match(text, /^metrics_collection_errors_total 1$/m);
  assert.match(text, /^amqp_connected 1$/m);
});

it('adds the process’s own series where wanted', async () => {
  assert.match(await createMetrics({ processMetrics: true }).scrape(), /^process_resident_memory_bytes \d/m);
});
