import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, json, scriptedCloud, task, taskId, xml } from './scripted-cloud.ts';

const done = { [`GET /api/task/${taskId}`]: task('success', 'Done') };

describe('system', () => {
  const answer = json(200, { message: 'Updated' });

  it('is enabled, disabled and stopped', async () => {
    await using cloud = await scriptedCloud({ 'PUT /api/cse/system': answer });
    for (const words of ['system enable', 'system disable', 'system stop -y']) {
      assert.equal(
        (await cloud.run(words)).stdout,
        'property    value\n----------  -------\nmessage     Updated\n',
      );
    }
    assert.deepEqual(cloud.bodies(), [{ enabled: true }, { enabled: false }, { stopped: true }]);
  });

  it('is not stopped without a yes', async () => {
    await using cloud = await scriptedCloud({ 'PUT /api/cse/system': answer });
    for (const input of ['', 'n\n', 'maybe\n']) {
      const { code, stdout, stderr } = await cloud.run('system stop', { input });
      assert.equal(stdout, 'Are you sure you want to stop the service? [y/N]: ');
      assert.deepEqual([code, stderr], [1, 'Aborted!\n']);
    }
    assert.equal(cloud.server.seen.length, 0);
  });

  it('says who can enable it when it is disabled', async () => {
    const message = 'CSE service is disabled. Contact the System Administrator.';
    await using cloud = await scriptedCloud({ 'GET /api/cse': json(500, { message }) });
    const { code, stderr } = await cloud.run('cluster list');
    assert.match(stderr, /^Error: CSE service is disabled\. Contact .*\n.*vcd-cse system enable\n$/);
    assert.equal(code, 1);
  });
});

describe('ovdc', () => {
  const v15 = 'xmlns="http://www.vmware.com/vcloud/v1.5"';
  const answers = {
    ...done,
    'GET /api/org': xml(200, `<OrgList ${v15}><Org name="acme" href="https://x/api/org/0a"/></OrgList>`),
    'GET /api/org/0a': xml(
      200,
      `<Org ${v15} name="acme"><Link rel="down" type="application/vnd.vmware.vcloud.vdc+xml" name="vdc1" href="https://x/api/vdc/77"/></Org>`,
    ),
    'GET /api/cse/ovdc/77/info': json(200, { container_provider: null }),
    'PUT /api/cse/ovdc/77/info': accepted,
  };
  const administrator = { systemAdministrator: true, org: 'System' };

  it('is for administrators of the system, and asks nothing for others', async () => {
    await using cloud = await scriptedCloud(answers);
    const { code, stderr } = await cloud.run('ovdc infok8s vdc1');
    assert.deepEqual([code, stderr, cloud.server.seen.length], [1, 'Error: Unauthorized operation\n', 0]);
  });

  it('shows, enables and disables', async () => {
    await using cloud = await scriptedCloud(answers, administrator);
    const { stdout } = await cloud.run('ovdc infok8s vdc1 -o acme');
    assert.equal(stdout, 'property            value\n------------------  -------\ncontainer_provider\n');
    assert.equal((await cloud.run('ovdc enablek8s vdc1 -c vcd -o acme')).code, 0);
    assert.equal((await cloud.run('ovdc disablek8s vdc1 --org ACME')).code, 0);
    const same = { ovdc_id: '77', ovdc_name: 'vdc1', pks_plans: null };
    assert.deepEqual(cloud.bodies(), [
      { ...same, org_name: 'acme', container_provider: 'vcd', enable: true },
      { ...same, org_name: 'ACME', container_provider: null, disable: true },
    ]);
  });

  for (const [words, code, text] of [
    ['ovdc enablek8s vdc1 -c pks', 2, 'Error: Must provide PKS plans using --pks-plans\n'],
    ['ovdc infok8s nope -o acme', 1, "Error: Virtual datacenter 'nope' not found in organization 'acme'.\n"],
    ['ovdc infok8s vdc1', 1, "Error: Organization 'System' not found.\n"],
  ] as const) {
    it(`refuses: ${words}`, async () => {
      await using cloud = await scriptedCloud(answers, administrator);
      const ended = await cloud.run(words);
      assert.deepEqual([ended.code, ended.stderr], [code, text]);
    });
  }
});

describe('vdc', () => {
  it('shows which are there, and remembers the one to use', async () => {
    const v15 = 'xmlns="http://www.vmware.com/vcloud/v1.5"';
    const link = (name: string) =>
      `<Link type="application/vnd.vmware.vcloud.vdc+xml" name="${name}" href="https://x/api/vdc/${name}"/>`;
    await using cloud = await scriptedCloud({
      'GET /api/org': xml(200, `<OrgList ${v15}><Org name="acme" href="https://x/api/org/0a"/></OrgList>`),
      'GET /api/org/0a': xml(200, `<Org ${v15} name="acme">${link('vdc2')}${link('vdc1')}</Org>`),
    });
    assert.equal((await cloud.run('vdc use vdc2')).stdout, "now using org: 'acme', vdc: 'vdc2'.\n");
    const { stdout } = await cloud.run('vdc list -o json');
    assert.deepEqual(JSON.parse(stdout), [
      { name: 'vdc1', in_use: false },
      { name: 'vdc2', in_use: true },
    ]);
    const nope = await cloud.run('vdc use nope');
    assert.deepEqual(
      [nope.code, nope.stderr],
      [1, "Error: Virtual datacenter 'nope' not found.\nThere are: vdc1, vdc2\n"],
    );
  });
});
