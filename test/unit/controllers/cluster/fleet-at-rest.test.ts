import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FleetAtRest } from '#controllers/cluster/fleet-at-rest.ts';
import { exportsAskedLabel, type Cluster } from '#records/cluster.ts';
import { keyOf } from '#records/metadata.ts';
import type { VAppRecord } from '#vcd/model.ts';
import { listedVApp } from '../../../support/listed-vapps.ts';
import { sampleIds, sampleNow, sampleTask, standingCluster } from '../../../support/sample-cluster.ts';

const minute = 60_000;
const hour = 60 * minute;

type Changes = Parameters<typeof standingCluster>[0];

/** A ready cluster of three nodes that was left alone an hour ago. */
function ready(changes: Changes = {}): Cluster {
  const at = new Date(sampleNow.getTime() - hour).toISOString();
  return standingCluster({
    ...changes,
    status: {
      phase: 'ready',
      phaseSince: at,
      observedGeneration: 1,
      vApp: { requestedAt: at, id: sampleIds.vApp },
      tasks: [],
      conditions: [{ type: 'Ready', status: 'True', reason: 'Ready', message: '', lastTransitionTime: at }],
      ...changes.status,
    },
  });
}

/** A fleet at a time that the test moves. */
function fleetAt() {
  let now = sampleNow.getTime();
  const fleet = new FleetAtRest({ clock: () => new Date(now), random: () => 0.5, resyncMs: 10 * minute });
  return {
    fleet,
    pass: (ms: number) => void (now += ms),
    /** A listing that begins now. */
    list: (...vApps: VAppRecord[]) =>
      fleet.take({ startedAt: now, vApps: new Map(vApps.map((vApp) => [vApp.id, vApp])) }),
  };
}

const key = keyOf(ready());

/** Another cluster, whose vApp is the same one in the list. */
function other(index: number): Cluster {
  return ready({ metadata: { name: `other-${index}` } });
}

function addOthers(fleet: FleetAtRest, count: number): void {
  for (let index = 0; index < count; index += 1) fleet.noteLook(other(index));
}

describe('a cluster at rest', () => {
  it('is let alone until the first list, and after it when that shows it whole', () => {
    const { fleet, list } = fleetAt();
    assert.ok(fleet.mayRest(ready()));
    assert.deepEqual(fleet.count(), { resting: 1, seen: 0 });
    assert.deepEqual(list(listedVApp()), []);
    assert.ok(fleet.mayRest(ready()));
    assert.deepEqual(fleet.count(), { resting: 1, seen: 1 });
  });

  it('is looked at when its lease is to be renewed', () => {
    const { fleet, list, pass } = fleetAt();
    const renewAt = new Date(sampleNow.getTime() + hour).toISOString();
    const leased = ready({ status: { leases: { renewAt } } });
    addOthers(fleet, 2_000);
    fleet.noteLook(leased);
    pass(minute);
    list(listedVApp());
    assert.ok(fleet.mayRest(leased));
    pass(hour - minute);
    list(listedVApp());
    assert.ok(!fleet.mayRest(leased));
    fleet.noteLook(
      ready({ status: { leases: { renewAt: new Date(sampleNow.getTime() + 2 * hour).toISOString() } } }),
    );
    assert.ok(fleet.mayRest(leased));
  });

  const differing: Record<string, readonly VAppRecord[]> = {
    'is not in the list': [],
    'is not powered on as a whole': [listedVApp({ status: 'MIXED' })],
    'has a VM too few': [listedVApp({ numberOfVms: '2' })],
    'has a VM too many': [listedVApp({ numberOfVms: '4' })],
    'has no number of VMs': [listedVApp({ numberOfVms: '' })],
    'is busy': [listedVApp({ busy: true })],
  };
  for (const [how, listed] of Object.entries(differing)) {
    it(`is woken and looked at when its vApp ${how}`, () => {
      const { fleet, list, pass } = fleetAt();
      assert.ok(fleet.mayRest(ready()));
      list(listedVApp());
      pass(minute);
      assert.deepEqual(list(...listed), [key]);
      assert.ok(!fleet.mayRest(ready()));
    });

    it(`is not woken again and again while its vApp ${how} and a full look finds nothing`, () => {
      const { fleet, list, pass } = fleetAt();
      fleet.mayRest(ready());
      assert.deepEqual(list(...listed), [key]);
      pass(minute);
      fleet.noteLook(ready());
      pass(minute);
      assert.deepEqual(list(...listed), []);
      assert.ok(!fleet.mayRest(ready()), 'but looked at when everything is');
    });
  }

  it('is judged by the list that came before it was met', () => {
    const { fleet, list } = fleetAt();
    list(listedVApp({ status: 'MIXED' }));
    assert.ok(!fleet.mayRest(ready()));
  });

  it('is not judged by a list that began before it came to rest', () => {
    const { fleet, pass } = fleetAt();
    const startedAt = sampleNow.getTime();
    pass(minute);
    fleet.noteLook(ready());
    const old = { startedAt, vApps: new Map([[sampleIds.vApp, listedVApp({ numberOfVms: '1' })]]) };
    assert.deepEqual(fleet.take(old), []);
    assert.ok(fleet.mayRest(ready()));
  });

  it('is looked at when no list could be read for a quarter of an hour', () => {
    const { fleet, list, pass } = fleetAt();
    list(listedVApp());
    addOthers(fleet, 2_000);
    pass(14 * minute);
    assert.ok(fleet.mayRest(ready()));
    pass(minute);
    assert.ok(!fleet.mayRest(ready()));
    list(listedVApp());
    assert.ok(fleet.mayRest(ready()));
  });

  const pauses: Record<string, readonly [clusters: number, minutes: number]> = {
    'every ten minutes in a small fleet': [1, 10],
    'every hour or so among a thousand': [1_000, 72],
    'twice a day among ten thousand': [10_000, 720],
    'no more seldom than that in a larger fleet': [11_000, 720],
  };
  for (const [how, [clusters, minutes]] of Object.entries(pauses)) {
    it(`is looked at in full ${how}, whatever the list says`, () => {
      const { fleet, list, pass } = fleetAt();
      addOthers(fleet, clusters - 1);
      fleet.noteLook(ready());
      pass((minutes - 1) * minute);
      list(listedVApp());
      assert.ok(fleet.mayRest(ready()));
      pass(minute);
      list(listedVApp());
      assert.ok(!fleet.mayRest(ready()));
      fleet.noteLook(ready());
      assert.ok(fleet.mayRest(ready()));
    });
  }

  it('is looked at soon when one of its nodes was not ready', () => {
    const { fleet, list, pass } = fleetAt();
    addOthers(fleet, 2_000);
    const inCluster = { state: 'notReady', since: sampleNow.toISOString() } as const;
    const ailing = ready({ status: { nodes: ready().status.nodes.map((node) => ({ ...node, inCluster })) } });
    fleet.noteLook(ailing);
    pass(9 * minute);
    list(listedVApp());
    assert.ok(fleet.mayRest(ailing));
    pass(minute);
    assert.ok(!fleet.mayRest(ailing));
  });

  it('has no more full looks a minute when all of a fleet become known at once', () => {
    let now = sampleNow.getTime();
    let turn = 0;
    const fleet = new FleetAtRest({
      clock: () => new Date(now),
      random: () => (turn++ * 0.618034) % 1,
      resyncMs: 10 * minute,
    });
    const others = Array.from({ length: 1_000 }, (_, index) => other(index));
    for (const each of others) fleet.mayRest(each);
    let most = 0;
    for (let minutes = 0; minutes < 60; minutes += 1) {
      now += minute;
      fleet.take({
        startedAt: now,
        vApps: new Map([[sampleIds.vApp, listedVApp({ numberOfVms: '3' })]]),
      });
      const due = others.filter((each) => !fleet.mayRest(each));
      for (const each of due) fleet.noteLook(each);
      most = Math.max(most, due.length);
    }
    assert.ok(most >= 13 && most <= 16, `${most} in one minute`);
  });

  it('is looked at in full once when somebody demands it', () => {
    const { fleet, list } = fleetAt();
    list(listedVApp());
    fleet.demandLook(key);
    assert.ok(!fleet.mayRest(ready()));
    assert.ok(fleet.mayRest(ready()));
  });

  it('is forgotten with its record', () => {
    const { fleet } = fleetAt();
    fleet.mayRest(ready());
    fleet.forget(key);
    assert.deepEqual(fleet.count(), { resting: 0, seen: 0 });
  });
});

describe('a cluster is not at rest', () => {
  const at = sampleNow.toISOString();
  const [controlPlane] = ready().status.nodes;
  const nfs = { ...controlPlane, name: 'nfsd-aaaa', role: 'nfs', pool: 'nfs', state: 'joined' } as const;
  const cases: Record<string, Changes> = {
    'in another phase': { status: { phase: 'degraded' } },
    'with a wish that nobody has looked at': { metadata: { generation: 2 } },
    'while it is deleted': { metadata: { deletionTimestamp: at } },
    'when it waits': { status: { waiting: { reason: 'ReadingExports', message: '', until: at } } },
    'when the last attempt failed': { status: { lastError: { message: 'it broke', at, attempts: 1 } } },
    'while somebody waits for its task': {
      status: { tasks: ready().spec.requests.map(sampleTask) },
    },
    'while an NFS server is to say what it exports': {
      metadata: { labels: { [exportsAskedLabel]: '1000' } },
      status: { nodes: [nfs] },
    },
    'when it is ready but something is stuck': {
      status: {
        conditions: [
          { type: 'Ready', status: 'False', reason: 'NodeStuck', message: '', lastTransitionTime: at },
        ],
      },
    },
    'before it has a vApp': { status: { vApp: { requestedAt: at } } },
  };
  for (const [when, changes] of Object.entries(cases)) {
    it(when, () => {
      const { fleet, list } = fleetAt();
      list(listedVApp());
      assert.ok(!fleet.mayRest(ready(changes)));
      fleet.noteLook(ready(changes));
      assert.deepEqual(fleet.count(), { resting: 0, seen: 0 });
    });
  }
});
