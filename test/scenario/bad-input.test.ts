import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { startCell, type Cell, type CellReply } from '../support/amqp-vcd.ts';
import { deleted, gone, listed, noRecords, requestCluster } from '../support/cluster-requests.ts';
import {
  amqpUrl,
  assertWireClean,
  eventually,
  noBroker,
  startCloud,
  type SimulatedCloud,
} from '../support/simulated-cloud.ts';
import { createBody, tenantWith, type Answer } from '../../scripts/simulated/tenant.ts';

const kubeconfigType = 'text/x-yaml;version=31.0';

describe('bad input', { skip: noBroker }, () => {
  let cloud: SimulatedCloud;
  let cell: Cell;
  before(async () => {
    cloud = await startCloud();
    await cloud.startServer();
    cell = await startCell(amqpUrl ?? '');
  });
  after(async () => {
    await cell[Symbol.asyncDispose]();
    await cloud[Symbol.asyncDispose]();
  });

  const create = (body: unknown): Promise<Answer> => cloud.alice.call('POST', '/api/cse', body);

  /** Puts anything at all on the server's queue, with our own reply queue for an answer unless told otherwise. */
  async function publish(content: unknown, properties: { replyTo?: string } = { replyTo: cell.replyQueue }) {
    const body = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    cell.channel.publish(cloud.exchange, cloud.exchange, body, {
      correlationId: randomUUID(),
      headers: { replyToExchange: cell.replyExchange },
      ...properties,
    });
    await cell.channel.waitForConfirms();
  }

  function message(method: string, path: string, token: string, body = ''): Record<string, unknown> {
    const headers = { Accept: 'application/*+json;version=31.0', 'x-vcloud-authorization': token };
    return { id: randomUUID(), method, requestUri: path, headers, body, statusCode: 0, request: true };
  }

  async function ask(content: readonly unknown[]): Promise<CellReply> {
    await publish(content);
    return cell.reply();
  }

  describe('messages', () => {
    it('that are no requests are dropped, and the next one is served [check 7]', async () => {
      const { token } = cloud.alice;
      const half = { ...message('GET', '/api/cse', token), method: undefined };
      for (const content of [null, {}, [], [42], ['x'], [null], [half], [{ id: 7 }], 'text']) {
        await publish(content);
      }
      await publish(Buffer.from([0xff, 0xfe, 0x00]));
      await publish(Buffer.alloc(0));
      const asked = message('GET', '/api/cse/template', token);
      const reply = await ask([asked]);
      assert.deepEqual([reply.id, reply.statusCode], [asked['id'], 200]);
    });

    it('without reply_to are acknowledged and not answered', async () => {
      await publish([message('GET', '/api/cse/template', cloud.alice.token)], {});
      const asked = message('GET', '/api/cse/template', cloud.alice.token);
      assert.equal((await ask([asked])).id, asked['id']);
    });

    it('may have one, two or three elements', async () => {
      const elements = [message('GET', '/api/cse/template', cloud.alice.token), { rights: null }, {}];
      const bodies = new Set<string>();
      for (const length of [1, 2, 3]) bodies.add((await ask(elements.slice(0, length))).body);
      assert.equal(bodies.size, 1);
    });

    it('without a usable token are answered 401, and not in JSON [check 72]', async () => {
      const gone = await cloud.login('alice', 'acme');
      const headers = { accept: 'application/*+xml;version=31.0', 'x-vcloud-authorization': gone.token };
      await fetch(`${cloud.sim.url}/api/session`, { method: 'DELETE', headers });
      for (const token of ['', 'never given', gone.token]) {
        for (const [method, path] of [
          ['GET', '/api/cse'],
          ['POST', '/api/cse'],
          ['DELETE', '/api/cse/c1'],
        ] as const) {
          const body = Buffer.from(JSON.stringify(createBody('c1'))).toString('base64');
          const reply = await ask([message(method, path, token, body)]);
          assert.equal(reply.statusCode, 401, reply.body);
          assert.match(reply.body, /^<Error .*message="Session has expired or user not logged in\./);
        }
      }
    });

    it('whose body is no base64, or no JSON in base64, are told so', async () => {
      for (const body of ['%%%', 'bm90IGpzb24=', '']) {
        const reply = await ask([message('POST', '/api/cse', cloud.alice.token, body)]);
        assert.equal(reply.statusCode, 400);
        assert.match(reply.body, /The request body must be a JSON object/);
      }
    });
  });

  it('in the fields of a create request is answered with the name of the field', async () => {
    const wrong: Record<string, readonly unknown[]> = {
      name: [7, null, ['c1'], {}, undefined],
      vdc: [7, null, undefined],
      network: [false, null, undefined],
      node_count: ['2', 1.5, null, 1e9, undefined],
      cpu: ['4', 0, -1, 1.5, true],
      memory: ['4096', 0, -1, 0.5, {}],
      storage_profile: [7, {}],
      ssh_key: [7, ['key'], 'k'.repeat(100_000)],
      template: [7, {}, 't'.repeat(10_000)],
      enable_nfs: ['yes', 1],
      disable_rollback: ['true', 0],
    };
    for (const [field, values] of Object.entries(wrong)) {
      for (const value of values) {
        const answer = await create(createBody('c1', { [field]: value }));
        assert.equal(answer.status, 400, `${field} ${String(value).slice(0, 40)}: ${answer.text}`);
        assert.match(reasonOf(answer), new RegExp(`^'${field}' `));
      }
    }
  });

  it('in place of a body is answered readably', async () => {
    for (const body of ['no json', '"text"', '[1]', '7', 'null', '{"name":', '\u0000', undefined]) {
      const answer = await create(body);
      assert.equal(answer.status, 400, answer.text);
      assert.match(reasonOf(answer), /must be a JSON object/);
    }
    const huge = await create(`{"name":"c1","ssh_key":"${'k'.repeat(8_000_000)}`);
    assert.equal(huge.status, 400, huge.text.slice(0, 200));
  });

  it('in a path or method is answered readably [checks 20, 29, 52]', async () => {
    const answers: [string, string, number, RegExp][] = [
      ['GET', '/api/cse/c1/no/such/thing', 404, /^There is nothing at \/api\/cse\/c1\/no\/such\/thing\.$/],
      ['GET', '/api/cse/c1', 405, /takes DELETE, not GET/],
      ['PUT', '/api/cse', 405, /takes GET or POST, not PUT/],
      ['PATCH', '/api/cse/template', 405, /not PATCH/],
      ['DELETE', '/api/cse', 405, /not DELETE/],
      ['GET', '/api/cse/*/info', 500, /^Invalid cluster name '\*'$/],
      ['DELETE', '/api/cse/*', 500, /^Invalid cluster name '\*'$/],
      ['GET', '/api/cse/c%31/config', 500, /^Invalid cluster name 'c%31'$/],
      ['GET', '/api/cse/nope/info', 500, /^Cluster 'nope' not found\.$/],
      ['GET', '/api/cse/nope/config', 500, /^Cluster 'nope' not found$/],
      ['DELETE', '/api/cse/nope', 500, /^Cluster nope not found\.$/],
    ];
    for (const [method, path, status, reason] of answers) {
      const answer = await cloud.alice.call(method, path);
      assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
      assert.match(reasonOf(answer), reason);
    }
  });

  it('in a name is refused at once, with no task and no record [check 40]', async () => {
    const reserved = ['system', 'template', 'swagger', 'swagger.json', 'swagger.yaml', 'ovdc', 'node'];
    const names = ['c'.repeat(26), '-a', 'a-', 'a_b', '', '.', 'a..b', 'a b', 'ü', 'a\n', '*', ...reserved];
    for (const name of names) {
      const answer = await create(createBody(name));
      assert.equal(answer.status, 500, answer.text);
      assert.equal(reasonOf(answer), `Invalid cluster name '${name}'`);
    }
    assert.deepEqual(await cloud.records(), []);
    assert.equal((await cloud.leftovers()).total, 0);
  });

  it('is not: names as long and odd as they may be, and the few keys that CSE 0.3.0 sends [check 41]', async () => {
    const { alice } = cloud;
    const minimal = { name: 'old', vdc: 'acme-vdc', node_count: 1, network: 'acme-net' };
    const body = { cpu: undefined, memory: undefined, storage_profile: undefined, ssh_key: undefined };
    const left = { template: undefined, enable_nfs: undefined, disable_rollback: undefined };
    const made = await Promise.all([
      ...['c'.repeat(25), 'A1.b-2', 'dot.'].map((name) => requestCluster(alice, name, { node_count: 0 })),
      requestCluster(alice, 'old', { ...minimal, ...body, ...left }),
    ]);
    for (const accepted of made) {
      const task = await accepted.ended();
      assert.equal(task.status, 'success', `${accepted.name}: ${task.error}`);
      await deleted(alice, accepted.name);
    }
  });

  it('that names what is not there ends the task in error and leaves nothing [checks 38, 43, 44]', async () => {
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ vdc: 'nope' }, /^VDC initialization failed as arguments are either invalid or None/],
      [{ vdc: 'globex-vdc' }, /^VDC initialization failed as arguments are either invalid or None/],
      [{ network: 'nope' }, /Network 'nope' not found in the Virtual Datacenter\./],
      [{ network: 'globex-net' }, /Network 'globex-net' not found in the Virtual Datacenter\./],
      [{ network: 'n\u0001<&">]]>' }, /Network 'n.?<&">\]\]>' not found/],
      [{ storage_profile: 'nope' }, /Storage profile 'nope' not found in the Virtual Datacenter\./],
      [{ template: 'zz' }, /^Template zz not found$/],
      [{ template: 'not-built' }, /^Template not-built not found \(catalog item 'no-such-item'/],
    ];
    for (const disable_rollback of [true, false]) {
      const requests = wrong.map(async ([changes, error], index) => {
        const name = `wrong-${index}`;
        const accepted = await requestCluster(cloud.alice, name, { ...changes, disable_rollback });
        const task = await accepted.ended();
        assert.deepEqual([task.status, task.operation], ['error', 'create cluster']);
        assert.match(task.error, error);
        // Nothing was made, so nothing is kept either: the name is free again.
        await gone(cloud, name);
      });
      await Promise.all(requests);
    }
    assert.deepEqual(await listed(cloud.alice), []);
  });

  it('that names what is taken ends the task in error and touches nothing [check 42]', async () => {
    const { alice } = cloud;
    const bob = await cloud.login('bob', 'acme');
    const first = await requestCluster(alice, 'c1', { node_count: 0 });
    // At once, while the first is being made; when it is there; by a user who cannot see it.
    const second = await requestCluster(alice, 'c1');
    assert.equal((await first.ended()).status, 'success');
    const before = (await alice.call('GET', '/api/cse/c1/info')).body;
    for (const accepted of [second, await requestCluster(alice, 'c1'), await requestCluster(bob, 'c1')]) {
      const task = await accepted.ended();
      assert.deepEqual([task.status, task.error], ['error', 'Cluster c1 already exists.']);
    }
    assert.deepEqual((await alice.call('GET', '/api/cse/c1/info')).body, before);
  });

  it('that names a vApp which is no cluster ends the task in error and leaves that vApp alone [check 17]', async () => {
    const vApp = await composeForeignVApp(cloud, 'foreign');
    for (const disable_rollback of [true, false]) {
      const task = await (await requestCluster(cloud.alice, 'foreign', { disable_rollback })).ended();
      assert.equal(task.status, 'error');
      assert.match(task.error, /^Error while creating vApp: .*foreign already exists\./);
      await eventually(
        async () =>
          !(await cloud.records()).some((record) => record.metadata.name === 'foreign') || undefined,
        'the record is let go',
      );
    }
    assert.match((await cloud.alice.call('DELETE', '/api/cse/foreign')).text, /Cluster foreign not found\./);
    assert.deepEqual(cloud.sim.inventory.vApps.get(vApp.id), vApp);
    assert.equal(vApp.metadata.size, 0);
    cloud.sim.inventory.removeVApp(vApp);
  });

  it('from others than the owner finds no cluster', async () => {
    const others = [await cloud.login('carol', 'globex'), await cloud.login('bob', 'acme')];
    for (const other of others) {
      assert.deepEqual(await listed(other), []);
      const info = await other.call('GET', '/api/cse/c1/info');
      const config = await other.call('GET', '/api/cse/c1/config', undefined, kubeconfigType);
      const deletion = await other.call('DELETE', '/api/cse/c1');
      assert.equal(reasonOf(info), "Cluster 'c1' not found.");
      assert.equal(reasonOf(config), "Cluster 'c1' not found");
      assert.equal(reasonOf(deletion), 'Cluster c1 not found.');
    }
    assert.deepEqual(await listed(cloud.alice), ['c1']);
  });

  it('of a system administrator who wants a cluster is refused: System has no place for one', async () => {
    const administrator = await cloud.login('administrator', 'System');
    const answer = await administrator.call('POST', '/api/cse', createBody('c2'));
    assert.equal(answer.status, 403, answer.text);
    assert.match(reasonOf(answer), /^A system administrator cannot create a cluster\./);
    assert.deepEqual(await listed(administrator), ['c1']);
  });

  it('is not: the same name in two organizations', async () => {
    const { alice } = cloud;
    const carol = await cloud.login('carol', 'globex');
    const elsewhere = { node_count: 0, vdc: 'globex-vdc', network: 'globex-net' };
    const [hers, theirs] = await Promise.all([
      requestCluster(alice, 'twin', { node_count: 0 }),
      requestCluster(carol, 'twin', elsewhere),
    ]);
    for (const accepted of [hers, theirs]) assert.equal((await accepted.ended()).status, 'success');
    const idOf = (answer: Answer) => (answer.body as { cluster_id: string }).cluster_id;
    assert.equal(idOf(await alice.call('GET', '/api/cse/twin/info')), hers.clusterId);
    assert.equal(idOf(await carol.call('GET', '/api/cse/twin/info')), theirs.clusterId);
    await deleted(carol, 'twin');
    assert.deepEqual((await listed(alice)).toSorted(), ['c1', 'twin']);
    await deleted(alice, 'twin');
  });

  it('and after all of it the server serves, and nothing is left over', async (t) => {
    assert.equal((await tenantWith(cloud.sim.url, 'never given').call('GET', '/api/cse')).status, 401);
    await deleted(cloud.alice, 'c1');
    assert.deepEqual(await listed(cloud.alice), []);
    await noRecords(cloud);
    assert.equal((await cloud.leftovers()).total, 0);
    // What was not acknowledged goes back to the queue when its consumers leave.
    await cloud.stopServer();
    assert.equal((await cell.channel.checkQueue(cloud.exchange)).messageCount, 0);
    assertWireClean(t, cloud.wire);
  });
});

/** What the original client shows of a refusal. */
function reasonOf(answer: Answer): string {
  // The contract's structured error.
  const { message } = answer.body as { message: { reason: string; stacktrace: unknown[] } };
  assert.deepEqual(message.stacktrace, []);
  return message.reason;
}

/** An empty vApp of Alice's that has nothing to do with us. */
async function composeForeignVApp({ sim, alice }: SimulatedCloud, name: string) {
  const vdc = [...sim.inventory.vdcs.values()].find((candidate) => candidate.name === 'acme-vdc');
  const answer = await fetch(`${sim.url}/api/vdc/${vdc?.id ?? ''}/action/composeVApp`, {
    method: 'POST',
    headers: {
      accept: 'application/*+xml;version=31.0',
      'content-type': 'application/vnd.vmware.vcloud.composeVAppParams+xml',
      'x-vcloud-authorization': alice.token,
    },
    body: `<ComposeVAppParams xmlns="http://www.vmware.com/vcloud/v1.5" name="${name}"/>`,
  });
  assert.equal(answer.status, 201);
  const vApp = [...sim.inventory.vApps.values()].find((candidate) => candidate.name === name);
  assert.ok(vApp);
  await eventually(async () => vApp.creation === 'done' || undefined, 'the foreign vApp is there');
  return vApp;
}
