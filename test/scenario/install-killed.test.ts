import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange } from 'vcdsim';
import { startCse } from '../support/cse-process.ts';
import { startCutOffProxy, type CutOffProxy, type Moment } from '../support/cut-off-proxy.ts';
import { startEmptyCloud, type EmptyCloud } from '../support/empty-cloud.ts';
import { inLanes } from '../support/rounds.ts';
import { noBroker } from '../support/simulated-cloud.ts';

const install = ['install', '--ext', 'config'];
/** Five pieces. */
const diskBytes = 9_000_000;
const pieces = 5;

/** Where `cse install` is killed, from its first change to its last. */
const moments: readonly Moment[] = [
  { where: 'after POST /api/admin/extension/service', nth: 1 },
  { where: 'after POST /api/catalog/{id}/action/upload', nth: 1 },
  { where: 'before PUT /transfer/{id}/descriptor.ovf', nth: 1 },
  { where: 'after PUT /transfer/{id}/ubuntu-disk1.vmdk', nth: 1 },
  { where: 'before PUT /transfer/{id}/ubuntu-disk1.vmdk', nth: 3 },
  { where: 'after PUT /transfer/{id}/ubuntu-disk1.vmdk', nth: 5 },
  { where: 'after POST /api/vdc/{id}/action/instantiateVAppTemplate', nth: 1 },
  { where: 'after POST /api/vApp/vapp-{id}/power/action/powerOn', nth: 1 },
  { where: 'before POST /api/catalog/{id}/action/captureVApp', nth: 1 },
  { where: 'after POST /api/catalog/{id}/action/captureVApp', nth: 1 },
  { where: 'after DELETE /api/vApp/vapp-{id}', nth: 1 },
];

interface Lane {
  readonly cloud: EmptyCloud;
  readonly proxy: CutOffProxy;
  readonly seen: Exchange[];
}

describe('cse install that is killed', { skip: noBroker }, () => {
  it('is run again and sends nothing again that is there', { timeout: 400_000 }, async () => {
    await using opened = new AsyncDisposableStack();
    const lanes: Lane[] = [];
    for (let lane = 0; lane < 2; lane += 1) {
      const seen: Exchange[] = [];
      const cloud = opened.use(await startEmptyCloud({ onExchange: (exchange) => seen.push(exchange) }));
      const proxy = opened.use(await startCutOffProxy(cloud.sim.url));
      await cloud.offerSmallTemplate({}, { diskBytes });
      await cloud.edit(({ vcd = {} }) => {
        Object.assign(vcd, { host: proxy.url, port: Number(new URL(proxy.url).port) });
      });
      lanes.push({ cloud, proxy, seen });
    }
    await inLanes(lanes, moments, killedAt);
  });

  it('goes on with what it had fetched', { timeout: 300_000 }, async () => {
    await using cloud = await startEmptyCloud();
    const answer = (nth: number) => (nth === 1 ? { cutAfter: 5_000_000, hangs: true } : {});
    const { ranges } = await cloud.offerSmallTemplate({}, { diskBytes, answer });
    const part = join(cloud.directory, 'cse_cache', 'noble.ova.part');
    const killed = startCse(cloud, install);
    while (((await stat(part).catch(() => undefined))?.size ?? 0) < 4_000_000) {
      assert.equal(killed.process.exitCode, null, 'it fetches');
      await delay(10);
    }
    killed.process.kill('SIGKILL');
    await killed.ended;
    const { code, stdout, stderr } = await startCse(cloud, install).ended;
    assert.equal(code, 0, stdout + stderr);
    assert.match(ranges[1] ?? '', /^bytes=[45]\d{6}-$/);
  });
});

/** One installation that is killed at that moment, and gone on with, and taken away again. */
async function killedAt({ cloud, proxy, seen }: Lane, moment: Moment): Promise<void> {
  seen.length = 0;
  const killed = startCse(cloud, install);
  proxy.cutOffAt(moment, () => killed.process.kill('SIGKILL'));
  assert.equal((await killed.ended).signal, 'SIGKILL', `the moment came: ${moment.where} (${moment.nth})`);
  proxy.mend();

  const { code, stdout, stderr } = await startCse(cloud, install).ended;
  assert.equal(code, 0, `${moment.where}\n${stdout}\n${stderr}`);
  assertOnce(seen, moment.where);
  const { services, catalogs } = cloud.sim.inventory;
  assert.deepEqual([services.size, catalogs.size], [1, 1], moment.where);
  const removed = await cloud.cse('uninstall', '--yes');
  assert.equal(removed.code, 0, removed.stdout + removed.stderr);
}

/** Of both processes together: every byte was taken once, and there was one of everything that lasts. */
function assertOnce(seen: readonly Exchange[], where: string): void {
  const done = (method: string, pattern: RegExp) =>
    seen.filter(
      (exchange) => exchange.method === method && pattern.test(exchange.path) && exchange.status < 300,
    );
  assert.equal(done('POST', /\/admin\/extension\/service$/).length, 1, where);
  assert.equal(done('POST', /\/action\/upload$/).length, 1, where);
  assert.equal(done('POST', /\/action\/instantiateVAppTemplate$/).length, 1, where);
  assert.equal(done('POST', /\/action\/captureVApp$/).length, 1, where);
  const sent = done('PUT', /\.vmdk$/).map(({ requestHeaders }) => requestHeaders['content-range']);
  assert.equal(new Set(sent).size, sent.length, `${where}: ${sent.join(', ')}`);
  assert.equal(sent.length, pieces, where);
}
