import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Gauge } from 'prom-client';
import { startHealthServer, type HealthServerOptions } from '#telemetry/health-server.ts';
import { createMetrics } from '#telemetry/metrics.ts';
import { recordedLog } from '../../support/recorded-log.ts';

function start(options: Partial<HealthServerOptions> = {}) {
  return startHealthServer({
    listen: { host: '127.0.0.1', port: 0 },
    metrics: createMetrics(),
    readyChecks: {},
    log: recordedLog().log,
    ...options,
  });
}

async function get(url: string, init: RequestInit = {}): Promise<[number, string]> {
  const response = await fetch(url, init);
  return [response.status, await response.text()];
}

it('serves metrics in the Prometheus format', async () => {
  await using server = await start();
  const response = await fetch(`${server.url}/metrics?name=ignored`);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  assert.match(await response.text(), /^cse_amqp_connected 0$/m);
});

it('is ready when every named check is content', async () => {
  const problems: Record<string, string | undefined> = { broker: 'connection refused' };
  await using server = await start({
    readyChecks: {
      broker: () => problems['broker'],
      store: async () => undefined,
    },
  });
  assert.deepEqual(await get(`${server.url}/readyz`), [
    503,
    '[-] broker: connection refused\n[+] store: ok\nfailed\n',
  ]);
  problems['broker'] = undefined;
  assert.deepEqual(await get(`${server.url}/readyz`), [200, '[+] broker: ok\n[+] store: ok\nok\n']);
  assert.deepEqual(await get(`${server.url}/healthz`), [200, 'ok\n']);
});

it('answers in JSON where that is asked for', async () => {
  await using server = await start({ readyChecks: { vcd: () => 'login refused' } });
  const headers = { accept: 'application/json' };
  assert.deepEqual(await get(`${server.url}/readyz`, { headers }), [
    503,
    '{"ok":false,"checks":{"vcd":"login refused"}}\n',
  ]);
});

it('takes a check that throws or never ends for a failed one', async () => {
  await using server = await start({
    checkTimeoutMs: 5,
    liveChecks: {
      throwing: () => {
        throw new Error('disk full');
      },
      endless: () => new Promise(() => {}),
    },
  });
  assert.deepEqual(await get(`${server.url}/healthz`), [
    503,
    '[-] throwing: disk full\n[-] endless: no answer within 5 ms\nfailed\n',
  ]);
});

it('knows no other path and no other method', async () => {
  await using server = await start();
  assert.equal((await get(`${server.url}/`))[0], 404);
  assert.equal((await get(`${server.url}/metrics`, { method: 'POST' }))[0], 405);
  assert.deepEqual(await get(`${server.url}/healthz`, { method: 'HEAD' }), [200, '']);
});

it('answers 500 and says why in the log when the figures cannot be had', async () => {
  const metrics = createMetrics();
  const broken = new Gauge({
    name: 'broken',
    help: 'Cannot be had.',
    registers: [],
    collect() {
      throw new Error('database is closed');
    },
  });
  metrics.registry.registerMetric(broken);
  const { log, lines } = recordedLog();
  await using server = await start({ metrics, log });
  assert.deepEqual(await get(`${server.url}/metrics`), [500, 'internal error\n']);
  assert.match(JSON.stringify(lines), /database is closed/);
});

it('fails to start on a port that is taken', async () => {
  await using server = await start();
  const port = Number(new URL(server.url).port);
  await assert.rejects(start({ listen: { host: '127.0.0.1', port } }), { code: 'EADDRINUSE' });
});
