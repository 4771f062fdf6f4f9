import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallerRejected } from '#api/callers/caller.ts';
import type { CallerView, CloudDirector } from '#vcd/cloud-director.ts';
import { VcdUnauthorized } from '#vcd/errors.ts';
import type { Session, VApp, VAppRecord } from '#vcd/model.ts';
import type { TaskDesk } from '#controllers/cluster/tasks/task-desk.ts';
import { callerDirectory } from '../../../src/wiring/caller-directory.ts';
import { CallerMemory, forgettingViews } from '../../../src/wiring/caller-memory.ts';
import { FakeTime } from '../../support/fake-time.ts';
import { sampleCluster, sampleIds } from '../../support/sample-cluster.ts';

const never = new AbortController().signal;
const unauthorized = {
  status: 401,
  code: '',
  message: 'no session',
  requestId: undefined,
  operation: 'getCallerSession',
};

/** A vCD that knows tokens, shows each of them its vApps, and writes down what it is asked. */
function cloud() {
  const asked: string[] = [];
  const vApps = new Map([['of-alice', ['c1', 'c2']]]);
  const orgs: Record<string, string> = {
    'of-alice': sampleIds.org,
    'of-bob': sampleIds.org,
    'of-root': 'system',
  };
  const state = { ended: new Set<string>() };
  const viewOf = (token: string): CallerView => {
    const ask = <T>(what: string, answer: T): Promise<T> => {
      asked.push(`${token} ${what}`);
      if (!(token in orgs) || state.ended.has(token)) throw new VcdUnauthorized(unauthorized);
      return Promise.resolve(answer);
    };
    const session = { orgId: orgs[token], systemAdministrator: token === 'of-root', userName: token };
    // What the directory uses of a view and of its answers.
    return {
      session: async () => ask('session', session as Session),
      visibleClusters: async (_session: Session, name: string | undefined) => {
        const records = (vApps.get(token) ?? []).map((name) => ({ name }) as VAppRecord);
        return ask(
          `clusters ${name ?? 'all'}`,
          records.filter((record) => name === undefined || record.name === name),
        );
      },
      vApp: async (id: string) => ask(`vApp ${id}`, { vms: [{ name: 'mstr-1' }] } as unknown as VApp),
    } as Partial<CallerView> as CallerView;
  };
  const vcd = { asCaller: ({ token }: { token: string }) => viewOf(token) } as unknown as CloudDirector;
  return { vcd, asked, vApps, ...state };
}

function headersOf(token: string): Readonly<Record<string, string>> {
  return { 'x-vcloud-authorization': token, accept: 'application/*+json;version=31.0' };
}

/** What a request that looks does: who is it, what is seen. */
function looker(directory: ReturnType<typeof callerDirectory>) {
  return async (token: string, name?: string): Promise<readonly string[]> => {
    const caller = await directory.identify(headersOf(token), never);
    return (await directory.visibleVApps(caller, name, never)).map((vApp) => vApp.name);
  };
}

test('without a memory vCD is asked each time', async () => {
  const { vcd, asked } = cloud();
  const look = looker(callerDirectory(vcd));
  await look('of-alice');
  await look('of-alice');
  assert.equal(asked.length, 4);
});

test('what vCD showed a moment ago is shown again, a name out of the whole list too, and then no more', async () => {
  const { vcd, asked, vApps } = cloud();
  const time = new FakeTime();
  const look = looker(callerDirectory(vcd, { memory: new CallerMemory({ visibleMs: 5_000, time }) }));
  assert.deepEqual(await look('of-alice'), ['c1', 'c2']);
  vApps.set('of-alice', ['c3']);
  time.jump(4_999);
  assert.deepEqual(await look('of-alice'), ['c1', 'c2']);
  assert.deepEqual(await look('of-alice', 'c2'), ['c2']);
  assert.deepEqual(asked, ['of-alice session', 'of-alice clusters all']);
  time.jump(1);
  assert.deepEqual(await look('of-alice'), ['c3']);
  assert.equal(asked.length, 3);
});

test('nobody sees what another token was shown, of the same organization or not', async () => {
  const { vcd } = cloud();
  const look = looker(
    callerDirectory(vcd, { memory: new CallerMemory({ visibleMs: 5_000, time: new FakeTime() }) }),
  );
  assert.deepEqual(await look('of-alice'), ['c1', 'c2']);
  assert.deepEqual(await look('of-bob'), []);
  assert.deepEqual(await look('of-root'), []);
  await assert.rejects(look('of-nobody'), CallerRejected);
});

test('a session that has ended is refused as soon as vCD is asked with it, and is not remembered after that', async () => {
  const { vcd, asked, ended } = cloud();
  const time = new FakeTime();
  const directory = callerDirectory(vcd, { memory: new CallerMemory({ visibleMs: 5_000, time }) });
  const look = looker(directory);
  await look('of-alice');
  ended.add('of-alice');
  time.jump(5_000);
  await assert.rejects(look('of-alice'), CallerRejected);
  await assert.rejects(directory.identify(headersOf('of-alice'), never), CallerRejected);
  assert.deepEqual(asked.slice(2), ['of-alice clusters all', 'of-alice session']);
});

test('the VMs of a vApp are remembered as long', async () => {
  const { vcd, asked } = cloud();
  const time = new FakeTime();
  const directory = callerDirectory(vcd, { memory: new CallerMemory({ visibleMs: 5_000, time }) });
  const caller = await directory.identify(headersOf('of-alice'), never);
  for (const waitMs of [0, 4_999, 1]) {
    time.jump(waitMs);
    const vms = await directory.visibleVms(caller, 'v1', never);
    assert.deepEqual(
      vms.map(({ name }) => name),
      ['mstr-1'],
    );
  }
  assert.deepEqual(asked, ['of-alice session', 'of-alice vApp v1', 'of-alice vApp v1']);
});

test('before a task says that its work is over, everybody who saw the organization has to look again', async () => {
  const { vcd, asked } = cloud();
  const memory = new CallerMemory({ visibleMs: 5_000, time: new FakeTime() });
  const look = looker(callerDirectory(vcd, { memory }));
  const told: number[] = [];
  const desk = forgettingViews(
    { tell: async () => void told.push(asked.length) } as unknown as TaskDesk,
    memory,
  );
  const tell = (orgId: string, state: 'running' | 'success' = 'success') => {
    const { spec } = sampleCluster();
    const cluster = sampleCluster({ spec: { org: { ...spec.org, id: orgId } } });
    const [request] = spec.requests;
    const [task] = cluster.status.tasks;
    assert.ok(request && task);
    return desk.tell(cluster, request, task, { state, text: '' }, never);
  };
  const everybody = ['of-alice', 'of-bob', 'of-root'];
  for (const token of everybody) await look(token);
  asked.length = 0;

  await tell(sampleIds.org, 'running');
  for (const token of everybody) await look(token);
  assert.deepEqual(asked, []);
  await tell('another organization');
  for (const token of everybody) await look(token);
  assert.deepEqual(asked, ['of-root clusters all']);
  await tell(sampleIds.org);
  for (const token of everybody) await look(token);
  assert.deepEqual(asked.slice(1), ['of-alice clusters all', 'of-bob clusters all', 'of-root clusters all']);
  assert.equal(told.length, 3);
});

test('a VDC is looked for once, and asked about each time; one that is another by now is looked for again', async () => {
  const asked: string[] = [];
  let names = new Map([['id-1', 'v']]);
  const view = {
    session: async () => ({ orgId: 'org' }) as Session,
    findVdcId: async (orgId: string, name: string) => {
      asked.push(`${name} in ${orgId}`);
      return [...names].find(([, each]) => each === name)?.[0];
    },
    vdc: async (id: string) => {
      asked.push(id);
      const name = names.get(id);
      return name === undefined ? undefined : { id, name, networks: [], storageProfiles: [] };
    },
  } as Partial<CallerView> as CallerView;
  const directory = callerDirectory({ asCaller: () => view } as unknown as CloudDirector);
  const place = async () => {
    const caller = await directory.identify(headersOf('of-alice'), never);
    const { vdc } = await directory.place(caller, { vdc: 'v', network: 'n', storageProfile: null }, never);
    return [vdc.id, ...asked.splice(0)];
  };
  assert.deepEqual(await place(), ['id-1', 'v in org', 'id-1']);
  assert.deepEqual(await place(), ['id-1', 'id-1']);
  names = new Map([
    ['id-1', 'renamed'],
    ['id-2', 'v'],
  ]);
  assert.deepEqual(await place(), ['id-2', 'id-1', 'v in org', 'id-2']);
  names = new Map();
  assert.deepEqual(await place(), [null, 'id-2', 'v in org']);
  assert.deepEqual(await place(), [null, 'v in org']);
});
