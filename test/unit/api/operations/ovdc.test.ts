import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApiWorld } from '../../../support/api-world.ts';
import { reasonOf } from '../../../support/refusal.ts';
import { ids } from '../../../support/stood-in-cloud.ts';

const line = (method: string, id: string = ids.vdc) => `${method} /api/cse/ovdc/${id}/info`;
/** What the original client sends to enable and to disable. */
const wish = (container_provider: unknown) => ({
  ovdc_id: ids.vdc,
  ovdc_name: 'acme-vdc',
  container_provider,
  pks_plans: null,
  org_name: null,
  ...(container_provider === null ? { disable: true } : { enable: true }),
});

test('a provider is set, shown, taken away and shown as none', async () => {
  await using world = await startApiWorld();
  const shown = async () => (await world.send('root', line('GET'))).json;
  assert.deepEqual(await shown(), { container_provider: null });

  const set = await world.send('root', line('PUT'), { body: wish('vcd') });
  assert.deepEqual(
    [set.status, set.json],
    [202, { ovdc_name: 'acme-vdc', task_href: `https://vcd.example.com/api/task/${ids.vdc}` }],
  );
  assert.deepEqual(await shown(), { container_provider: 'vcd' });

  assert.equal((await world.send('root', line('PUT'), { body: wish(null) })).status, 202);
  assert.equal(world.providers.get(ids.vdc), '');
  assert.deepEqual(await shown(), { container_provider: null });
});

test('the VDC in the body counts, and not the one in the path', async () => {
  await using world = await startApiWorld();
  assert.equal((await world.send('root', line('PUT', ids.network), { body: wish('vcd') })).status, 202);
  assert.deepEqual([...world.providers], [[ids.vdc, 'vcd']]);
});

test('what the original could not do is refused in words', async () => {
  await using world = await startApiWorld();
  const answer = await world.send('root', line('PUT'), { body: wish('pks') });
  assert.equal(answer.status, 501);
  assert.match(reasonOf(answer), /^The container provider 'pks' is not supported\./);
  world.providers.set(ids.vdc, 'pks');
  assert.match(reasonOf(await world.send('root', line('GET'))), /'pks' is not supported/);
});

test('nobody but a system administrator sees or sets it', async () => {
  await using world = await startApiWorld();
  for (const person of ['ann', 'chief', 'eve'] as const) {
    for (const method of ['GET', 'PUT']) {
      const answer = await world.send(person, line(method), { body: wish('vcd') });
      assert.deepEqual([answer.status, reasonOf(answer)], [500, 'Unauthorized Operation']);
    }
  }
  assert.equal(world.providers.get(ids.vdc), '');
});

test('a VDC that is not there, an id that is none and a body that is none are told apart', async () => {
  await using world = await startApiWorld();
  const get = await world.send('root', line('GET', ids.network));
  assert.deepEqual([get.status, reasonOf(get)], [404, `Organization VDC '${ids.network}' not found.`]);
  const put = await world.send('root', line('PUT'), { body: { ...wish('vcd'), ovdc_id: ids.network } });
  assert.deepEqual([put.status, reasonOf(put)], [404, `Organization VDC '${ids.network}' not found.`]);

  assert.match(reasonOf(await world.send('root', line('GET', '..%2f1'))), /must be a UUID/);
  const refused = async (body: unknown) => {
    const answer = await world.send('root', line('PUT'), { body });
    assert.equal(answer.status, 400);
    return reasonOf(answer);
  };
  assert.equal(await refused(undefined), 'The request body must be a JSON object.');
  assert.match(await refused({ ...wish('vcd'), ovdc_id: '../..' }), /must be a UUID/);
  assert.equal(await refused(wish('k3s')), "'container_provider' must be 'vcd', 'pks' or null.");
  assert.match(await refused({ ovdc_id: ids.vdc }), /'ovdc_name' must be .*'container_provider' must be /);
});
