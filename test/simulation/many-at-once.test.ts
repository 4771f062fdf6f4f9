import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { Stage } from './stage.ts';
import type { StageOptions } from './stage-options.ts';

const minute = 60_000;

/** As long as operators see it: no work of vCD that is done in a moment. */
const latency = {
  default: 1000,
  operations: { vdcComposeVapp: 74_000, vappUpdateVm: 85_000, vappDeploy: 83_000 },
};

interface Costs {
  /** Reads of vApps and lists of tasks, for each cluster. */
  readonly polls: number;
  readonly lists: number;
  readonly seconds: number;
}

/** What it costs to make so many clusters at once. */
async function made(count: number, options: Pick<StageOptions, 'between'> = {}): Promise<Costs> {
  const limits = { poll_min_ms: 1000, poll_max_ms: 5000 };
  await using stage = await Stage.open({ seed: 4, limits, latency, ...options });
  const alice = stage.tenant('alice', 'acme');
  await stage.until(stage.start());
  await stage.eventually(() => stage.serving, minute);
  const from = { line: stage.trace.length, at: stage.time.now() };
  for (let i = 0; i < count; i += 1) {
    const { status } = await stage.until(
      alice.call('POST', '/api/cse', createBody(`c${i}`, { node_count: 0 })),
    );
    assert.equal(status, 202);
  }
  const areReady = async () => {
    const phases = (await stage.clusters()).map(({ status }) => status.phase);
    return phases.length === count && phases.every((phase) => phase === 'ready');
  };
  assert.ok(await stage.eventually(areReady, 60 * minute, 5000));
  const lines = stage.trace.slice(from.line);
  const looks = lines.filter((line) => line.includes(' GET /api/vApp/vapp-{id} ')).length;
  const lists = lines.filter((line) => line.includes(' GET /api/query ')).length;
  return { polls: (looks + lists) / count, lists, seconds: (stage.time.now() - from.at) / 1000 };
}

describe('clusters that are made at once', () => {
  it('cost together a good half of the polls that each would need, and no more time', async () => {
    const [alone, together] = [await made(1), await made(5)];
    assert.ok(together.polls < 0.6 * alone.polls, JSON.stringify({ alone, together }));
    assert.ok(together.seconds < 1.1 * alone.seconds, JSON.stringify({ alone, together }));
  });

  it('are made just as well where tasks cannot be listed, and where the list hides them', async () => {
    const alone = await made(1);
    const blind: (() => Promise<ReadonlySet<string>>)[] = [
      async () => {
        throw new Error('the query service is down');
      },
      async () => new Set(),
    ];
    for (const findTasksUnderWay of blind) {
      const costs = await made(4, {
        between({ store, vcd }) {
          return { store, vcd: Object.assign(vcd, { findTasksUnderWay }) };
        },
      });
      assert.ok(costs.polls < 1.1 * alone.polls, JSON.stringify({ alone, costs }));
      assert.ok(costs.seconds < 1.1 * alone.seconds, JSON.stringify({ alone, costs }));
    }
  });
});
