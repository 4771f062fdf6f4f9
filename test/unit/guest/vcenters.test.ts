import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VCenters, type RegisteredVCenter, type VCenterAccount } from '#guest/guest-operations/vcenters.ts';
import type { Vm } from '#vcd/model.ts';
import { guestinfoMachine } from '../../support/guestinfo-machine.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { startScriptedVCenter } from '../../support/scripted-vcenter.ts';

const { signal } = new AbortController();
const account: VCenterAccount = {
  name: 'vc1',
  url: undefined,
  username: 'svc',
  password: 'secret',
  trust: { kind: 'systemAuthorities' },
};

/** A VM of a vCenter of that name. */
function vmIn(name: string): Vm {
  return { ...guestinfoMachine(4).vm, inVCenter: { server: { id: `id-${name}`, name }, moRef: 'vm-57' } };
}

function vCentersOf(accounts: readonly VCenterAccount[], registered: readonly RegisteredVCenter[] = []) {
  return new VCenters({ accounts, registered: async () => registered, log: recordedLog().log });
}

describe('the vCenter of a VM', () => {
  test('is asked at the address that vCD has, with the account of its name, in one session for all', async () => {
    await using server = await startScriptedVCenter(() => undefined);
    const registered = [
      { id: 'id-vc0', name: 'vc0', url: 'https://other.example:443' },
      { id: 'id-vc1', name: 'vc1', url: `${server.url}/ui/` },
    ];
    await using vCenters = vCentersOf([{ ...account, name: 'vc0' }, account], registered);
    const found = await Promise.all([1, 2].map(() => vCenters.find(vmIn('vc1'), signal)));
    assert.deepEqual(
      found.map(({ moRef }) => moRef),
      ['vm-57', 'vm-57'],
    );
    await Promise.all(found.map(({ vCenter }) => vCenter.about(signal)));
    assert.deepEqual(server.methods(), ['RetrieveServiceContent', 'Login']);
  });

  test('is the only one that there is, at its own address, where the entry has no name', async () => {
    await using server = await startScriptedVCenter(() => undefined);
    await using vCenters = vCentersOf([{ ...account, name: null, url: new URL(server.url) }]);
    const { vCenter } = await vCenters.find(vmIn('whatever'), signal);
    assert.equal((await vCenter.about(signal)).apiType, 'VirtualCenter');
  });

  const unreachable = (message: string | RegExp) => ({ code: 'CSE_GUEST_UNREACHABLE', message });

  test('is not to be found without the view of an administrator', async () => {
    await using vCenters = vCentersOf([account]);
    await assert.rejects(
      vCenters.find(guestinfoMachine(4).vm, signal),
      unreachable(/the service account has to be a system administrator$/),
    );
  });

  test('needs an account and an address, and what is missing is named', async () => {
    await using vCenters = vCentersOf([account]);
    await assert.rejects(
      vCenters.find(vmIn('vc2'), signal),
      unreachable("no account for vCenter 'vc2': add an entry of that name to `vcs`"),
    );
    await assert.rejects(
      vCenters.find(vmIn('vc1'), signal),
      unreachable("Cloud Director has no address of vCenter 'vc1'"),
    );
  });

  test('is not told a password in the clear', async () => {
    await using vCenters = vCentersOf([account], [{ id: 'id-vc1', name: 'vc1', url: 'http://vc.example' }]);
    await assert.rejects(vCenters.find(vmIn('vc1'), signal), unreachable(/would show the password$/));
  });
});
