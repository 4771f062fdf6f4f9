import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Auditor } from '#audit/auditor.ts';
import { verifyAudit } from '#audit/verify-audit.ts';
import { AuditEntry } from '#records/audit-entry.ts';
import { StoreUnavailable } from '#store/errors.ts';
import { startApiWorld, type ApiWorld } from '../../support/api-world.ts';
import { recordedLog } from '../../support/recorded-log.ts';

const wish = { name: 'c1', vdc: 'acme-vdc', network: 'acme-net', node_count: 1 };

async function auditOf({ store }: ApiWorld): Promise<AuditEntry[]> {
  return (await store.audit.newest(100)).map(({ entry }) => AuditEntry.parse(JSON.parse(entry)));
}

it('tells who asked for what before and after, with the record and its generations', async () => {
  await using world = await startApiWorld();
  await world.addTemplate('photon', { isDefault: true });
  await world.send('ann', 'GET /api/cse');
  assert.equal((await world.send('ann', 'POST /api/cse', { id: 'm-1', body: wish })).status, 202);
  assert.equal((await world.send('ann', 'DELETE /api/cse/c1?force=yes', { id: 'm-2' })).status, 202);
  const entries = await auditOf(world);
  assert.deepEqual(
    entries.map(({ state, actor, org, source, verb, target, request }) =>
      [state, actor, org, source, verb, target, request].join(' '),
    ),
    [
      'asked ann acme amqp createCluster /api/cse m-1',
      'done ann acme amqp createCluster /api/cse m-1',
      'asked ann acme amqp deleteCluster /api/cse/c1 m-2',
      'done ann acme amqp deleteCluster /api/cse/c1 m-2',
    ],
  );
  assert.deepEqual(
    entries.map(({ record, generation, result }) => [record, generation, result]),
    [
      [null, null, null],
      ['Cluster/acme/c1', { before: 0, after: 1 }, { outcome: 'accepted', code: '202' }],
      [null, null, null],
      ['Cluster/acme/c1', { before: 1, after: 2 }, { outcome: 'accepted', code: '202' }],
    ],
  );
  assert.equal((await verifyAudit(world.store.audit, undefined, AbortSignal.timeout(30_000))).state, 'whole');
});

it('tells of what is refused, and of nobody where the token was', async () => {
  await using world = await startApiWorld();
  assert.equal((await world.send('ann', 'DELETE /api/cse/nothing')).status, 500);
  const headers = { 'x-vcloud-authorization': 'of nobody' };
  assert.equal((await world.send('ann', 'DELETE /api/cse/nothing', { headers })).status, 401);
  assert.deepEqual(
    (await auditOf(world)).map(({ state, actor, result }) => [state, actor, result?.code]),
    [
      ['asked', 'ann', undefined],
      ['done', 'ann', '500'],
      ['done', null, '401'],
    ],
  );
});

it('does nothing that it cannot write down', async () => {
  const fullDisk = () => Promise.reject(new StoreUnavailable('the disk is full'));
  await using world = await startApiWorld({ audit: { append: fullDisk } });
  await world.addTemplate('photon', { isDefault: true });
  const answer = await world.send('ann', 'POST /api/cse', { body: wish });
  assert.equal(answer.status, 503);
  assert.match(answer.text, /cannot keep requests/);
  assert.equal(await world.cluster('c1'), undefined);
  assert.deepEqual(world.tasks, []);
});

it('answers when only the end of an action cannot be written, and the audit shows one without an end', async () => {
  const written: AuditEntry[] = [];
  const fillingDisk = async (entry: AuditEntry) => {
    if (entry.state === 'done') throw new StoreUnavailable('the disk is full');
    written.push(entry);
  };
  await using world = await startApiWorld({ audit: { append: fillingDisk } });
  await world.addTemplate('photon', { isDefault: true });
  assert.equal((await world.send('ann', 'POST /api/cse', { body: wish })).status, 202);
  assert.deepEqual(
    written.map(({ state, verb }) => [state, verb]),
    [['asked', 'createCluster']],
  );
  assert.ok(world.logLines.some(({ msg }) => msg === 'could not write the end of an action into the audit'));
});

it('asks vCD while it writes down that something is asked for, and changes nothing before that is written', async () => {
  const written = Promise.withResolvers<void>();
  await using world = await startApiWorld({ audit: { append: () => written.promise } });
  await world.addTemplate('photon', { isDefault: true });
  const placed = Promise.withResolvers<void>();
  world.beforePlacing = async () => placed.resolve();
  const answering = world.send('ann', 'POST /api/cse', { body: wish });
  await placed.promise;
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  assert.equal(await world.cluster('c1'), undefined);
  assert.deepEqual(world.tasks, []);
  written.resolve();
  assert.equal((await answering).status, 202);
  assert.ok(await world.cluster('c1'));
});

it('writes the end of an action together with what is kept of it, and another one where it came to something else', async () => {
  const lines: string[] = [];
  const audit = {
    append: async (entry: AuditEntry) =>
      void lines.push([entry.state, entry.actor, entry.result?.code].join(' ')),
  };
  const auditor = new Auditor({ audit, clock: () => new Date(0), log: recordedLog().log });
  const action = { source: 'amqp', verb: 'createCluster', target: '/api/cse', request: 'm-1' } as const;
  const accepted = { outcome: 'accepted', code: '202' } as const;
  const work = async () => {
    await auditor.actorIs({ actor: 'ann', org: 'acme' });
    await auditor.conclude(accepted);
    lines.push('concluded');
  };
  await auditor.run(action, work, () => accepted);
  assert.deepEqual(lines.splice(0), ['asked ann ', 'done ann 202', 'concluded']);
  await auditor.run(action, work, () => ({ outcome: 'failed', code: '500' }));
  assert.deepEqual(lines, ['asked ann ', 'done ann 202', 'concluded', 'done ann 500']);
});
