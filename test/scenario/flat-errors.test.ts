import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createBody } from '../../scripts/simulated/tenant.ts';
import { assertWireClean, noBroker, startCloud } from '../support/simulated-cloud.ts';

/** What clients of CSE 0.3.0 read (contract of CSE 1.2.7, section 12.1): the text itself, as JSON. */
it(
  'with service.flat_errors every refusal is flat, and answers are what they were [check 87]',
  { skip: noBroker },
  async (t) => {
    await using cloud = await startCloud({ flatErrors: true });
    await cloud.startServer();
    const { alice } = cloud;
    const refused = async (method: string, path: string, body?: unknown) => {
      const answer = await alice.call(method, path, body);
      return [answer.status, answer.body];
    };

    assert.deepEqual(await refused('GET', '/api/cse/nope/info'), [
      500,
      { message: "Cluster 'nope' not found." },
    ]);
    assert.deepEqual(await refused('POST', '/api/cse', createBody('a\', "b"')), [
      500,
      { message: `Invalid cluster name 'a', "b"'` },
    ]);
    assert.deepEqual(await refused('GET', '/api/cse/no/such/thing'), [
      404,
      { message: 'There is nothing at /api/cse/no/such/thing.' },
    ]);
    const [status, body] = await refused('POST', '/api/cse', '{}');
    assert.equal(status, 400);
    // One text under one key.
    assert.match((body as { message: string }).message, /^'name' is missing: /);
    assert.deepEqual(await refused('PUT', '/api/cse/system', { enabled: false }), [
      403,
      { message: 'Unauthorized' },
    ]);
    assert.deepEqual((await alice.call('GET', '/api/cse')).body, []);
    assertWireClean(t, cloud.wire);
  },
);
