import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VcdForbidden, VcdUnauthorized } from '#vcd/errors.ts';
import type { Session } from '#vcd/model.ts';
import type { SeenRequest } from '../../support/scripted-server.ts';
import { connectToScript, errorAnswer, xmlAnswer } from '../../support/scripted-vcd.ts';

const never = new AbortController().signal;
const id = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;
const vcloud = 'xmlns="http://www.vmware.com/vcloud/v1.5"';
const forbidden = errorAnswer(403, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN', 'No access');
const sessionDocument =
  xmlAnswer(`<Session ${vcloud} user="alice" org="acme" userId="urn:vcloud:user:${id(1)}" roles="Author">
  <Link rel="down" type="application/vnd.vmware.vcloud.org+xml" href="https://h/api/org/${id(2)}"/></Session>`);
const alice: Session = {
  userName: 'alice',
  userId: `urn:vcloud:user:${id(1)}`,
  orgName: 'acme',
  orgId: id(2),
  role: 'Author',
  systemAdministrator: false,
};
const legacy = { token: 'of-alice', scheme: 'legacy', apiVersion: '31.0' } as const;

describe('the caller’s session', () => {
  const answer = ({ path }: SeenRequest) => (path === '/api/session' ? sessionDocument : undefined);

  test('is asked for with the caller’s token and version, and no login of ours', async () => {
    const scripted = await connectToScript(answer);
    assert.deepEqual(await scripted.vcd.asCaller(legacy).session(never), alice);
    await scripted[Symbol.asyncDispose]();
    assert.deepEqual(scripted.server.trail(), ['GET /api/session']);
    const [request] = scripted.server.seen;
    assert.equal(request?.headers['x-vcloud-authorization'], 'of-alice');
    assert.equal(request?.headers['authorization'], undefined);
    assert.equal(request?.headers['accept'], 'application/*+xml;version=31.0');
    assert.equal(request?.headers['x-vmware-vcloud-tenant-context'], undefined);
  });

  test('is asked for with a bearer token where that came', async () => {
    await using scripted = await connectToScript(answer);
    await scripted.vcd.asCaller({ ...legacy, scheme: 'bearer' }).session(never);
    assert.equal(scripted.server.seen[0]?.headers['authorization'], 'Bearer of-alice');
    assert.equal(scripted.server.seen[0]?.headers['x-vcloud-authorization'], undefined);
  });

  for (const apiVersion of ['', '32.0, application/json;version=32.0', '31']) {
    test(`is asked for in our version when the caller's is "${apiVersion}"`, async () => {
      await using scripted = await connectToScript(answer);
      await scripted.vcd.asCaller({ ...legacy, apiVersion }).session(never);
      assert.equal(scripted.server.seen.at(-1)?.headers['accept'], 'application/*+xml;version=37.0');
    });
  }

  test('that vCD does not know is no reason to log in as somebody else', async () => {
    await using scripted = await connectToScript(({ path }) =>
      path === '/api/session' ? { status: 401 } : undefined,
    );
    await assert.rejects(scripted.vcd.asCaller(legacy).session(never), VcdUnauthorized);
    assert.deepEqual(scripted.server.trail(), ['GET /api/session']);
  });
});

describe('a VDC in the caller’s view', () => {
  const org = xmlAnswer(`<Org ${vcloud}><Link rel="down" type="application/vnd.vmware.vcloud.vdc+xml" name="v"
    href="https://h/api/vdc/${id(3)}"/></Org>`);
  const vdc = xmlAnswer(`<Vdc ${vcloud} name="v" href="https://h/api/vdc/${id(3)}"><AvailableNetworks>
    <Network name="net" href="https://h/api/network/${id(4)}"/></AvailableNetworks></Vdc>`);
  const find = async (answers: Readonly<Record<string, typeof org>>, name: string) => {
    await using scripted = await connectToScript(({ path }) => answers[path]);
    const view = scripted.vcd.asCaller(legacy);
    const vdcId = await view.findVdcId(id(2), name, never);
    return vdcId === undefined ? undefined : await view.vdc(vdcId, never);
  };

  test('is found by name, with what may be used in it', async () => {
    const found = await find({ [`/api/org/${id(2)}`]: org, [`/api/vdc/${id(3)}`]: vdc }, 'v');
    assert.deepEqual(found, {
      id: id(3),
      name: 'v',
      networks: [{ id: id(4), name: 'net' }],
      storageProfiles: [],
    });
  });

  test('of another name is not there', async () => {
    assert.equal(await find({ [`/api/org/${id(2)}`]: org }, 'V'), undefined);
  });

  test('that the caller may not read is not there either', async () => {
    const answers = { [`/api/org/${id(2)}`]: org, [`/api/vdc/${id(3)}`]: forbidden };
    assert.equal(await find(answers, 'v'), undefined);
  });

  test('of an organization that is not the caller’s is forbidden', async () => {
    await assert.rejects(find({ [`/api/org/${id(2)}`]: forbidden }, 'v'), VcdForbidden);
  });
});

describe('the clusters that a caller sees', () => {
  const page = (number: number) => {
    const records = [number * 2 - 1, number * 2].map(
      (
        each,
      ) => `<VAppRecord id="urn:vcloud:vapp:${id(each)}" name="c${each}" vdc="urn:vcloud:vdc:${id(9)}" numberOfVMs="3">
        <Metadata><MetadataEntry><Key>cse.cluster.id</Key><TypedValue><Value>${each === 3 ? '' : each}</Value></TypedValue></MetadataEntry></Metadata>
      </VAppRecord>`,
    );
    return xmlAnswer(`<QueryResultRecords ${vcloud} total="6">${records.join('')}</QueryResultRecords>`);
  };
  const query = ({ path }: SeenRequest) =>
    path.startsWith('/api/query') ? page(Number(/page=(\d)/.exec(path)?.[1])) : undefined;

  test('are of all pages, and without a cluster id a vApp is none', async () => {
    await using scripted = await connectToScript(query);
    const found = await scripted.vcd.asCaller(legacy).visibleClusters(alice, undefined, never);
    assert.deepEqual(
      found.map((each) => each.name),
      ['c1', 'c2', 'c4', 'c5', 'c6'],
    );
    assert.equal(scripted.calls().length, 3);
    const parameters = new URL(scripted.calls()[0]?.slice(4) ?? '', scripted.server.url).searchParams;
    assert.equal(parameters.get('type'), 'vApp');
    assert.equal(parameters.get('filter'), 'metadata:cse.cluster.id==STRING:*');
    assert.equal(
      parameters.get('fields'),
      'metadata:cse.cluster.id,metadata:cse.master.ip,metadata:cse.version,metadata:cse.template',
    );
  });

  test('are narrowed to one name, and an administrator asks across organizations [check 16]', async () => {
    await using scripted = await connectToScript(query);
    const administrator = { ...alice, systemAdministrator: true };
    const found = await scripted.vcd.asCaller(legacy).visibleClusters(administrator, 'c4', never);
    assert.deepEqual(
      found.map((each) => each.name),
      ['c4'],
    );
    const parameters = new URL(scripted.calls()[0]?.slice(4) ?? '', scripted.server.url).searchParams;
    assert.equal(parameters.get('type'), 'adminVApp');
    assert.equal(parameters.get('filter'), 'metadata:cse.cluster.id==STRING:*;name==c4');
  });
});

describe('a vApp as the caller sees it', () => {
  const document = `<VApp ${vcloud} id="urn:vcloud:vapp:${id(3)}" name="c1" status="4" deployed="true"><Children>
    <Vm id="urn:vcloud:vm:${id(5)}" name="node-ab12" status="4" deployed="true"/></Children></VApp>`;
  const path = `/api/vApp/vapp-${id(3)}`;

  test('is read with the caller’s own token', async () => {
    await using scripted = await connectToScript((request) =>
      request.path === path ? xmlAnswer(document) : undefined,
    );
    const { vms } = await scripted.vcd.asCaller(legacy).vApp(id(3), never);
    assert.deepEqual(
      vms.map(({ name, status }) => [name, status]),
      [['node-ab12', 4]],
    );
    assert.deepEqual(
      scripted.server.seen.map(({ headers }) => headers['x-vcloud-authorization']),
      ['of-alice'],
    );
  });

  test('that is hidden or gone is forbidden', async () => {
    await using scripted = await connectToScript((request) =>
      request.path === path ? forbidden : undefined,
    );
    await assert.rejects(scripted.vcd.asCaller(legacy).vApp(id(3), never), VcdForbidden);
  });
});

describe('whether a caller may change a vApp', () => {
  const path = `/api/vApp/vapp-${id(3)}`;
  const vApp = (links: string) =>
    xmlAnswer(`<VApp ${vcloud} name="c1" id="urn:vcloud:vapp:${id(3)}" status="4">${links}</VApp>`);
  const ask = async (answer: ReturnType<typeof vApp>) => {
    await using scripted = await connectToScript((request) => (request.path === path ? answer : undefined));
    const may = await scripted.vcd.asCaller(legacy).mayChangeVApp(id(3), never);
    assert.equal(scripted.server.seen[0]?.headers['x-vcloud-authorization'], 'of-alice');
    return may;
  };

  test('is what vCD offers them', async () => {
    const edit = `<Link rel="edit" type="application/vnd.vmware.vcloud.vApp+xml" href="https://h${path}"/>`;
    const look = '<Link rel="up" type="application/vnd.vmware.vcloud.vdc+xml" href="https://h/api/vdc/1"/>';
    assert.equal(await ask(vApp(`${look}${edit}`)), true);
    assert.equal(await ask(vApp(look)), false);
  });

  test('is no where they cannot see it', async () => assert.equal(await ask(forbidden), false));
});
