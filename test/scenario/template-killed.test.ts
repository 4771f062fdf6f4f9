import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange } from 'vcdsim';
import { startCutOffProxy, type CutOffProxy, type Moment } from '../support/cut-off-proxy.ts';
import { inLanes } from '../support/rounds.ts';
import { startBuilder } from '../support/built-template.ts';
import { catalogItem, imageName, startTemplateWorld, type TemplateWorld } from '../support/template-world.ts';

/** A handful of the points that the crash sweep (test/chaos) tries in one process; here the process is a real one. */
const moments: readonly Moment[] = [
  { where: 'after POST /api/catalog/{id}/action/upload', nth: 1 },
  { where: 'before PUT /transfer/{id}/ubuntu-disk1.vmdk', nth: 3 },
  { where: 'after POST /api/vApp/vapp-{id}/power/action/powerOn', nth: 1 },
  { where: 'after POST /api/catalog/{id}/action/captureVApp', nth: 1 },
];

describe('a process that makes a template and is killed', () => {
  it('is gone on with, whatever it was at, and nothing is done twice', { timeout: 300_000 }, async () => {
    await using lanes = new AsyncDisposableStack();
    const worlds = await Promise.all([startLane(), startLane()]);
    for (const { world, proxy } of worlds) {
      lanes.use(proxy);
      lanes.use(world);
    }
    await inLanes(worlds, moments, killedAt);
  });

  it('goes on with what it had fetched', { timeout: 300_000 }, async () => {
    await using world = await startTemplateWorld({
      images: (nth) => (nth === 1 ? { cutAfter: 5_000_000, hangs: true } : {}),
    });
    const part = join(world.directory, 'cse_cache', `${imageName}.part`);
    const killed = startBuilder(world);
    while (((await stat(part).catch(() => undefined))?.size ?? 0) < 4_000_000) await delay(10);
    killed.process.kill('SIGKILL');
    await killed.ended;
    const { results } = await startBuilder(world).ended;
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['made'],
    );
    assert.match(world.images.ranges[1] ?? '', /^bytes=[45]\d{6}-$/);
  });
});

interface Lane {
  readonly world: TemplateWorld;
  readonly proxy: CutOffProxy;
}

async function startLane(): Promise<Lane> {
  const { promise: proxied, resolve } = Promise.withResolvers<CutOffProxy>();
  const world = await startTemplateWorld({
    vcdUrl: async (simUrl) => {
      const proxy = await startCutOffProxy(simUrl);
      resolve(proxy);
      return proxy.url;
    },
  });
  return { world, proxy: await proxied };
}

/** One life of a template whose maker is killed at that moment. */
async function killedAt({ world, proxy }: Lane, moment: Moment): Promise<void> {
  const seen: Exchange[] = [];
  world.onExchange((exchange) => seen.push(exchange));
  const killed = startBuilder(world);
  proxy.cutOffAt(moment, () => killed.process.kill('SIGKILL'));
  assert.equal((await killed.ended).signal, 'SIGKILL', `the moment came: ${moment.where} (${moment.nth})`);
  proxy.mend();

  const { results } = await startBuilder(world).ended;
  assert.deepEqual(
    results.map(({ outcome, message }) => [outcome, message]),
    [['made', `made '${catalogItem}' in catalog 'cse'`]],
    moment.where,
  );
  assertOnce(seen, moment.where);
  assert.equal((await world.items(catalogItem)).length, 1);
  assert.equal((await world.items(imageName)).length, 1);
  assert.deepEqual(await world.temporaryVApps(), []);
  await world.remove();
}

/** Every byte was taken once, and there was one of everything that lasts. */
function assertOnce(seen: readonly Exchange[], where: string): void {
  const done = (method: string, pattern: RegExp) =>
    seen.filter(
      (exchange) => exchange.method === method && pattern.test(exchange.path) && exchange.status < 300,
    );
  assert.equal(done('POST', /\/action\/upload$/).length, 1, where);
  assert.equal(done('POST', /\/action\/instantiateVAppTemplate$/).length, 1, where);
  assert.equal(done('POST', /\/action\/captureVApp$/).length, 1, where);
  const pieces = done('PUT', /\.vmdk$/).map(({ requestHeaders }) => requestHeaders['content-range']);
  assert.equal(new Set(pieces).size, pieces.length, `${where}: ${pieces.join(', ')}`);
  assert.equal(pieces.length, 5, where);
}
