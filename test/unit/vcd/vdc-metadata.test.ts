import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VcdForbidden } from '#vcd/errors.ts';
import type { SeenRequest } from '../../support/scripted-server.ts';
import { connectToScript, errorAnswer, xmlAnswer } from '../../support/scripted-vcd.ts';
import { taskDocument } from '../../support/vcd-documents.ts';

const never = new AbortController().signal;
const vdcId = '00000001-0000-4000-8000-000000000000';
const taskId = '00000002-0000-4000-8000-000000000000';
const path = `/api/admin/vdc/${vdcId}/metadata`;
const vcloud =
  'xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

function entry(domain: string, key: string, value: string): string {
  return (
    `<MetadataEntry>${domain}<Key>${key}</Key>` +
    `<TypedValue xsi:type="MetadataStringValue"><Value>${value}</Value></TypedValue></MetadataEntry>`
  );
}

test('only what the provider wrote for itself is read', async () => {
  const entries = [
    entry('<Domain visibility="PRIVATE">SYSTEM</Domain>', 'container_provider', 'vcd'),
    entry('<Domain visibility="READWRITE">GENERAL</Domain>', 'host', 'a tenant’s'),
    entry('', 'port', 'a tenant’s, of old'),
  ];
  await using scripted = await connectToScript(({ path: asked }) =>
    asked === path ? xmlAnswer(`<Metadata ${vcloud}>${entries.join('')}</Metadata>`) : undefined,
  );
  assert.deepEqual([...(await scripted.vcd.getVdcMetadata(vdcId, never))], [['container_provider', 'vcd']]);
});

test('entries are removed one after the other before the others are written', async () => {
  let polls = 0;
  const answer = ({ method, path: asked }: SeenRequest) => {
    if (asked.startsWith(path)) return xmlAnswer(taskDocument({ id: taskId, status: 'running' }), 202);
    if (method !== 'GET' || !asked.startsWith('/api/task/')) return undefined;
    polls += 1;
    return xmlAnswer(taskDocument({ id: taskId, status: polls % 2 === 0 ? 'success' : 'running' }));
  };
  await using scripted = await connectToScript(answer);
  const change = { set: { container_provider: '' }, remove: ['host', 'a b'] };
  assert.equal((await scripted.vcd.setVdcMetadata(vdcId, change, never)).state, 'running');
  assert.deepEqual(scripted.calls(), [
    `DELETE ${path}/SYSTEM/host`,
    ...Array.from({ length: 2 }, () => `GET /api/task/${taskId}`),
    `DELETE ${path}/SYSTEM/a%20b`,
    ...Array.from({ length: 2 }, () => `GET /api/task/${taskId}`),
    `POST ${path}`,
  ]);
  const body = scripted.server.seen.findLast((request) => request.method === 'POST' && request.path === path);
  assert.match(body?.body ?? '', /<Domain visibility="PRIVATE">SYSTEM<\/Domain>/);
});

test('a VDC that is not there is forbidden', async () => {
  const forbidden = errorAnswer(403, 'ACCESS_TO_RESOURCE_IS_FORBIDDEN', 'No access');
  await using scripted = await connectToScript(({ path: asked }) => (asked === path ? forbidden : undefined));
  await assert.rejects(scripted.vcd.getVdcMetadata(vdcId, never), VcdForbidden);
});
