import type { NetworkConnection, VApp, Vm } from '../model.ts';
import { attributeOf, textOf, type XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf, descendantOf } from '../xml/xml-element.ts';
import {
  AnswerUnreadable,
  childText,
  expectRoot,
  instant,
  isTrue,
  optionalId,
  requiredAttribute,
  requiredId,
  requiredNumber,
  wholeNumber,
} from './reading.ts';
import { hardwareOf, nicAddressOf, readExtraConfig, readSize } from './read-hardware.ts';
import { readTasksOf } from './read-task.ts';
import { readVimReference } from './read-vim.ts';

/** A `VApp` document, whole or the sparse one that compose answers with (vCloud API, vApps). */
export function readVApp(root: XmlElement): VApp {
  const vApp = expectRoot(root, 'VApp');
  const networks = childOf(vApp, 'NetworkConfigSection');
  const children = childOf(vApp, 'Children');
  const description = childOf(vApp, 'Description');
  const leases = childOf(vApp, 'LeaseSettingsSection');
  return {
    id: requiredId(vApp),
    name: requiredAttribute(vApp, 'name'),
    status: requiredNumber(vApp, 'status'),
    deployed: isTrue(attributeOf(vApp, 'deployed')),
    ownerId: readOwnerId(vApp),
    networks: networks
      ? childrenOf(networks, 'NetworkConfig').map((each) => requiredAttribute(each, 'networkName'))
      : [],
    vms: children ? childrenOf(children, 'Vm').map(readVmElement) : [],
    tasks: readTasksOf(vApp),
    ...(description && { description: textOf(description) }),
    ...(leases && { leases: readLeases(leases) }),
  };
}

function readLeases(section: XmlElement): NonNullable<VApp['leases']> {
  const stopsAt = instant(childText(section, 'DeploymentLeaseExpiration'));
  const expiresAt = instant(childText(section, 'StorageLeaseExpiration'));
  return {
    deploymentSeconds: wholeNumber(childText(section, 'DeploymentLeaseInSeconds')) ?? 0,
    storageSeconds: wholeNumber(childText(section, 'StorageLeaseInSeconds')) ?? 0,
    ...(stopsAt !== undefined && { stopsAt }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** A `Vm` document with its hardware (vCloud API, VMs). */
export function readVm(root: XmlElement): Vm & { readonly hardware: XmlElement } {
  const vm = expectRoot(root, 'Vm');
  const hardware = hardwareOf(vm);
  if (!hardware) throw new AnswerUnreadable('Vm has no element VirtualHardwareSection');
  return { ...readVmElement(vm), hardware };
}

function readVmElement(vm: XmlElement): Vm {
  const section = childOf(vm, 'NetworkConnectionSection');
  const networkConnections = section ? childrenOf(section, 'NetworkConnection').map(readConnection) : [];
  const primary =
    wholeNumber(section && childText(section, 'PrimaryNetworkConnectionIndex')) ??
    networkConnections[0]?.index ??
    0;
  const storageProfile = childOf(vm, 'StorageProfile');
  const hardware = hardwareOf(vm);
  const description = childOf(vm, 'Description');
  const inVCenter = readVimReference(vm);
  return {
    id: requiredId(vm),
    name: requiredAttribute(vm, 'name'),
    status: requiredNumber(vm, 'status'),
    deployed: isTrue(attributeOf(vm, 'deployed')),
    ipAddress:
      networkConnections.find((each) => each.index === primary)?.ipAddress ?? nicAddressOf(vm, primary),
    networkConnections,
    ...readSize(vm),
    storageProfile: storageProfile && attributeOf(storageProfile, 'name'),
    extraConfig: readExtraConfig(vm),
    tasks: readTasksOf(vm),
    ...(inVCenter && { inVCenter }),
    ...(description && { description: textOf(description) }),
    ...(hardware && { hardware }),
  };
}

function readConnection(connection: XmlElement): NetworkConnection {
  return {
    index: wholeNumber(childText(connection, 'NetworkConnectionIndex')) ?? 0,
    network: requiredAttribute(connection, 'network'),
    // An address that is not given out yet is an absent or an empty element.
    ipAddress: childText(connection, 'IpAddress') || undefined,
    connected: isTrue(childText(connection, 'IsConnected')),
    mac: childText(connection, 'MACAddress') || undefined,
  };
}

function readOwnerId(vApp: XmlElement): string | undefined {
  const user = descendantOf(vApp, 'Owner', 'User');
  const id = user && optionalId(user);
  return id === undefined ? undefined : `urn:vcloud:user:${id}`;
}
