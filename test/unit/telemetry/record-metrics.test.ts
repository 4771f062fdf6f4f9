import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMetrics, type Metrics } from '#telemetry/metrics.ts';
import { showRecords, type RecordFigures } from '#telemetry/record-metrics.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const ago = (seconds: number) => now - seconds * 1000;

function figures(changes: Partial<RecordFigures>): RecordFigures {
  return {
    kind: 'Cluster',
    namespace: 'acme',
    name: 'alpha',
    phase: 'poweringOn',
    phaseSince: ago(60),
    phaseDeadline: ago(-600),
    progressAt: ago(30),
    failedAttempts: 0,
    certificateExpiry: undefined,
    conditions: [],
    openTasks: [],
    ...changes,
  };
}

const show = (metrics: Metrics, ...records: RecordFigures[]) =>
  showRecords(metrics, { records, kinds: ['Cluster', 'Template'], operations: ['create_cluster'], now });

const series = async (metrics: Metrics, name: string) =>
  (await metrics.scrape()).split('\n').filter((line) => line.startsWith(name));

describe('series of records without the names of tenants', () => {
  it('let the worst record of each phase speak for all', async () => {
    const metrics = createMetrics();
    show(
      metrics,
      figures({ failedAttempts: 2, certificateExpiry: 9_000 }),
      figures({ name: 'beta', phaseSince: ago(90), progressAt: ago(10), certificateExpiry: 5_000 }),
      figures({
        name: 'gamma',
        phase: 'ready',
        phaseSince: ago(7),
        phaseDeadline: undefined,
        progressAt: undefined,
      }),
    );
    assert.deepEqual(await series(metrics, 'cse_records{'), [
      'cse_records{kind="Cluster",phase="poweringOn"} 2',
      'cse_records{kind="Cluster",phase="ready"} 1',
    ]);
    assert.deepEqual(await series(metrics, 'cse_record_'), [
      'cse_record_phase_age_seconds{kind="Cluster",phase="poweringOn"} 90',
      'cse_record_phase_age_seconds{kind="Cluster",phase="ready"} 7',
      'cse_record_phase_overdue_seconds{kind="Cluster",phase="poweringOn"} -600',
      'cse_record_progress_age_seconds{kind="Cluster",phase="poweringOn"} 30',
      'cse_record_failed_attempts{kind="Cluster"} 2',
      'cse_record_failed_attempts{kind="Template"} 0',
      'cse_record_certificate_expiry_timestamp_seconds{kind="Cluster"} 5',
    ]);
  });

  it('count conditions by reason', async () => {
    const metrics = createMetrics();
    const conditions = [{ type: 'Ready', status: 'False', reason: 'PoweringOn' }];
    show(metrics, figures({ conditions }), figures({ name: 'beta', conditions }));
    assert.deepEqual(await series(metrics, 'cse_record_conditions{'), [
      'cse_record_conditions{kind="Cluster",type="Ready",status="False",reason="PoweringOn"} 2',
    ]);
  });

  it('tell of the oldest open task, and of none', async () => {
    const metrics = createMetrics();
    const task = (since: number) => ({ operation: 'create_cluster', since });
    show(
      metrics,
      figures({ openTasks: [task(ago(5))] }),
      figures({ name: 'beta', openTasks: [task(ago(50))] }),
    );
    assert.deepEqual(await series(metrics, 'cse_task'), [
      'cse_tasks_open{operation="create_cluster"} 2',
      'cse_task_age_seconds{operation="create_cluster"} 50',
    ]);
    show(metrics);
    assert.deepEqual(await series(metrics, 'cse_task'), [
      'cse_tasks_open{operation="create_cluster"} 0',
      'cse_task_age_seconds{operation="create_cluster"} 0',
    ]);
  });
});

it('with the names of tenants each record has its series, and none when it has gone', async () => {
  const metrics = createMetrics({ tenantLabels: true });
  show(metrics, figures({}), figures({ name: 'beta', phaseSince: ago(90) }));
  assert.deepEqual(await series(metrics, 'cse_record_phase_age_seconds{'), [
    'cse_record_phase_age_seconds{kind="Cluster",namespace="acme",name="alpha",phase="poweringOn"} 60',
    'cse_record_phase_age_seconds{kind="Cluster",namespace="acme",name="beta",phase="poweringOn"} 90',
  ]);
  show(metrics);
  assert.deepEqual(await series(metrics, 'cse_record_'), []);
});
