import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cluster } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import type { SqliteStore } from '#store/sqlite/store.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { issueKubeconfigCertificate } from '#workload/certificates.ts';
import { issueClusterPki } from '#workload/cluster-pki.ts';
import { startRecordMeter } from '../../../src/wiring/record-meter.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { newCluster } from '../../support/sample-cluster.ts';
import { eventually } from '../../support/simulated-cloud.ts';
import { makeSqliteHome } from '../../support/sqlite-home.ts';

const start = Date.parse('2030-01-01T00:00:00Z');

/** A meter over a real store, and a clock that stands until it is moved. */
async function meterOver(store: SqliteStore) {
  const metrics = createMetrics();
  let now = start;
  const meter = startRecordMeter({
    metrics,
    store,
    phasesWithDeadline: { Cluster: ['joiningWorkers'], Template: ['capturing'] },
    clock: () => new Date(now),
    log: recordedLog().log,
  });
  await meter.listed;
  const value = async (series: string) => {
    const line = (await metrics.scrape()).split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };
  return {
    value,
    pass: (seconds: number) => void (now += seconds * 1000),
    /** Waits until the meter has seen what was written. */
    shows: (series: string, wanted: number | undefined) =>
      eventually(
        async () => ((await value(series)) === wanted ? true : undefined),
        `${series} is ${wanted}`,
        10_000,
      ),
    [Symbol.asyncDispose]: () => meter[Symbol.asyncDispose](),
  };
}

function withStatus(cluster: Cluster, status: Partial<Cluster['status']>): Cluster {
  return { ...cluster, status: { ...cluster.status, ...status } };
}

const progress = (phase: string) => `cse_record_progress_age_seconds{kind="Cluster",phase="${phase}"}`;
const creations = (outcome: string) => `cse_cluster_creation_duration_seconds_count{outcome="${outcome}"}`;

describe('the meter of records', () => {
  it('shows nothing of records before it has seen them all: some would look like too few', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    await store.clusters.create(newCluster('c1'));
    const readable = Promise.withResolvers<void>();
    const metrics = createMetrics();
    await using meter = startRecordMeter({
      metrics,
      store: {
        ...store,
        templates: {
          ...store.templates,
          walk: async (visit) => {
            await readable.promise;
            return store.templates.walk(visit);
          },
        },
      },
      phasesWithDeadline: { Cluster: [], Template: [] },
      clock: () => new Date(start),
      log: recordedLog().log,
    });
    assert.doesNotMatch(await metrics.scrape(), /^cse_records\{/m);
    readable.resolve();
    await meter.listed;
    assert.match(await metrics.scrape(), /^cse_records\{kind="Cluster",phase="unseen"\} 1$/m);
  });

  it('counts progress from when a node moved, and forgets it when nothing is left to do', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const created = await store.clusters.create(newCluster('c1'));
    const node = { name: 'node-1', role: 'worker', pool: 'p', state: 'booting' } as const;
    let cluster = await store.clusters.updateStatus(
      withStatus(created, { phase: 'joiningWorkers', nodes: [node] }),
    );
    await using meter = await meterOver(store);
    meter.pass(100);
    const before = await meter.value(progress('joiningWorkers'));
    assert.ok(before !== undefined && before >= 100, 'from what the record tells');

    cluster = await store.clusters.updateStatus(
      withStatus(cluster, { nodes: [{ ...node, state: 'joined' }] }),
    );
    await meter.shows(progress('joiningWorkers'), 0);
    meter.pass(30);
    const waiting = { reason: 'WaitingForWorkers', message: '', until: '2030-01-01T00:00:00Z' } as const;
    cluster = await store.clusters.updateStatus(withStatus(cluster, { waiting }));
    meter.pass(10);
    assert.equal(await meter.value(progress('joiningWorkers')), 40, 'another look is no progress');

    await store.clusters.updateStatus(
      withStatus(cluster, { phase: 'ready', readyAt: '2030-01-01T00:00:00Z' }),
    );
    await meter.shows(progress('joiningWorkers'), undefined);
    assert.equal(await meter.value(progress('ready')), undefined);
    assert.equal(await meter.value('cse_records{kind="Cluster",phase="ready"}'), 1);
  });

  it('counts how creations end, once each, and none that ended before it looked', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const old = await store.clusters.create(newCluster('old'));
    await store.clusters.updateStatus(withStatus(old, { readyAt: '2030-01-01T00:00:00Z' }));
    await using meter = await meterOver(store);
    const [ready, failed, gone] = await Promise.all(
      ['ready', 'failed', 'gone'].map((name) => store.clusters.create(newCluster(name))),
    );
    assert.ok(ready && failed && gone);
    const again = await store.clusters.updateStatus(
      withStatus(ready, { readyAt: '2030-01-01T00:00:00Z', phase: 'ready' }),
    );
    await store.clusters.updateStatus(withStatus(again, { phase: 'degraded' }));
    await store.clusters.updateStatus(
      withStatus(failed, { failure: { reason: 'VAppFailed', message: 'no', at: '2030-01-01T00:00:00Z' } }),
    );
    await store.clusters.remove(keyOf(gone));
    for (const outcome of ['ready', 'failed', 'deleted']) await meter.shows(creations(outcome), 1);
    assert.equal(await meter.value('cse_deadlines_passed_total{kind="Cluster",phase="joiningWorkers"}'), 0);
  });

  it('counts a deadline that passed under the phase that it passed in', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const created = await store.clusters.create(newCluster('c1'));
    const cluster = await store.clusters.updateStatus(withStatus(created, { phase: 'joiningWorkers' }));
    await using meter = await meterOver(store);
    const failure = { reason: 'DeadlinePassed', message: 'late', at: '2030-01-01T00:00:00Z' } as const;
    const late = await store.clusters.updateStatus(withStatus(cluster, { phase: 'givingUp', failure }));
    await store.clusters.updateStatus(withStatus(late, { phase: 'rollingBack' }));
    await meter.shows('cse_deadlines_passed_total{kind="Cluster",phase="joiningWorkers"}', 1);
    await meter.shows('cse_records{kind="Cluster",phase="rollingBack"}', 1);
    assert.equal(await meter.value('cse_deadlines_passed_total{kind="Cluster",phase="givingUp"}'), undefined);
  });

  it('tells how long the task of a creation has been open', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const created = await store.clusters.create(newCluster('c1'));
    const task = {
      request: 'message-1',
      operation: 'create_cluster',
      id: created.metadata.uid,
      href: 'https://vcd.example/api/task/1',
      text: '',
      state: 'running',
    } as const;
    const cluster = await store.clusters.updateStatus(withStatus(created, { tasks: [task] }));
    await using meter = await meterOver(store);
    const age = (await meter.value('cse_task_age_seconds{operation="create_cluster"}')) ?? 0;
    assert.equal(age, (start - Date.parse(created.metadata.creationTimestamp)) / 1000);
    await store.clusters.updateStatus(withStatus(cluster, { tasks: [{ ...task, state: 'success' }] }));
    await meter.shows('cse_tasks_open{operation="create_cluster"}', 0);
    assert.equal(await meter.value('cse_task_age_seconds{operation="create_cluster"}'), 0);
  });

  it('reads when a published kubeconfig ends', async () => {
    await using home = await makeSqliteHome();
    await using store = await home.open();
    const cluster = await store.clusters.create(newCluster('c1'));
    const expiry = 'cse_record_certificate_expiry_timestamp_seconds{kind="Cluster"}';
    await using meter = await meterOver(store);
    assert.equal(await meter.value(expiry), undefined);
    await store.secrets.put(keyOf(cluster), cluster.metadata.uid, 'kubeconfig', await sampleKubeconfig());
    const published = {
      type: 'KubeconfigPublished',
      status: 'True',
      reason: 'Ready',
      message: '',
      lastTransitionTime: '2030-01-01T00:00:00Z',
    } as const;
    await store.clusters.updateStatus(withStatus(cluster, { conditions: [published] }));
    await meter.shows(expiry, start / 1000 + 86_400);
  });
});

/** One whose certificate ends a day after the clock's start. */
async function sampleKubeconfig(): Promise<string> {
  const now = new Date(start);
  const { ca } = await issueClusterPki({ clusterName: 'c1', kubernetesVersion: 'v1.36.3', now });
  const client = await issueKubeconfigCertificate({ ca, userName: 'alice', validForMs: 86_400_000, now });
  return `client-certificate-data: ${btoa(client.certificate)}\n`;
}
