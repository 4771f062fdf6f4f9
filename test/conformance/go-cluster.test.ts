import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { requestCluster, type Accepted } from '../support/cluster-requests.ts';
import { noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';
import { buildGoProgram } from './go-program.ts';

const program = await buildGoProgram('go-vcloud-director-cluster');

/** What somebody finds of a cluster who automates Cloud Director with the library of Terraform's provider. */
describe(
  'a cluster, seen by go-vcloud-director',
  { skip: noBroker || (typeof program === 'string' && program) },
  () => {
    let cloud: SimulatedCloud;
    let creation: Accepted;
    before(async () => {
      cloud = await startCloud();
      await cloud.startServer();
      creation = await requestCluster(cloud.alice, 'c1');
      assert.equal((await creation.ended()).status, 'success');
    });
    after(() => cloud[Symbol.asyncDispose]());

    it('has the task, the vApp, the marks and the VMs that the contract names [checks 32, 34]', async (t) => {
      assert.ok(typeof program !== 'string');
      const { clusterId, taskHref } = creation;
      const lines = await program(['-url', cloud.sim.url, '-cluster', `c1=${clusterId}`, '-task', taskHref]);
      for (const { passed, text } of lines) await t.test(text, () => assert.ok(passed, text));
      assert.equal(lines.length, 6);
    });
  },
);
