import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hastenedRules, prometheusInstalled, startPrometheus } from '../../scripts/prometheus.ts';

const skip = !prometheusInstalled() && 'Prometheus is not installed (Debian package prometheus)';

test('hastened rules are the same rules with shorter times', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cse-hastened-'));
  try {
    const rule = (expr: string, pending: string) =>
      JSON.stringify({ groups: [{ name: 'g', rules: [{ alert: 'A', expr, for: pending }] }] });
    await writeFile(
      join(folder, 'a.yaml'),
      rule('x_age_seconds{job="cse"} > 900 and rate(y[10m]) > 900', '5m'),
    );
    const [hastened = ''] = await hastenedRules(folder, 100);
    assert.match(hastened, /expr: x_age_seconds\{job="cse"\} > 9 and rate\(y\[6000ms\]\) > 900\n/);
    assert.match(hastened, /for: 3000ms\n/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('rules that are none keep Prometheus from starting, and it says why', { skip }, async () => {
  await assert.rejects(
    startPrometheus({
      target: 'http://127.0.0.1:1',
      rules: ['groups: [{ name: g, rules: [{ alert: A, expr: "(" }] }]'],
      intervalMs: 1000,
    }),
    /Prometheus does not serve:[^]*unclosed left parenthesis|Prometheus does not serve:[^]*parse error/,
  );
});

test('an expression that is none is told from one without series', { skip }, async () => {
  await using prometheus = await startPrometheus({
    target: 'http://127.0.0.1:1',
    rules: [],
    intervalMs: 1000,
  });
  assert.equal(await prometheus.query('nothing_of_that_name', AbortSignal.timeout(5_000)), 0);
  await assert.rejects(prometheus.query('(', AbortSignal.timeout(5_000)), /parse error/);
});
