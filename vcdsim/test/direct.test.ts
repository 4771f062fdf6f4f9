import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startVcdsim } from '../src/index.ts';

const accept = 'application/*+xml;version=37.0';
const authorization = `Basic ${Buffer.from('alice@acme:secret').toString('base64')}`;

test('answers without listening anywhere, as it does over a network', async () => {
  await using sim = await startVcdsim({ listen: false, publicUrl: 'http://vcd.example' });
  assert.equal(sim.url, 'http://vcd.example');
  const login = { method: 'POST', url: '/api/sessions', headers: { Accept: accept, authorization } };
  const session = await sim.answer(login);
  assert.ok(session.kind === 'answer' && session.status === 200);
  const token = session.headers['x-vcloud-authorization'] ?? '';
  const listed = await sim.answer({
    method: 'GET',
    url: '/api//org/?page=1',
    headers: { accept, 'x-vcloud-authorization': token },
  });
  assert.ok(listed.kind === 'answer' && listed.status === 200);
  assert.match(listed.body?.toString() ?? '', /href="http:\/\/vcd\.example\/api\/org\//);
});

test('a connection that a rule cuts or leaves silent is told as such', async () => {
  await using sim = await startVcdsim({ listen: false });
  const endingWith = async (effect: string) => {
    const rules = [{ operation: 'GET /api/versions', effect }];
    await sim.answer({ method: 'POST', url: '/sim/faults', headers: {}, body: JSON.stringify(rules) });
    return (await sim.answer({ method: 'GET', url: '/api/versions', headers: {} })).kind;
  };
  assert.deepEqual(
    [await endingWith('drop-before'), await endingWith('hang-after'), await endingWith('delay')],
    ['hang-up', 'silence', 'answer'],
  );
});
