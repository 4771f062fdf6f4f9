import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { listed, requestCluster } from '../support/cluster-requests.ts';
import { assertGolden } from '../support/golden.ts';
import { inspect, type Inspector } from '../support/inspector.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import {
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';
import { operatorOf, problemTold } from '../support/told-causes.ts';

const heapMegabytes = 160;

/** A server process whose heap may not grow beyond a limit, and into which something is put that it cannot do without. */
describe('a server that comes near the limit of its memory', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let server: ServerProcess;
  let inside: Inspector;
  before(async () => {
    cloud = await startCloud();
    cse = operatorOf(cloud);
    const limits = `--max-old-space-size=${heapMegabytes} --inspect=127.0.0.1:0`;
    server = await startServerProcess(cloud, [], ['env', `NODE_OPTIONS=${limits}`]);
    inside = await inspect(await server.printed());
  });
  after(async () => {
    await inside[Symbol.asyncDispose]();
    assert.equal(await server.terminate(), 0, 'it has lived to the end');
    await cloud[Symbol.asyncDispose]();
  });

  let cse: ReturnType<typeof operatorOf>;
  const used = async () => Number(await inside.evaluate('process.memoryUsage().heapUsed'));

  /** Leaves less than an eighth of the heap free when all that nobody needs is collected. */
  async function fill(): Promise<void> {
    const enough = heapMegabytes * 2 ** 20 * 0.88;
    await inside.evaluate('globalThis.ballast = []; 0');
    for (let rounds = 0; (await used()) < enough; rounds += 1) {
      assert.ok(rounds < 20, 'the heap is not filled');
      const arrays = Math.ceil((enough - (await used())) / 8_000);
      await inside.evaluate(
        `for (let i = 0; i < ${arrays}; i += 1) ballast.push(new Array(1000).fill(i + 0.5)); 0`,
      );
      await inside.collectGarbage();
    }
  }

  it('takes on no more work, keeps what it has, and goes on when there is room again', async () => {
    const kept = await requestCluster(cloud.alice, 'kept', { node_count: 0 });
    assert.equal((await kept.ended()).status, 'success');
    await fill();

    const refused = await cloud.alice.call('POST', '/api/cse', createBody('more', { node_count: 0 }));
    const reason = 'The service has no room for more work at the moment. Try again later.';
    assert.equal(refused.status, 503, refused.text);
    assert.deepEqual(refused.body, { message: { reason, description: reason, stacktrace: [] } });
    const told = () => problemTold(cse, 'kept', /New clusters and nodes are refused/);
    await assertGolden('causes-short-memory.txt', await eventually(told, 'the shortage is shown'));
    assert.deepEqual(await listed(cloud.alice), ['kept']);

    await inside.evaluate('delete globalThis.ballast; 0');
    await inside.collectGarbage();
    await eventually(
      async () => !(await cse('top')).stdout.includes('are refused') || undefined,
      'there is room again',
    );
    const later = await requestCluster(cloud.alice, 'later', { node_count: 0 });
    assert.equal((await later.ended()).status, 'success');
    assert.deepEqual((await listed(cloud.alice)).toSorted(), ['kept', 'later']);
  });

  it('said nothing that does not fit the schemas', (t) => assertWireClean(t, cloud.wire));
});
