import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Simulator } from 'vcdsim';
import { callerToken } from '../support/caller-token.ts';

/** A VM that is there, as vCenter and its guest know it. */
export interface ComposedVm {
  readonly id: string;
  readonly moref: string;
  readonly ipAddress: string;
}

const accept = 'application/*+xml;version=37.0';

/** Has alice of acme make a vApp with such VMs out of the first template, and waits until they have power. */
export async function composed<const Names extends readonly string[]>(
  sim: Simulator,
  names: Names,
): Promise<{ readonly [Index in keyof Names]: ComposedVm }> {
  const { inventory, url } = sim;
  const [template] = inventory.templateVms.values();
  const vdc = [...inventory.vdcs.values()].find(({ name }) => name === 'acme-vdc');
  const network = [...inventory.networks.values()].find(({ name }) => name === 'acme-net');
  assert.ok(template && vdc && network);
  const { token } = await callerToken(url, { user: 'alice', org: 'acme' });
  const items = names.map(
    (name) => `<SourcedItem><Source href="${url}/api/vAppTemplate/vm-${template.id}"/>
  <VmGeneralParams><Name>${name}</Name></VmGeneralParams><InstantiationParams>
  <NetworkConnectionSection><ovf:Info/><NetworkConnection network="acme-net">
  <NetworkConnectionIndex>0</NetworkConnectionIndex><IsConnected>true</IsConnected>
  <IpAddressAllocationMode>POOL</IpAddressAllocationMode></NetworkConnection></NetworkConnectionSection>
  </InstantiationParams></SourcedItem>`,
  );
  const answer = await fetch(`${url}/api/vdc/${vdc.id}/action/composeVApp`, {
    method: 'POST',
    headers: {
      accept,
      'x-vcloud-authorization': token,
      'content-type': 'application/vnd.vmware.vcloud.composeVAppParams+xml',
    },
    body: `<ComposeVAppParams xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
  name="made" deploy="true" powerOn="true"><InstantiationParams><NetworkConfigSection><ovf:Info/>
  <NetworkConfig networkName="acme-net"><Configuration><ParentNetwork href="${url}/api/network/${network.id}"/>
  <FenceMode>bridged</FenceMode></Configuration></NetworkConfig></NetworkConfigSection></InstantiationParams>
  ${items.join('')}</ComposeVAppParams>`,
  });
  assert.equal(answer.status, 201, await answer.text());
  const vms = (): readonly ComposedVm[] =>
    names.flatMap((wanted) => {
      const vm = [...inventory.vms.values()].find(({ name, running }) => name === wanted && running);
      const ipAddress = vm?.hardware.nics[0]?.ipAddress;
      return vm && ipAddress !== undefined ? [{ id: vm.id, moref: vm.moref, ipAddress }] : [];
    });
  while (vms().length < names.length) await sleep(10);
  // As many as there are names, in their order.
  return vms() as { readonly [Index in keyof Names]: ComposedVm };
}
