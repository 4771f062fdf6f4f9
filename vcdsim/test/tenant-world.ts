import assert from 'node:assert/strict';
import type { XmlElement } from '../src/xml/read.ts';
import { attributeOf } from '../src/xml/read.ts';
import type { Client } from './simulated.ts';
import { all, first, hrefOf, linkTo, xmlns } from './simulated.ts';

/** What a tenant has to know before it can make a vApp. */
export interface Places {
  readonly vdc: string;
  readonly network: string;
  readonly networkName: string;
  readonly templateVm: string;
}

/** Walks from the session to VDC, network and template by links alone, as clients do. */
export async function findPlaces(client: Client): Promise<Places> {
  const session = (await client.get('/api/session')).root;
  const org = (await client.get(linkTo(session, 'down', 'application/vnd.vmware.vcloud.org+xml'))).root;
  const vdc = linkTo(org, 'down', 'application/vnd.vmware.vcloud.vdc+xml');
  const network = first(first((await client.get(vdc)).root, 'AvailableNetworks'), 'Network');
  const catalog = await client.get(linkTo(org, 'down', 'application/vnd.vmware.vcloud.catalog+xml', 'cse'));
  const item = await client.get(hrefOf(first(catalog.root, 'CatalogItem')));
  const template = await client.get(hrefOf(first(item.root, 'Entity')));
  return {
    vdc,
    network: hrefOf(network),
    networkName: attributeOf(network, 'name') ?? '',
    templateVm: hrefOf(first(template.root, 'Vm')),
  };
}

/** The request that makes a vApp on the network, with the VMs named. */
export function composeBody(
  places: Places,
  name: string,
  vms: readonly string[] = [],
  attributes = '',
): string {
  return `<ComposeVAppParams ${xmlns} name="${name}" deploy="false" powerOn="false" ${attributes}>
  <Description>made by a test</Description>
  <InstantiationParams><NetworkConfigSection><ovf:Info>x</ovf:Info>
    <NetworkConfig networkName="${places.networkName}"><Configuration>
      <ParentNetwork href="${places.network}"/><FenceMode>bridged</FenceMode>
    </Configuration></NetworkConfig>
  </NetworkConfigSection></InstantiationParams>
  ${vms.map((vm) => sourcedItem(places, vm)).join('')}
</ComposeVAppParams>`;
}

export function sourcedItem(places: Places, name: string): string {
  return `<SourcedItem>
    <Source href="${places.templateVm}" name="node"/>
    <VmGeneralParams><Name>${name}</Name><NeedsCustomization>true</NeedsCustomization></VmGeneralParams>
    <InstantiationParams>
      <NetworkConnectionSection><ovf:Info/>
        <NetworkConnection network="${places.networkName}"><NetworkConnectionIndex>0</NetworkConnectionIndex>
          <IsConnected>true</IsConnected><IpAddressAllocationMode>POOL</IpAddressAllocationMode></NetworkConnection>
      </NetworkConnectionSection>
      <GuestCustomizationSection><ovf:Info/><Enabled>true</Enabled><AdminPasswordEnabled>false</AdminPasswordEnabled>
        <CustomizationScript>#!/bin/sh
echo ${name}</CustomizationScript><ComputerName>${name}</ComputerName></GuestCustomizationSection>
    </InstantiationParams>
  </SourcedItem>`;
}

export function recomposeBody(content: string, attributes = ''): string {
  return `<RecomposeVAppParams ${xmlns} ${attributes}>${content}</RecomposeVAppParams>`;
}

/** Makes a vApp, waits for its task, and gives its href. */
export async function compose(
  client: Client,
  places: Places,
  name: string,
  vms: readonly string[] = [],
): Promise<string> {
  const answer = await client.send(
    'POST',
    `${places.vdc}/action/composeVApp`,
    composeBody(places, name, vms),
  );
  assert.equal(answer.status, 201, answer.text);
  const task = await client.taskEnd(first(answer.root, 'Task'));
  assert.equal(attributeOf(task, 'status'), 'success', JSON.stringify(task));
  return hrefOf(answer.root);
}

/** The VMs of a vApp by name. */
export async function vmsOf(client: Client, vApp: string): Promise<ReadonlyMap<string, XmlElement>> {
  const { root } = await client.get(vApp);
  return new Map(all(root, 'Vm').map((vm) => [attributeOf(vm, 'name') ?? '', vm]));
}

export async function vmOf(client: Client, vApp: string, name: string): Promise<XmlElement> {
  const vm = (await vmsOf(client, vApp)).get(name);
  assert.ok(vm, `no VM ${name}`);
  return vm;
}
