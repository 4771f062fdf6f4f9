import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { composeBody } from '#vcd/bodies/compose-body.ts';
import { leaseBody } from '#vcd/bodies/lease-body.ts';
import { metadataBody } from '#vcd/bodies/metadata-body.ts';
import { ownerBody } from '#vcd/bodies/owner-body.ts';
import { reconfigureBody } from '#vcd/bodies/reconfigure-body.ts';
import { recomposeBody } from '#vcd/bodies/recompose-body.ts';
import { taskBody } from '#vcd/bodies/task-body.ts';
import { captureBody, instantiateBody, uploadBody } from '#vcd/bodies/template-bodies.ts';
import { undeployBody } from '#vcd/bodies/undeploy-body.ts';
import { hrefsBelow } from '#vcd/hrefs.ts';
import type { NewVm, TaskDraft } from '#vcd/model.ts';
import { hardwareOf } from '#vcd/readers/read-hardware.ts';
import { readVm } from '#vcd/readers/read-vapp.ts';
import { parseXml } from '#xml/parse-xml.ts';
import { attributeOf, textOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf, descendantOf, ns } from '#vcd/xml/xml-element.ts';
import { noVcdSchemas, openVcdSchemas } from '../../support/vcd-schemas.ts';
import { vmDocument } from '../../support/vcd-documents.ts';

const schemas = openVcdSchemas();
const href = hrefsBelow(new URL('https://vcd.example'));
const id = (digit: number) => `0000000${digit}-0000-4000-8000-000000000000`;

const node: NewVm = {
  name: 'node-a1b2',
  description: 'node of <c1> & "co"',
  source: { vmId: id(1), vmName: 'ubuntu' },
  nic: { index: 0, network: 'net', adapter: 'VMXNET3' },
  storageProfile: { id: id(2), name: '*' },
  adminPassword: 'P<ss &word',
  customizationScript: '#!/bin/sh\n[ "x$1" = "xpostcustomization" ] && echo <done>\r\n',
};
const bare: NewVm = {
  ...node,
  nic: { index: 1, network: 'net', adapter: undefined },
  storageProfile: undefined,
  adminPassword: undefined,
  customizationScript: undefined,
};
const draft: TaskDraft = {
  operationName: 'create_cluster',
  operation: 'Creating cluster c1(…)',
  state: 'running',
  owner: { href: `urn:cse:cluster:${id(3)}`, name: 'c1', type: 'application/vcloud.cse.cluster+xml' },
  user: { id: `urn:vcloud:user:${id(4)}`, name: 'alice' },
};
const vm = readVm(parseXml(vmDocument({ id: id(5), name: 'node-a1b2' })));
const { hardware } = vm;
const composition = {
  name: 'c1',
  description: 'cluster c1',
  network: { id: id(6), name: 'net' },
  vms: [node, bare],
};

const bodies: Readonly<Record<string, string>> = {
  'compose with two VMs': composeBody(composition, href),
  'compose of an empty vApp': composeBody({ ...composition, vms: [] }, href),
  'recompose that adds and removes': recomposeBody({ add: [node, bare], removeVmIds: [id(7), id(8)] }, href),
  'recompose that only removes': recomposeBody({ removeVmIds: [id(7)] }, href),
  upload: uploadBody({ name: 'ubuntu <24>.ova', description: 'from "there" (sha256 ab)' }),
  'instantiate with a password and DHCP': instantiateBody(
    {
      vdcId: id(1),
      description: 'temporary',
      vAppTemplateId: id(2),
      network: { id: id(6), name: 'net' },
      vm: { ...node, nic: { ...node.nic, allocation: 'dhcp' }, adminPassword: 'a<b' },
    },
    href,
  ),
  'instantiate as bare as can be': instantiateBody(
    {
      vdcId: id(1),
      description: '',
      vAppTemplateId: id(2),
      network: { id: id(6), name: 'net' },
      vm: bare,
    },
    href,
  ),
  'capture that replaces': captureBody(
    { name: 'k8s', description: 'd', vAppId: id(1), replaces: { id: id(2), name: 'k8s' } },
    href,
  ),
  'capture of something new': captureBody(
    { name: 'k8s', description: 'a\nb', vAppId: id(1), replaces: undefined },
    href,
  ),
  'undeploy that pulls the plug': undeployBody('powerOff'),
  'undeploy that shuts down': undeployBody('shutdown'),
  'reconfigure of size and ExtraConfig': reconfigureBody(vm, {
    cpus: 4,
    memoryMb: 8192,
    extraConfig: { 'guestinfo.userdata': 'a+/=\n', 'guestinfo.old': '' },
  }),
  'reconfigure of ExtraConfig': reconfigureBody(vm, { extraConfig: { k: 'v' } }),
  leases: leaseBody({ deploymentSeconds: 604_800, storageSeconds: 0 }),
  metadata: metadataBody({ 'cse.cluster.id': id(3), 'cse.template': 'a & b' }),
  owner: ownerBody(draft.user, href),
  'task that runs': taskBody(draft),
  'task that failed': taskBody({
    ...draft,
    state: 'error',
    errorMessage: "Couldn't join cluster:\n\u001b[1mno",
  }),
};

describe('every body that is sent is valid', () => {
  for (const [what, body] of Object.entries(bodies)) {
    test(what, (t: TestContext) => {
      if (!schemas) return t.skip(noVcdSchemas);
      assert.deepEqual(schemas.validate(body), []);
    });
  }

  test('and the schemas do find a wrong order', (t: TestContext) => {
    if (!schemas) return t.skip(noVcdSchemas);
    const wrong = undeployBody('powerOff').replace('UndeployPowerAction>', 'PowerAction>');
    assert.notDeepEqual(schemas.validate(wrong), []);
  });
});

test('compose: all VMs in one call, off, on the bridged network', () => {
  const root = parseXml(bodies['compose with two VMs'] ?? '');
  assert.equal(attributeOf(root, 'deploy'), 'false');
  assert.equal(attributeOf(root, 'powerOn'), 'false');
  const network = descendantOf(root, 'InstantiationParams', 'NetworkConfigSection', 'NetworkConfig');
  assert.ok(network);
  assert.equal(attributeOf(network, 'networkName'), 'net');
  assert.equal(text(network, 'Configuration', 'FenceMode'), 'bridged');
  const parent = descendantOf(network, 'Configuration', 'ParentNetwork');
  assert.equal(parent && attributeOf(parent, 'href'), `https://vcd.example/api/network/${id(6)}`);

  const [first, second] = childrenOf(root, 'SourcedItem');
  assert.ok(first && second);
  const source = childOf(first, 'Source');
  assert.equal(source && attributeOf(source, 'href'), `https://vcd.example/api/vAppTemplate/vm-${id(1)}`);
  assert.equal(text(first, 'VmGeneralParams', 'Description'), node.description);
  assert.equal(text(first, 'VmGeneralParams', 'NeedsCustomization'), 'true');
  const guest = ['InstantiationParams', 'GuestCustomizationSection'] as const;
  assert.equal(text(first, ...guest, 'AdminPasswordEnabled'), 'true');
  assert.equal(text(first, ...guest, 'AdminPassword'), node.adminPassword);
  assert.equal(text(first, ...guest, 'CustomizationScript'), node.customizationScript);
  assert.equal(text(first, ...guest, 'ComputerName'), 'node-a1b2');
  const nic = ['InstantiationParams', 'NetworkConnectionSection', 'NetworkConnection'] as const;
  assert.equal(text(first, ...nic, 'IpAddressAllocationMode'), 'POOL');
  assert.equal(text(first, ...nic, 'NetworkAdapterType'), 'VMXNET3');
  assert.equal(text(second, ...nic, 'NetworkConnectionIndex'), '1');
  assert.equal(descendantOf(second, ...nic, 'NetworkAdapterType'), undefined);
  assert.equal(text(second, ...guest, 'AdminPasswordEnabled'), 'false');
  assert.equal(descendantOf(second, ...guest, 'AdminPassword'), undefined);
  assert.equal(descendantOf(second, ...guest, 'CustomizationScript'), undefined);
});

describe('reconfigure', () => {
  test('changes size in the hardware items, keeps every other item as it was read', () => {
    const sent = hardwareSent('reconfigure of size and ExtraConfig');
    assert.equal(quantity(sent, '3'), '4');
    assert.equal(quantity(sent, '4'), '8192');
    for (const type of ['10', '17']) assert.deepEqual(itemOf(sent, type), itemOf(hardware, type));
    assert.equal(childrenOf(sent, 'Item', ns.ovf).length, childrenOf(hardware, 'Item', ns.ovf).length);
  });

  test('sends only the ExtraConfig keys that change, the empty value too', () => {
    const sent = hardwareSent('reconfigure of size and ExtraConfig');
    const entries = childrenOf(sent, 'ExtraConfig', ns.vmw).map((entry) => [
      attributeOf(entry, 'key', ns.vmw),
      attributeOf(entry, 'value', ns.vmw),
    ]);
    assert.deepEqual(entries, [
      ['guestinfo.userdata', 'a+/=\n'],
      ['guestinfo.old', ''],
    ]);
  });

  test('leaves size alone when only ExtraConfig changes', () => {
    const sent = hardwareSent('reconfigure of ExtraConfig');
    assert.equal(quantity(sent, '3'), quantity(hardware, '3'));
    assert.equal(quantity(sent, '4'), quantity(hardware, '4'));
  });

  test('sends nothing else: an absent section stays, a VmSpecSection would override the hardware', () => {
    const root = parseXml(bodies['reconfigure of size and ExtraConfig'] ?? '');
    assert.deepEqual(
      root.children.map((child) => (typeof child === 'string' ? child : child.local)),
      ['Description', 'VirtualHardwareSection'],
    );
  });

  test('sends the description again, which vCD would erase', () => {
    const root = parseXml(bodies['reconfigure of ExtraConfig'] ?? '');
    assert.equal(text(root, 'Description'), 'node of <c1>');
    const { description: _, ...without } = vm;
    const body = reconfigureBody(without, { extraConfig: { k: 'v' } });
    assert.equal(childOf(parseXml(body), 'Description'), undefined);
  });

  for (const [cpus, perSocket] of [
    [4, '2'],
    [3, '1'],
  ] as const) {
    test(`${cpus} CPUs fill sockets of two with ${perSocket} core(s) each`, () => {
      const item = itemOf(sentHardware(reconfigureBody(vm, { cpus })), '3');
      assert.equal(textOf(childOf(item, 'CoresPerSocket', ns.vmw) ?? item), perSocket);
    });
  }
});

test('a task has the shape that CSE’s clients know', () => {
  const root = parseXml(bodies['task that failed'] ?? '');
  assert.deepEqual(
    root.children.map((child) => (typeof child === 'string' ? child : child.local)),
    ['Owner', 'Error', 'User', 'Details'],
  );
  assert.equal(attributeOf(root, 'serviceNamespace'), 'vcloud.cse');
  assert.equal(attributeOf(root, 'name'), 'task');
  const error = childOf(root, 'Error');
  assert.ok(error);
  assert.equal(attributeOf(error, 'minorErrorCode'), 'INTERNAL_SERVER_ERROR');
  assert.equal(attributeOf(error, 'message'), "Couldn't join cluster:\n\ufffd[1mno");
  const user = childOf(root, 'User');
  assert.equal(user && attributeOf(user, 'href'), draft.user.id);
});

test('a task that does not fail has no error', () => {
  assert.equal(childOf(parseXml(taskBody({ ...draft, errorMessage: 'old' })), 'Error'), undefined);
});

test('an id that is no UUID is never put into a reference', () => {
  const crooked = { ...node, source: { vmId: '../x', vmName: 'x' } };
  assert.throws(() => recomposeBody({ add: [crooked] }, href), TypeError);
  assert.throws(() => recomposeBody({ removeVmIds: ['x?force=true'] }, href), TypeError);
  assert.throws(() => ownerBody({ id: 'urn:vcloud:user:x', name: 'x' }, href), TypeError);
});

function hardwareSent(what: keyof typeof bodies): XmlElement {
  return sentHardware(bodies[what] ?? '');
}

function sentHardware(body: string): XmlElement {
  const section = hardwareOf(parseXml(body));
  assert.ok(section);
  return section;
}

function itemOf(section: XmlElement, type: string): XmlElement {
  const item = childrenOf(section, 'Item', ns.ovf).find((each) => rasd(each, 'ResourceType') === type);
  assert.ok(item, `no item of type ${type}`);
  return item;
}

function quantity(section: XmlElement, type: string): string | undefined {
  return rasd(itemOf(section, type), 'VirtualQuantity');
}

function rasd(item: XmlElement, local: string): string | undefined {
  const child = childOf(item, local, ns.rasd);
  return child && textOf(child);
}

function text(element: XmlElement, ...path: readonly string[]): string | undefined {
  const found = descendantOf(element, ...path);
  return found && textOf(found);
}
