import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { vAppsNamed } from './cluster-facts.ts';
import { vmNamed } from './node-requests.ts';
import type { SimulatedCloud } from './simulated-cloud.ts';

const v15 = 'xmlns="http://www.vmware.com/vcloud/v1.5"';
const ovf = 'xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"';
const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const type = (name: string) => `application/vnd.vmware.vcloud.${name}+xml`;

/** A cluster as a server of CSE 1.2.7 leaves it in Cloud Director. */
export interface OriginalCluster {
  readonly clusterId: string;
  readonly vAppId: string;
  readonly masterIp: string;
}

/**
 * Makes what a server of CSE 1.2.7 makes of a cluster with the tenant's own token, call by call (contract of CSE 1.2.7,
 * sections 6.1 to 6.3 and 7.4): an empty vApp, three marks on it, the master, its address, then the others.
 */
export async function leaveOriginalCluster(
  cloud: SimulatedCloud,
  of: { readonly name: string; readonly template: string; readonly nodes: readonly string[] },
): Promise<OriginalCluster> {
  const { name, template, nodes } = of;
  const [master = '', ...others] = nodes;
  const clusterId = randomUUID();
  const vdc = [...cloud.sim.inventory.vdcs.values()].find((each) => each.name === 'acme-vdc');
  const compose =
    `<ComposeVAppParams ${v15} ${ovf} name="${name}"><Description>cluster ${name}</Description>` +
    `<InstantiationParams><NetworkConfigSection><ovf:Info/><NetworkConfig networkName="acme-net"><Configuration>` +
    `<ParentNetwork href="${networkHref(cloud)}"/><FenceMode>bridged</FenceMode>` +
    `</Configuration></NetworkConfig></NetworkConfigSection></InstantiationParams></ComposeVAppParams>`;
  await done(cloud, `/api/vdc/${vdc?.id}/action/composeVApp`, 'composeVAppParams', compose);
  const [vApp] = vAppsNamed(cloud, name);
  assert.ok(vApp);
  const path = `/api/vApp/vapp-${vApp.id}`;
  const tag = (key: string, value: string) =>
    done(cloud, `${path}/metadata`, 'metadata', metadata(key, value));
  const addVms = (names: readonly string[]) =>
    done(cloud, `${path}/action/recomposeVApp`, 'recomposeVAppParams', recompose(cloud, names));

  for (const [key, value] of Object.entries({
    'cse.cluster.id': clusterId,
    'cse.version': '1.2.7',
    'cse.template': template,
  }))
    await tag(key, value);
  await addVms([master]);
  const masterIp = vmNamed(cloud, master).hardware.nics[0]?.ipAddress ?? '';
  await tag('cse.master.ip', masterIp);
  if (others.length > 0) await addVms(others);
  return { clusterId, vAppId: vApp.id, masterIp };
}

async function done({ sim, alice }: SimulatedCloud, path: string, what: string, body: string): Promise<void> {
  const answer = await fetch(`${sim.url}${path}`, {
    method: 'POST',
    headers: {
      accept: 'application/*+xml;version=31.0',
      'content-type': type(what),
      'x-vcloud-authorization': alice.token,
    },
    body,
  });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  const task = /<Task\b[^>]* href="([^"]+)"/.exec(text)?.[1];
  assert.ok(task, text);
  const ended = await alice.waitForTask(task, { pollMs: 10 });
  assert.equal(ended.status, 'success', ended.error);
}

function metadata(key: string, value: string): string {
  return (
    `<Metadata ${v15} ${xsi}><MetadataEntry><Domain visibility="READWRITE">GENERAL</Domain><Key>${key}</Key>` +
    `<TypedValue xsi:type="MetadataStringValue"><Value>${value}</Value></TypedValue></MetadataEntry></Metadata>`
  );
}

function recompose(cloud: SimulatedCloud, names: readonly string[]): string {
  const source = templateVmHref(cloud);
  const items = names.map(
    (name) =>
      `<SourcedItem><Source href="${source}"/><VmGeneralParams><Name>${name}</Name>` +
      `<NeedsCustomization>true</NeedsCustomization></VmGeneralParams><InstantiationParams>` +
      `<NetworkConnectionSection><ovf:Info/><NetworkConnection network="acme-net">` +
      `<NetworkConnectionIndex>0</NetworkConnectionIndex><IsConnected>true</IsConnected>` +
      `<IpAddressAllocationMode>POOL</IpAddressAllocationMode></NetworkConnection></NetworkConnectionSection>` +
      `<GuestCustomizationSection><ovf:Info/><Enabled>true</Enabled>` +
      `<AdminPasswordEnabled>false</AdminPasswordEnabled><ComputerName>${name}</ComputerName>` +
      `</GuestCustomizationSection></InstantiationParams></SourcedItem>`,
  );
  return (
    `<RecomposeVAppParams ${v15} ${ovf} deploy="true" powerOn="true">` +
    `${items.join('')}</RecomposeVAppParams>`
  );
}

function networkHref({ sim }: SimulatedCloud): string {
  const network = [...sim.inventory.networks.values()].find((each) => each.name === 'acme-net');
  return `${sim.url}/api/network/${network?.id}`;
}

function templateVmHref({ sim }: SimulatedCloud): string {
  const [vm] = sim.inventory.templateVms.values();
  return `${sim.url}/api/vAppTemplate/vm-${vm?.id}`;
}
