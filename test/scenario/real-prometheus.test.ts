import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import {
  hastenedRules,
  prometheusInstalled,
  startPrometheus,
  type Alert,
  type PrivatePrometheus,
} from '../../scripts/prometheus.ts';
import { chartFolder } from '../support/chart-render.ts';
import { deleted, requestCluster } from '../support/cluster-requests.ts';
import { eventually, noBroker, startCloud } from '../support/simulated-cloud.ts';
import { toldGuests } from '../support/told-guests.ts';

/** A quarter of an hour without progress becomes nine seconds. */
const haste = 100;
const intervalMs = 500;
const skip =
  noBroker || (!prometheusInstalled() && 'Prometheus is not installed (Debian package prometheus)');

const rulesFolder = join(chartFolder, 'alerts');
const dashboardsFolder = join(chartFolder, 'dashboards');

/** As much of a Grafana dashboard as asks Prometheus for something. */
const Dashboard = z.object({
  panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).optional() })),
});

describe('a real Prometheus beside a real server', { skip }, () => {
  it('sees a guest that never answers as stuck until it does, and finds all that rules and dashboard ask for', async () => {
    await using guests = toldGuests((vAppId) => cloud.sim.inventory.vApps.get(vAppId)?.name ?? '');
    await using cloud = await startCloud({ guests });
    const server = await cloud.startServer();
    await using prometheus = await startPrometheus({
      target: server.telemetryUrl,
      rules: await hastenedRules(rulesFolder, haste),
      intervalMs,
    });
    const stuck = async () =>
      (await prometheus.alerts(AbortSignal.timeout(5_000))).filter(
        ({ labels }) => labels['alertname'] === 'CseRecordStuck',
      );
    const seen: string[] = [];
    const until = (state: Alert['state'] | undefined) =>
      eventually(
        async () => {
          const [alert, ...others] = await stuck();
          assert.deepEqual(others, []);
          if (alert && seen.at(-1) !== alert.state) seen.push(alert.state);
          if (alert?.state !== state) return undefined;
          return alert ?? 'resolved';
        },
        `CseRecordStuck is ${state ?? 'resolved'}`,
      );

    const request = await requestCluster(cloud.alice, 'silent', { node_count: 0 });
    await until('pending');
    const alert = await until('firing');
    assert.ok(alert !== 'resolved');
    assert.equal(alert.annotations['summary'], 'Cluster does not get on in initializingControlPlane');
    assert.match(alert.annotations['description'] ?? '', /^Nothing of it has moved for \d+/);
    assert.equal(alert.labels['name'], undefined, 'tenants are named only where that is wanted');

    guests.tell('silent', 'answer');
    assert.equal((await request.ended()).status, 'success');
    assert.equal(await until(undefined), 'resolved');
    assert.deepEqual(seen, ['pending', 'firing']);

    await assertAsksForWhatIsThere(prometheus, server.telemetryUrl);
    await deleted(cloud.alice, 'silent');
  });
});

/** Every metric that rules and dashboard name is in the scrape, and every panel's expression is one. */
async function assertAsksForWhatIsThere(prometheus: PrivatePrometheus, url: string): Promise<void> {
  const scrape = await (await fetch(`${url}/metrics`)).text();
  const scraped = new Set([...scrape.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
  scraped.add('up');
  const panels = await dashboardExpressions();
  assert.ok(panels.length > 10);
  const rules = await Promise.all(
    (await readdir(rulesFolder)).map((file) => readFile(join(rulesFolder, file), 'utf8')),
  );
  const texts = [...panels, ...rules];
  const asked = texts.flatMap((text) =>
    [...text.matchAll(/\b([a-z_]+)\{job="cse"/g)].map(([, name = '']) => name),
  );
  const missing = asked.filter(
    (name) => !scraped.has(name) && !scraped.has(name.replace(/_(bucket|count|sum)$/, '')),
  );
  assert.deepEqual(missing, []);
  for (const expression of panels) {
    const plain = expression.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*');
    await prometheus.query(plain, AbortSignal.timeout(5_000));
  }
}

async function dashboardExpressions(): Promise<string[]> {
  const files = await readdir(dashboardsFolder);
  const texts = await Promise.all(files.map((file) => readFile(join(dashboardsFolder, file), 'utf8')));
  const panels = texts.flatMap((text) => Dashboard.parse(JSON.parse(text)).panels);
  return panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
}
