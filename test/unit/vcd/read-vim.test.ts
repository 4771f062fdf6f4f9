import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVimReference } from '#vcd/readers/read-vim.ts';
import { ns } from '#vcd/xml/xml-element.ts';
import { parseXml } from '#xml/parse-xml.ts';

const id = '00000007-0000-4000-8000-000000000000';

/** A VM with what an administrator of the system sees of it in vCenter. */
function vm(...objects: readonly string[]) {
  return parseXml(
    `<v:Vm xmlns:v="${ns.vcloud}" xmlns:x="${ns.vmext}"><v:VCloudExtension required="false"><x:VmVimInfo>` +
      `${objects.join('')}<x:VirtualDisksMaxChainLength>1</x:VirtualDisksMaxChainLength>` +
      '</x:VmVimInfo></v:VCloudExtension></v:Vm>',
  );
}

function vimObject(element: string, type: string, moRef: string, server: string): string {
  return `<x:${element}>${server}<x:MoRef>${moRef}</x:MoRef><x:VimObjectType>${type}</x:VimObjectType></x:${element}>`;
}

const server = `<x:VimServerRef href="https://vcd.example/api/admin/extension/vimServer/${id}" name="vc1"/>`;

test('where vCenter has a VM is read by its type: its datastore and host are named alike', () => {
  const reference = readVimReference(
    vm(
      vimObject('DatastoreVimObjectRef', 'DATASTORE', 'datastore-1', server),
      vimObject('VmVimObjectRef', 'VIRTUAL_MACHINE', 'vm-57', server),
      vimObject('HostVimObjectRef', 'HOST', 'host-1', server),
    ),
  );
  assert.deepEqual(reference, { server: { id, name: 'vc1' }, moRef: 'vm-57' });
});

test('a VM that vCD says nothing of, or not enough, has no such place', () => {
  assert.equal(readVimReference(parseXml(`<Vm xmlns="${ns.vcloud}"/>`)), undefined);
  assert.equal(readVimReference(vm()), undefined);
  assert.equal(readVimReference(vm(vimObject('HostVimObjectRef', 'HOST', 'host-1', server))), undefined);
  assert.equal(readVimReference(vm(vimObject('VmVimObjectRef', 'VIRTUAL_MACHINE', '', server))), undefined);
  assert.equal(readVimReference(vm(vimObject('VmVimObjectRef', 'VIRTUAL_MACHINE', 'vm-57', ''))), undefined);
});
