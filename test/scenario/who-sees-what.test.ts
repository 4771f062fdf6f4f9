import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createBody, type Answer, type Tenant } from '../../scripts/simulated/tenant.ts';
import { deleted, listed, requestCluster, requestDeletion } from '../support/cluster-requests.ts';
import { assertWireClean, noBroker, startCloud, type SimulatedCloud } from '../support/simulated-cloud.ts';

const inGlobex = { vdc: 'globex-vdc', network: 'globex-net' };

/**
 * Who sees which cluster is vCD's to say (contract of CSE 1.2.7, section 4): alice administers acme, bob and ben use
 * it, carol administers globex, the administrator is of System.
 */
describe('who sees what', { skip: noBroker, timeout: 300_000 }, () => {
  let cloud: SimulatedCloud;
  let bob: Tenant;
  let ben: Tenant;
  let carol: Tenant;
  let administrator: Tenant;
  before(async () => {
    cloud = await startCloud({
      model: (model) => ({
        ...model,
        orgs: (model.orgs ?? []).map((org) =>
          org.name === 'acme' ? { ...org, users: [...(org.users ?? []), userLike('ben')] } : org,
        ),
      }),
    });
    await cloud.startServer();
    [bob, ben, carol, administrator] = await Promise.all([
      cloud.login('bob', 'acme'),
      cloud.login('ben', 'acme'),
      cloud.login('carol', 'globex'),
      cloud.login('administrator', 'System'),
    ]);
    const creations = [
      await requestCluster(cloud.alice, 'alices', { node_count: 0 }),
      await requestCluster(bob, 'bobs', { node_count: 0 }),
      await requestCluster(cloud.alice, 'twice', { node_count: 0 }),
      await requestCluster(carol, 'twice', { node_count: 0, ...inGlobex }),
    ];
    for (const creation of creations) assert.equal((await creation.ended()).status, 'success');
  });
  after(() => cloud[Symbol.asyncDispose]());

  const info = (tenant: Tenant, name: string) => tenant.call('GET', `/api/cse/${name}/info`);
  const config = (tenant: Tenant, name: string) =>
    tenant.call('GET', `/api/cse/${name}/config`, undefined, 'text/x-yaml;version=31.0');
  const vAppOf = (name: string, orgName: string) => {
    const { inventory } = cloud.sim;
    const found = [...inventory.vApps.values()].find(
      (vApp) => vApp.name === name && inventory.orgOfVApp(vApp).name === orgName,
    );
    assert.ok(found);
    return found;
  };

  it('users see their own, administrators of an organization all of it, the system’s those of all [check 16]', async () => {
    assert.deepEqual((await listed(bob)).toSorted(), ['bobs']);
    assert.deepEqual((await listed(ben)).toSorted(), []);
    assert.deepEqual((await listed(cloud.alice)).toSorted(), ['alices', 'bobs', 'twice']);
    assert.deepEqual((await listed(carol)).toSorted(), ['twice']);
    assert.deepEqual((await listed(administrator)).toSorted(), ['alices', 'bobs', 'twice', 'twice']);
  });

  it('what is not seen is not there: to look at, to use or to delete', async () => {
    for (const [tenant, name] of [
      [bob, 'alices'],
      [ben, 'bobs'],
      [carol, 'alices'],
    ] as const) {
      assertRefused(await info(tenant, name), `Cluster '${name}' not found.`);
      assertRefused(await config(tenant, name), `Cluster '${name}' not found`);
      assertRefused(await tenant.call('DELETE', `/api/cse/${name}`), `Cluster ${name} not found.`);
    }
    assert.equal(vAppOf('alices', 'acme').name, 'alices');
  });

  it('an administrator of the organization looks at, uses and knows the owner of a user’s cluster', async () => {
    assert.equal((await info(cloud.alice, 'bobs')).status, 200);
    assert.equal((await config(cloud.alice, 'bobs')).status, 200);
    assert.equal(cloud.sim.inventory.user(vAppOf('bobs', 'acme').ownerId).name, 'bob');
  });

  it('a vApp that its owner shares is a cluster of those with whom it is shared', async () => {
    await share(bob, vAppOf('bobs', 'acme').id, 'ReadOnly');
    assert.deepEqual(await listed(ben), ['bobs']);
    assert.equal((await info(ben, 'bobs')).status, 200);
    assert.deepEqual(await listed(carol), ['twice']);
    const deletion = await ben.call('DELETE', '/api/cse/bobs');
    assert.deepEqual([deletion.status, /for looking, and not for changing/.test(deletion.text)], [403, true]);
    assert.equal((await info(bob, 'bobs')).status, 200);
    await share(bob, vAppOf('bobs', 'acme').id, undefined);
    assert.deepEqual(await listed(ben), []);
    assertRefused(await info(ben, 'bobs'), "Cluster 'bobs' not found.");
  });

  it('the same name in two organizations is two clusters, and neither knows of the other', async () => {
    const ofAcme = (await info(cloud.alice, 'twice')).body as { cluster_id: string; vdc_name: string };
    const ofGlobex = (await info(carol, 'twice')).body as { cluster_id: string; vdc_name: string };
    assert.deepEqual([ofAcme.vdc_name, ofGlobex.vdc_name], ['acme-vdc', 'globex-vdc']);
    assert.notEqual(ofAcme.cluster_id, ofGlobex.cluster_id);
    const texts = await Promise.all([config(cloud.alice, 'twice'), config(carol, 'twice')]);
    assert.notEqual(texts[0].text, texts[1].text);
  });

  it('a system administrator is shown the first of two of a name, and deletes neither', async () => {
    const list = (await administrator.call('GET', '/api/cse')).body as { name: string; cluster_id: string }[];
    const shown = (await info(administrator, 'twice')).body as {
      cluster_id: string;
      master_nodes: unknown[];
    };
    assert.equal(shown.cluster_id, list.find(({ name }) => name === 'twice')?.cluster_id);
    assert.equal(shown.master_nodes.length, 1);
    assertRefused(await config(administrator, 'twice'), "Cluster 'twice' not found");
    assertRefused(await administrator.call('DELETE', '/api/cse/twice'), 'Cluster twice not found.');
    assert.deepEqual((await listed(administrator)).filter((name) => name === 'twice').length, 2);
  });

  it('a system administrator makes none, and deletes one of any organization', async () => {
    const answer = await administrator.call('POST', '/api/cse', createBody('c9'));
    assert.equal(answer.status, 403);
    const deletion = await requestDeletion(administrator, 'bobs');
    assert.equal((await administrator.waitForTask(deletion.taskHref, { pollMs: 10 })).status, 'success');
    assert.deepEqual(await listed(bob), []);
  });

  it('with whom a vApp is shared for changing may delete the cluster', async () => {
    const creation = await requestCluster(bob, 'bobs', { node_count: 0 });
    assert.equal((await creation.ended()).status, 'success');
    await share(bob, vAppOf('bobs', 'acme').id, 'FullControl');
    await deleted(ben, 'bobs');
    assert.deepEqual(await listed(bob), []);
  });

  it('one organization’s deletion leaves the other’s namesake alone', async () => {
    await deleted(cloud.alice, 'twice');
    assert.equal((await info(carol, 'twice')).status, 200);
    assert.deepEqual(await listed(administrator), ['alices', 'twice']);
  });

  it('said nothing to vCD that does not fit the schemas', (t) => assertWireClean(t, cloud.wire));

  /** As the owner does it in vCD; no level takes the sharing back. */
  async function share(
    owner: Tenant,
    vAppId: string,
    level: 'ReadOnly' | 'FullControl' | undefined,
  ): Promise<void> {
    const type = 'application/vnd.vmware.vcloud.controlAccess+xml';
    const body =
      `<ControlAccessParams xmlns="http://www.vmware.com/vcloud/v1.5">` +
      `<IsSharedToEveryone>${level !== undefined}</IsSharedToEveryone>` +
      (level === undefined ? '' : `<EveryoneAccessLevel>${level}</EveryoneAccessLevel>`) +
      `</ControlAccessParams>`;
    const answer = await fetch(`${cloud.sim.url}/api/vApp/vapp-${vAppId}/action/controlAccess`, {
      method: 'POST',
      headers: {
        accept: 'application/*+xml;version=31.0',
        'x-vcloud-authorization': owner.token,
        'content-type': type,
      },
      body,
    });
    assert.equal(answer.status, 200, await answer.text());
  }
});

function userLike(name: string) {
  return { name, password: 'secret', role: 'vApp Author' };
}

function assertRefused({ status, body }: Answer, reason: string): void {
  const refused = body as { message: { reason: string } };
  assert.deepEqual([status, refused.message.reason], [500, reason]);
}
