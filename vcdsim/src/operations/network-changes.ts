import { badRequest } from '../http/api-error.ts';
import type { IpMode, Nic, VApp, Vm } from '../inventory/entities.ts';
import { allocateAddress, releaseAddresses } from '../inventory/ip-pool.ts';
import { checkOrder, schemaOrder } from '../xml/order.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, booleanOf, childrenOf, textOf } from '../xml/read.ts';
import { TaskFailure } from '../tasks/task-engine.ts';
import type { World } from '../world.ts';

/** A NIC as somebody wants it. */
export interface NicWish {
  readonly index: number;
  readonly network: string;
  readonly connected: boolean;
  readonly mode: IpMode;
  readonly ipAddress: string | undefined;
  readonly adapter: string | undefined;
  readonly mac: string | undefined;
}

/** What a request wants of a machine's network cards. */
export interface NetworkWish {
  readonly primaryNic: number | undefined;
  readonly nics: readonly NicWish[];
}

/** vCloud API, NetworkConnectionSection, as a request carries it. */
export function readNetworkConnections(section: XmlElement): NetworkWish {
  const primary = textOf(section, 'PrimaryNetworkConnectionIndex');
  return {
    primaryNic: primary === undefined ? undefined : Number(primary),
    nics: childrenOf(section, 'NetworkConnection').map(readConnection),
  };
}

function readConnection(connection: XmlElement): NicWish {
  checkOrder(connection, schemaOrder.networkConnection);
  const network = attributeOf(connection, 'network');
  if (network === undefined) throw badRequest('NetworkConnection has no attribute network.');
  return {
    network,
    // Some clients leave the index out and mean the first.
    index: Number(textOf(connection, 'NetworkConnectionIndex') ?? 0),
    connected: booleanOf(textOf(connection, 'IsConnected')) ?? false,
    mode: readMode(textOf(connection, 'IpAddressAllocationMode')),
    ipAddress: textOf(connection, 'IpAddress'),
    adapter: textOf(connection, 'NetworkAdapterType'),
    mac: textOf(connection, 'MACAddress'),
  };
}

function readMode(text: string | undefined): IpMode {
  switch (text?.toUpperCase()) {
    case 'POOL':
      return 'POOL';
    case 'DHCP':
      return 'DHCP';
    case 'MANUAL':
      return 'MANUAL';
    case 'NONE':
    case undefined:
      return 'NONE';
    default:
      throw badRequest(`validation error on field 'IpAddressAllocationMode': ${text} is not a mode.`);
  }
}

/** Every network that a NIC wants has to be one of the vApp's. Throws 400. */
export function checkNetworks(vApp: Pick<VApp, 'name' | 'networks'>, wish: NetworkWish): void {
  for (const { network } of wish.nics) {
    if (network !== 'none' && !vApp.networks.some(({ name }) => name === network)) {
      throw badRequest(`The entity network "${network}" does not exist in vApp "${vApp.name}".`);
    }
  }
}

/** NICs of a template's VM overlaid with those that were asked for; addresses come later. */
export function wishedNics(world: World, template: readonly Nic[], wish: NetworkWish): readonly Nic[] {
  const indexes = new Set([...template.map((nic) => nic.index), ...wish.nics.map((nic) => nic.index)]);
  return [...indexes]
    .toSorted((a, b) => a - b)
    .map((index) => {
      const old = template.find((nic) => nic.index === index);
      const wanted = wish.nics.find((nic) => nic.index === index);
      return {
        index,
        network: wanted?.network ?? 'none',
        mac: wanted?.mac ?? newMac(world),
        adapter: wanted?.adapter ?? old?.adapter ?? 'VMXNET3',
        connected: wanted?.connected ?? false,
        mode: wanted?.mode ?? 'NONE',
        ipAddress: wanted?.mode === 'MANUAL' ? wanted.ipAddress : undefined,
      };
    });
}

/**
 * Gives every NIC in POOL mode the lowest free address of its network and holds those that were chosen by hand.
 * Throws `PoolExhausted`, or `TaskFailure` for an address that another VM has.
 */
export function assignAddresses(world: World, vApp: VApp, vm: Vm): void {
  vm.hardware.nics = vm.hardware.nics.map((nic) => {
    const network = world.inventory.parentNetwork(vApp, nic.network);
    if (!network) return nic;
    if (nic.ipAddress !== undefined) {
      const holder = network.allocated.get(nic.ipAddress);
      if (holder !== undefined && holder !== vm.id) {
        throw new TaskFailure(
          `The IP address ${nic.ipAddress} is already in use on network "${network.name}".`,
        );
      }
      network.allocated.set(nic.ipAddress, vm.id);
      return nic;
    }
    return nic.mode === 'POOL' ? { ...nic, ipAddress: allocateAddress(network, vm.id) } : nic;
  });
}

/** Changes the NICs of an existing VM, or nothing; an address stays with a NIC that keeps its network. */
export function applyNetworkWish(world: World, vApp: VApp, vm: Vm, wish: NetworkWish): void {
  const { nics: before, primaryNic } = vm.hardware;
  vm.hardware.nics = wish.nics.map((wanted) => {
    const old = before.find((nic) => nic.index === wanted.index);
    const keeps = old?.network === wanted.network && old.mode === wanted.mode && wanted.mode === 'POOL';
    const manual = wanted.mode === 'MANUAL' ? wanted.ipAddress : undefined;
    return {
      index: wanted.index,
      network: wanted.network,
      mac: wanted.mac ?? old?.mac ?? newMac(world),
      adapter: wanted.adapter ?? old?.adapter ?? 'VMXNET3',
      connected: wanted.connected,
      mode: wanted.mode,
      ipAddress: keeps ? old.ipAddress : manual,
    };
  });
  vm.hardware.primaryNic = wish.primaryNic ?? primaryNic;
  releaseAll(world, vm);
  try {
    assignAddresses(world, vApp, vm);
  } catch (error) {
    Object.assign(vm.hardware, { nics: before, primaryNic });
    releaseAll(world, vm);
    assignAddresses(world, vApp, vm);
    throw error;
  }
}

function releaseAll(world: World, vm: Vm): void {
  for (const network of world.inventory.networks.values()) releaseAddresses(network, vm.id);
}

function newMac(world: World): string {
  const digits = world.random.hex(6);
  return `00:50:56:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4, 6)}`;
}
