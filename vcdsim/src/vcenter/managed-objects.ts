import type { VCenterContext } from './vcenter-context.ts';
import { vmOf, vmsIn } from './vcenter-context.ts';
import type { VimReference, VimValue } from './vim-values.ts';
import { list, object, reference, text, time } from './vim-values.ts';
import type { VimSession } from './vim-sessions.ts';
import { userSession } from './vim-sessions.ts';
import type { ObjectProperties } from './vm-object.ts';
import { nameInVCenter, vmProperties } from './vm-object.ts';

const version = '8.0.2';

/** The version of the API that is spoken, as `about` and /sdk/vimServiceVersions.xml tell. */
export const apiVersion = `${version}.0`;

/** Base types by type: a property specification for the base means all of them. */
const bases: Readonly<Record<string, readonly string[]>> = {
  ClusterComputeResource: ['ComputeResource', 'ManagedEntity', 'ExtensibleManagedObject'],
  ContainerView: ['ManagedObjectView', 'View'],
  Datacenter: ['ManagedEntity', 'ExtensibleManagedObject'],
  Datastore: ['ManagedEntity', 'ExtensibleManagedObject'],
  Folder: ['ManagedEntity', 'ExtensibleManagedObject'],
  HostSystem: ['ManagedEntity', 'ExtensibleManagedObject'],
  ResourcePool: ['ManagedEntity', 'ExtensibleManagedObject'],
  VirtualMachine: ['ManagedEntity', 'ExtensibleManagedObject'],
};

/** Whether an object of the type is one of the wanted type. */
export function isA(type: string, wanted: string): boolean {
  return type === wanted || wanted === 'ManagedObject' || bases[type]?.includes(wanted) === true;
}

const managers = {
  about: undefined,
  searchIndex: reference('SearchIndex', 'SearchIndex'),
  sessionManager: reference('SessionManager', 'SessionManager'),
  propertyCollector: reference('PropertyCollector', 'propertyCollector'),
  viewManager: reference('ViewManager', 'ViewManager'),
  guestOperationsManager: reference('GuestOperationsManager', 'guestOperationsManager'),
  authManager: reference('GuestAuthManager', 'guestOperationsAuthManager'),
  fileManager: reference('GuestFileManager', 'guestOperationsFileManager'),
  processManager: reference('GuestProcessManager', 'guestOperationsProcessManager'),
} as const;

const rootFolder = reference('Folder', 'group-d1');
const datacenter = reference('Datacenter', 'datacenter-1');

/** vSphere API, ServiceContent. */
export function serviceContent({ vCenter }: VCenterContext): VimValue {
  return object('ServiceContent', {
    rootFolder,
    propertyCollector: managers.propertyCollector,
    viewManager: managers.viewManager,
    about: object('AboutInfo', {
      name: text('VMware vCenter Server'),
      fullName: text(`VMware vCenter Server ${version} build-22617221 (simulated)`),
      vendor: text('VMware, Inc.'),
      version: text(version),
      build: text('22617221'),
      localeVersion: text('INTL'),
      localeBuild: text('000'),
      osType: text('linux-x64'),
      productLineId: text('vpx'),
      apiType: text('VirtualCenter'),
      apiVersion: text(apiVersion),
      instanceUuid: text(vCenter.id),
      licenseProductName: text('VMware VirtualCenter Server'),
      licenseProductVersion: text('8.0'),
    }),
    sessionManager: managers.sessionManager,
    searchIndex: managers.searchIndex,
    guestOperationsManager: managers.guestOperationsManager,
  });
}

/** The properties of an object; undefined where there is no such object. */
export function propertiesOf(
  context: VCenterContext,
  session: VimSession | undefined,
  { type, id }: VimReference,
): ObjectProperties | undefined {
  if (type === 'VirtualMachine') {
    const vm = vmOf(context, id);
    return vm && vmProperties(context.world, vm);
  }
  if (type === 'ContainerView') return viewProperties(context, session, id);
  const known = fixedObjects(context, session)[type];
  return known?.id === id ? known.properties : fixedFolders(context)[`${type}:${id}`];
}

interface FixedObject {
  readonly id: string;
  readonly properties: ObjectProperties;
}

/** The one object of each of these types. */
function fixedObjects(
  context: VCenterContext,
  session: VimSession | undefined,
): Readonly<Record<string, FixedObject>> {
  const { authManager, fileManager, processManager } = managers;
  const plain = ({ id }: VimReference, properties: ObjectProperties = {}): FixedObject => ({
    id,
    properties,
  });
  return {
    ServiceInstance: {
      id: 'ServiceInstance',
      properties: {
        content: () => serviceContent(context),
        serverClock: () => time(context.world.clock.now()),
      },
    },
    SessionManager: plain(managers.sessionManager, {
      currentSession: () => session && userSession(session),
    }),
    PropertyCollector: plain(managers.propertyCollector),
    SearchIndex: plain(managers.searchIndex),
    ViewManager: plain(managers.viewManager),
    GuestOperationsManager: plain(managers.guestOperationsManager, {
      authManager: () => authManager,
      fileManager: () => fileManager,
      processManager: () => processManager,
    }),
    GuestAuthManager: plain(authManager),
    GuestFileManager: plain(fileManager),
    GuestProcessManager: plain(processManager),
  };
}

/** One datacenter with one cluster of one host: the inventory above the VMs. */
function fixedFolders(context: VCenterContext): Readonly<Record<string, ObjectProperties>> {
  const folder = (name: string, parent: VimReference, children: () => readonly VimReference[]) => ({
    parent: () => parent,
    name: () => text(name),
    childEntity: () => list('ManagedObjectReference', children()),
  });
  const cluster = reference('ClusterComputeResource', 'domain-c1');
  const pool = reference('ResourcePool', 'resgroup-1');
  const host = reference('HostSystem', 'host-1');
  const vms = (): readonly VimReference[] =>
    vmsIn(context).map(({ moref }) => reference('VirtualMachine', moref));
  const { parent: _, ...root } = folder('Datacenters', rootFolder, () => [datacenter]);
  return {
    'Folder:group-d1': root,
    'Datacenter:datacenter-1': {
      parent: () => rootFolder,
      name: () => text('dc-1'),
      vmFolder: () => reference('Folder', 'group-v1'),
      hostFolder: () => reference('Folder', 'group-h1'),
      datastoreFolder: () => reference('Folder', 'group-s1'),
    },
    'Folder:group-v1': folder('vm', datacenter, vms),
    'Folder:group-h1': folder('host', datacenter, () => [cluster]),
    'Folder:group-s1': folder('datastore', datacenter, () => [reference('Datastore', 'datastore-1')]),
    'ClusterComputeResource:domain-c1': {
      parent: () => reference('Folder', 'group-h1'),
      name: () => text('cluster-1'),
      host: () => list('ManagedObjectReference', [host]),
      resourcePool: () => pool,
    },
    'ResourcePool:resgroup-1': {
      parent: () => cluster,
      name: () => text('Resources'),
      vm: () => list('ManagedObjectReference', vms()),
    },
    'HostSystem:host-1': {
      parent: () => cluster,
      name: () => text('esx-1.simulated'),
      vm: () => list('ManagedObjectReference', vms()),
    },
    'Datastore:datastore-1': {
      parent: () => reference('Folder', 'group-s1'),
      name: () => text('datastore-1'),
    },
  };
}

function viewProperties(
  context: VCenterContext,
  session: VimSession | undefined,
  id: string,
): ObjectProperties | undefined {
  const view = session?.views.get(id);
  return (
    view && {
      container: () => view.container,
      type: () => list('xsd:string', view.types.map(text)),
      view: () => {
        const below = entitiesBelow(context, view.container, view.recursive);
        const wanted = below.filter(
          ({ type }) => view.types.length === 0 || view.types.some((each) => isA(type, each)),
        );
        return list('ManagedObjectReference', wanted);
      },
    }
  );
}

const childProperties = [
  'childEntity',
  'vmFolder',
  'hostFolder',
  'datastoreFolder',
  'host',
  'resourcePool',
] as const;

function entitiesBelow(
  context: VCenterContext,
  container: VimReference,
  recursive: boolean,
): readonly VimReference[] {
  const properties = propertiesOf(context, undefined, container);
  if (!properties || container.type === 'VirtualMachine') return [];
  const children = childProperties.flatMap((name) => referencesIn(properties[name]?.()));
  if (!recursive) return children;
  return children.flatMap((child) => [child, ...entitiesBelow(context, child, true)]);
}

/** The references that a value is or lists. */
export function referencesIn(value: VimValue | undefined): readonly VimReference[] {
  if (value?.kind === 'reference') return [value];
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => (item.kind === 'reference' ? [item] : []));
}

/** The VM of an inventory path, `dc-1/vm/NAME`; names of vCD are taken where they are unique. */
export function vmAtPath(context: VCenterContext, path: string): VimReference | undefined {
  const name = /^\/?dc-1\/vm\/(.+)$/.exec(path)?.[1];
  const found = vmsIn(context).find((vm) => nameInVCenter(vm) === name);
  return found && reference('VirtualMachine', found.moref);
}
