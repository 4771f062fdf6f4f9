import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toldNodes } from '#guest/guestinfo/told-nodes.ts';

const key = 'guestinfo.cse.nodes';
const at = '2026-11-20T08:15:09Z';
const since = '2026-11-20T07:02:11Z';

function told(value: unknown) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return toldNodes(new Map([[key, Buffer.from(text).toString('base64')]]));
}

describe('what a control plane tells of the nodes', () => {
  it('is read with its times', () => {
    const nodes = [
      { name: 'mstr-a1b2', ready: true, since },
      { name: 'node-c3d4', ready: false, since },
    ];
    assert.deepEqual(told({ version: 1, at, nodes }), {
      at: new Date(at),
      nodes: nodes.map((node) => ({ ...node, since: new Date(since) })),
    });
  });

  it('is nothing where it is not there, not readable or of another kind', () => {
    assert.equal(toldNodes(new Map()), undefined);
    const others = [
      '',
      'nodes',
      [],
      null,
      { version: 2, at, nodes: [] },
      { version: 1, at: 'now', nodes: [] },
      { version: 1, at, nodes: [{ name: 'a', ready: 'yes', since }] },
      { version: 1, at, nodes: [{ name: 'a', ready: true, since: 'ever' }] },
      { version: 1, at, nodes: {} },
    ];
    for (const other of others) assert.equal(told(other), undefined, JSON.stringify(other));
    assert.equal(toldNodes(new Map([[key, '%%%']])), undefined);
  });
});
