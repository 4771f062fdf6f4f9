import type { RunningGuest } from '../guests/guest-driver.ts';

/** Everything that vCD knows by id. Ids are bare UUIDs; documents make URNs and hrefs of them. */
export interface Org {
  readonly id: string;
  readonly name: string;
  readonly fullName: string;
  readonly description: string;
  readonly leases: LeasePolicy;
  readonly metadata: MetadataSet;
}

/** What vApps of an organization get, and the most that its users may ask for; 0 seconds are for ever. */
export interface LeasePolicy {
  readonly deploymentSeconds: number;
  readonly storageSeconds: number;
  readonly stopBy: 'suspend' | 'powerOff';
  readonly deleteExpired: boolean;
}

/** How long a vApp may still run, or be kept. The first lease runs while it is deployed, and the second from then on. */
export interface VAppLease {
  deploymentSeconds: number;
  storageSeconds: number;
  /** Which of them runs, and since when. */
  running: 'deployment' | 'storage';
  since: Date;
  /** It has come to the end of the second, and was not deleted. */
  expired: boolean;
}

/** A virtual datacenter of an organization. */
export interface Vdc {
  readonly id: string;
  readonly name: string;
  readonly orgId: string;
  /** 0 is none. */
  vmQuota: number;
  readonly cpuMhz: number;
  readonly memoryMb: number;
  readonly storageProfileIds: readonly string[];
  readonly networkIds: readonly string[];
  /** Where its VMs lie; undefined for the first vCenter. */
  readonly vCenterId: string | undefined;
  readonly metadata: MetadataSet;
}

/** A kind of storage that a VDC offers. */
export interface StorageProfile {
  readonly id: string;
  readonly name: string;
  readonly vdcId: string;
  readonly limitMb: number;
  readonly isDefault: boolean;
}

/** A network of an organization, with its pool of addresses. */
export interface Network {
  readonly id: string;
  readonly name: string;
  readonly vdcId: string;
  readonly orgId: string;
  readonly gateway: string;
  readonly netmask: string;
  readonly dns1: string | undefined;
  readonly dnsSuffix: string | undefined;
  readonly ranges: readonly { readonly start: string; readonly end: string }[];
  /** Address to the VM that has it. */
  readonly allocated: Map<string, string>;
  readonly metadata: MetadataSet;
}

/** A catalog and who may use it. */
export interface Catalog {
  readonly id: string;
  name: string;
  description: string;
  readonly orgId: string;
  ownerId: string;
  /** Published to every organization. */
  shared: boolean;
  access: AccessControl;
  readonly created: Date;
  /** Goes up with each change of the catalog or its items. */
  version: number;
  readonly itemIds: string[];
  readonly metadata: MetadataSet;
}

/** An entry of a catalog. */
export interface CatalogItem {
  readonly id: string;
  name: string;
  description: string;
  readonly catalogId: string;
  templateId: string;
  readonly created: Date;
  /** Goes up with each change of the item. */
  version: number;
  readonly metadata: MetadataSet;
}

/** A vApp template, whole or still being made. */
export interface Template {
  readonly id: string;
  name: string;
  description: string;
  readonly itemId: string;
  readonly created: Date;
  /** 8 when it may be used. */
  status: TemplateStatus;
  /** Of an upload that is under way. */
  files: readonly UploadFile[];
  /** What it was uploaded as, when that is over. */
  uploaded: readonly UploadFile[];
  vmIds: readonly string[];
  readonly metadata: MetadataSet;
}

/** Unresolved, copying contents, given up by who uploaded it, failed, usable. */
export type TemplateStatus = 0 | 12 | 17 | -1 | 8;

/** A file of a template that is uploaded in pieces. */
export interface UploadFile {
  readonly name: string;
  /** Bytes; undefined until somebody says how many. */
  size: number | undefined;
  received: number;
  /** Of the content, when all of it is there. */
  sha256: string | undefined;
  /** Path below the server where it is put. */
  readonly path: string;
}

/** What a VM is made of, in a template and in a vApp. */
export interface Hardware {
  os: string;
  cpus: number;
  coresPerSocket: number;
  memoryMb: number;
  disks: readonly Disk[];
  nics: readonly Nic[];
  /** Index of the NIC whose address counts. */
  primaryNic: number;
}

/** A disk of a machine. */
export interface Disk {
  readonly instanceId: number;
  readonly sizeMb: number;
}

/** A network card of a machine. */
export interface Nic {
  readonly index: number;
  /** Name of a network of the vApp; `none` when it is attached to nothing. */
  readonly network: string;
  readonly mac: string;
  readonly adapter: string;
  readonly connected: boolean;
  readonly mode: IpMode;
  readonly ipAddress: string | undefined;
}

/** How a network card gets its address. */
export type IpMode = 'POOL' | 'DHCP' | 'MANUAL' | 'NONE';

/** What vCD tells the guest about itself at power-on. */
export interface GuestCustomization {
  enabled: boolean;
  changeSid: boolean;
  adminPasswordEnabled: boolean;
  adminPasswordAuto: boolean;
  adminPassword: string | undefined;
  resetPasswordRequired: boolean;
  customizationScript: string | undefined;
  computerName: string;
}

/** A machine of a template, from which others are made. */
export interface TemplateVm {
  readonly id: string;
  readonly name: string;
  readonly templateId: string;
  readonly hardware: Hardware;
  readonly guest: GuestCustomization;
}

/** A network as a vApp has it. */
export interface VAppNetwork {
  readonly name: string;
  /** The organization's network behind it. */
  readonly parentId: string | undefined;
  readonly fenceMode: string;
  readonly description: string;
}

/** A vApp; its machines are kept beside it. */
export interface VApp {
  readonly id: string;
  name: string;
  description: string;
  readonly vdcId: string;
  ownerId: string;
  readonly created: Date;
  /** A failed creation keeps its name until somebody deletes it. */
  creation: 'running' | 'done' | 'failed';
  networks: readonly VAppNetwork[];
  readonly vmIds: Set<string>;
  readonly lease: VAppLease;
  readonly metadata: MetadataSet;
  access: AccessControl;
}

/** What a share allows. */
export type AccessLevel = 'ReadOnly' | 'Change' | 'FullControl';

/** With whom a thing is shared. */
export interface AccessControl {
  /** Of the organization. */
  readonly everyone: AccessLevel | undefined;
  /** By the id of a user, or of an organization: catalogs are shared with those too. */
  readonly subjects: ReadonlyMap<string, AccessLevel>;
}

/** The `status` numbers of vApp.xsd that occur here. */
export const entityStatus = {
  failedCreation: -1,
  unresolved: 0,
  resolved: 1,
  suspended: 3,
  poweredOn: 4,
  poweredOff: 8,
  mixed: 10,
} as const;

/** The number that vCD shows for a state. */
export type EntityStatus = (typeof entityStatus)[keyof typeof entityStatus];

/** A machine of a vApp. */
export interface Vm {
  readonly id: string;
  readonly vAppId: string;
  /** vCenter's name for it, `vm-123`. */
  readonly moref: string;
  name: string;
  description: string;
  readonly created: Date;
  status: EntityStatus;
  deployed: boolean;
  needsCustomization: boolean;
  /** How often it was powered on: guest customization runs at the first time. */
  boots: number;
  readonly hardware: Hardware;
  readonly guest: GuestCustomization;
  /** Password of root in the image that it was made from. */
  readonly imagePassword: string | undefined;
  storageProfileId: string;
  /** Keys set through the API; they stay at power-off. */
  readonly extraConfig: Map<string, string>;
  /** Keys set by the guest; they are gone at power-off. */
  readonly guestInfo: Map<string, string>;
  running: RunningGuest | undefined;
  readonly metadata: MetadataSet;
}

/** What a value of metadata is. */
export type MetadataType = 'STRING' | 'NUMBER' | 'BOOLEAN' | 'DATETIME';

/** One key with its value, and who may see it. */
export interface MetadataEntry {
  readonly domain: 'GENERAL' | 'SYSTEM';
  readonly visibility: 'READWRITE' | 'PRIVATE' | 'READONLY';
  readonly key: string;
  readonly type: MetadataType;
  readonly value: string;
}

/** By `DOMAIN:key`: the same key may exist in both domains. */
export type MetadataSet = Map<string, MetadataEntry>;
