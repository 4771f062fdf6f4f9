import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startVcdsim, type Simulator } from 'vcdsim';
import { connectCloudDirector, type ConnectedCloudDirector } from '#vcd/connect.ts';
import type { Session, TaskDraft } from '#vcd/model.ts';
import { recordedLog } from '../support/recorded-log.ts';

const signal = AbortSignal.timeout(60_000);

describe('the tasks of vCD that have not ended', () => {
  let sim: Simulator;
  let vcd: ConnectedCloudDirector;
  let service: Session;
  before(async () => {
    sim = await startVcdsim();
    vcd = connectCloudDirector({
      ...{ baseUrl: sim.url, username: 'administrator', password: 'secret', org: 'System' },
      ...{ apiVersion: undefined, verifyTls: true, log: recordedLog().log },
      limits: { concurrency: 8, ratePerSecond: 500 },
    });
    service = await vcd.whoAmI(signal);
  });
  after(async () => {
    await vcd[Symbol.asyncDispose]();
    await sim[Symbol.asyncDispose]();
  });

  function draft(state: TaskDraft['state']): TaskDraft {
    const user = { id: service.userId, name: 'administrator' };
    const owner = { href: 'urn:cse:cluster:1', name: 'c1', type: 'application/vcloud.cse.cluster+xml' };
    return { state, operation: 'Creating cluster c1', operationName: 'create_cluster', user, owner };
  }

  test('are listed by id, over all pages and organizations, and no others', async () => {
    const open = await Promise.all(
      Array.from({ length: 130 }, () => vcd.createTask(service.orgId, draft('running'), signal)),
    );
    const acme = await vcd.createTask(orgId('acme'), draft('running'), signal);
    const ended = await vcd.createTask(orgId('acme'), draft('running'), signal);
    await vcd.updateTask(ended.id, draft('success'), signal);
    const found = await vcd.findTasksUnderWay(2, signal);
    assert.deepEqual(found, new Set([...open, acme].map(({ id }) => id)));
  });

  test('are not read where they fill more pages than it is worth', async () => {
    assert.equal(await vcd.findTasksUnderWay(1, signal), undefined);
  });

  function orgId(name: string): string {
    for (const [id, org] of sim.inventory.orgs) if (org.name === name) return id;
    throw new Error(`no organization ${name}`);
  }
});
