import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CloudDirector } from '#vcd/cloud-director.ts';
import { VcdForbidden, VcdUnavailable } from '#vcd/errors.ts';
import { vdcProviders } from '../../../src/wiring/vdc-providers.ts';

const never = new AbortController().signal;
const answer = { status: 403, code: '', message: 'No access', requestId: undefined, operation: 'x' };
const href = 'https://vcd.example/api/task/1';

type Part = Pick<CloudDirector, 'getVdcMetadata' | 'setVdcMetadata'>;

function vcdWith(metadata: Record<string, string> | Error) {
  const changes: Parameters<CloudDirector['setVdcMetadata']>[1][] = [];
  const vcd: Part = {
    async getVdcMetadata() {
      if (metadata instanceof Error) throw metadata;
      return new Map(Object.entries(metadata));
    },
    async setVdcMetadata(_id, change) {
      changes.push(change);
      // Of the task only its href is of interest here.
      return { href } as Awaited<ReturnType<Part['setVdcMetadata']>>;
    },
  };
  return { providers: vdcProviders(vcd), changes };
}

test('no entry and an empty one both mean none', async () => {
  assert.equal(await vcdWith({}).providers.get('v', never), null);
  assert.equal(await vcdWith({ container_provider: '' }).providers.get('v', never), null);
  assert.equal(await vcdWith({ container_provider: 'vcd' }).providers.get('v', never), 'vcd');
});

test('setting takes away what was kept for PKS, and nothing that is not there or not ours', async () => {
  const { providers, changes } = vcdWith({ container_provider: 'pks', host: 'h', rp_path: 'p', other: 'o' });
  assert.equal(await providers.set('v', 'vcd', never), href);
  assert.equal(await providers.set('v', null, never), href);
  const remove = ['rp_path', 'host'];
  assert.deepEqual(changes, [
    { set: { container_provider: 'vcd' }, remove },
    { set: { container_provider: '' }, remove },
  ]);
});

test('a VDC that vCD does not have is told as such, and a vCD that does not answer is no missing VDC', async () => {
  const missing = vcdWith(new VcdForbidden(answer)).providers;
  assert.equal(await missing.get('v', never), undefined);
  assert.equal(await missing.set('v', 'vcd', never), undefined);
  const silent = vcdWith(new VcdUnavailable(answer)).providers;
  await assert.rejects(silent.get('v', never), VcdUnavailable);
});
