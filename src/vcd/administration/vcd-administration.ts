import type { Named, Session, Vdc } from '../model.ts';

/**
 * What the provider's own account arranges in Cloud Director so that the service can be reached, and how it looks at
 * what is arranged. Every method may throw the errors of `errors.ts`; ids are bare UUIDs. What is looked for and not
 * there is undefined; what may not be seen is `VcdForbidden`.
 */
export interface VcdAdministration {
  /** The account's own session; logs in when there is none. */
  whoAmI(signal: AbortSignal): Promise<Session>;

  findExtension(
    where: { readonly name: string; readonly namespace: string },
    signal: AbortSignal,
  ): Promise<ExtensionService | undefined>;
  /** Throws `VcdDuplicateName` when name and namespace are taken. */
  registerExtension(service: NewExtensionService, signal: AbortSignal): Promise<void>;
  /** Leaves the API filters as they are. */
  updateExtension(service: ExtensionService, signal: AbortSignal): Promise<void>;
  addApiFilter(serviceId: string, urlPattern: string, signal: AbortSignal): Promise<void>;
  /** Disables it first, as vCD demands, and takes away the rights that only it brought. */
  removeExtension(service: ExtensionService, signal: AbortSignal): Promise<void>;
  /** `name` is without the namespace, which vCD puts in front: `{cse}:…`. One that exists already is no error. */
  addExtensionRight(
    serviceId: string,
    right: NewRight,
    signal: AbortSignal,
  ): Promise<'registered' | 'existed'>;

  brokerSettings(signal: AbortSignal): Promise<BrokerSettings>;
  /** What vCD found when it tried to connect; undefined when it could. */
  tryBrokerSettings(settings: BrokerLogin, signal: AbortSignal): Promise<string | undefined>;
  setBrokerSettings(settings: BrokerLogin, signal: AbortSignal): Promise<void>;

  findOrg(name: string, signal: AbortSignal): Promise<Named | undefined>;
  findVdc(orgId: string, name: string, signal: AbortSignal): Promise<Vdc | undefined>;
  findCatalog(orgId: string, name: string, signal: AbortSignal): Promise<Catalog | undefined>;
  createCatalog(
    orgId: string,
    catalog: { readonly name: string; readonly description: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** Shares the catalog, for reading, with every organization. */
  publishCatalog(catalogId: string, signal: AbortSignal): Promise<void>;
  /** With all that is in it; waits until it is gone. Throws `VcdRejected` with what vCD's task says. */
  removeCatalog(catalogId: string, signal: AbortSignal): Promise<void>;

  /** Every vCenter that is registered. */
  vCenters(signal: AbortSignal): Promise<readonly VCenter[]>;

  /** Every right that vCD knows, by its name. */
  rights(signal: AbortSignal): Promise<readonly Named[]>;
  findRole(orgId: string, name: string, signal: AbortSignal): Promise<Role | undefined>;
  createRole(orgId: string, role: NewRole, signal: AbortSignal): Promise<void>;
  /** Replaces description and rights. */
  updateRole(orgId: string, roleId: string, role: NewRole, signal: AbortSignal): Promise<void>;
  removeRole(orgId: string, roleId: string, signal: AbortSignal): Promise<void>;
  /** The role of an organization's user. */
  roleOfUser(orgId: string, user: string, signal: AbortSignal): Promise<Role | undefined>;

  /** Sends a GET as a tenant's client would and tells the answer, whatever it is; is sent once. */
  askExtension(
    path: string,
    signal: AbortSignal,
  ): Promise<{ readonly status: number; readonly text: string }>;
}

/** A service that has a part of the API forwarded to it (vCloud API, extension services). */
export interface NewExtensionService {
  readonly name: string;
  readonly namespace: string;
  readonly enabled: boolean;
  readonly routingKey: string;
  readonly exchange: string;
  /** Regular expressions, each for a whole path. */
  readonly apiFilters: readonly string[];
}

/** An extension that is registered. */
export interface ExtensionService extends NewExtensionService {
  readonly id: string;
}

/** A right of an extension, to be registered. */
export interface NewRight {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly bundleKey: string;
}

/** vCD's one connection to a broker. */
export interface BrokerSettings {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** Of vCD's own notifications, not of extensions. */
  readonly exchange: string;
  readonly vhost: string;
  readonly ssl: boolean;
  readonly sslAcceptAll: boolean;
  readonly prefix: string;
}

/** The password goes in and never comes out. */
export interface BrokerLogin extends BrokerSettings {
  readonly password: string;
}

/** A catalog with what is in it. */
export interface Catalog extends Named {
  /** Every organization may read it. */
  readonly published: boolean;
  /** Names of what is in it. */
  readonly items: readonly string[];
}

/** A vCenter that is registered in vCD. */
export interface VCenter extends Named {
  /** `https://host:port`. */
  readonly url: string;
}

/** A role to be made. */
export interface NewRole {
  readonly name: string;
  readonly description: string;
  readonly rights: readonly Named[];
}

/** A role with its rights. */
export interface Role extends Named {
  readonly description: string;
  /** Names; of an extension's right with its namespace: `{cse}:…`. */
  readonly rights: ReadonlySet<string>;
}
