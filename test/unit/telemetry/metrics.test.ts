import assert from 'node:assert/strict';
import { it } from 'node:test';
import { register } from 'prom-client';
import { createMetrics } from '#telemetry/metrics.ts';

const series = async (metrics: ReturnType<typeof createMetrics>, name: string) =>
  (await metrics.scrape()).split('\n').filter((line) => line.startsWith(name));

it('keeps two servers apart and leaves the process-wide registry alone', async () => {
  const one = createMetrics();
  const two = createMetrics();
  one.vcdBusy.inc();
  assert.deepEqual(await series(one, 'cse_vcd_busy_total'), ['cse_vcd_busy_total 1']);
  assert.deepEqual(await series(two, 'cse_vcd_busy_total'), ['cse_vcd_busy_total 0']);
  assert.equal(await register.metrics(), '\n');
});

it('has nothing but names of its own, and a sentence for each', async () => {
  const metrics = await createMetrics().registry.getMetricsAsJSON();
  assert.ok(metrics.length > 30);
  for (const { name, help } of metrics) {
    assert.match(name, /^cse_[a-z_]+$/);
    assert.match(help, /^[A-Z1v].*\.$/s, name);
  }
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
  assert.match(text, /^cse_metrics_collection_errors_total 1$/m);
  assert.match(text, /^cse_amqp_connected 1$/m);
});

it('adds the process’s own series where wanted', async () => {
  assert.match(await createMetrics({ processMetrics: true }).scrape(), /^process_resident_memory_bytes \d/m);
});
