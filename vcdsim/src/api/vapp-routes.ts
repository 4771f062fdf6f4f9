import { controlAccessDocument } from '../documents/control-access-document.ts';
import { mediaTypes } from '../documents/media-types.ts';
import {
  leaseSection,
  networkConfigSection,
  ownerElement,
  vAppDocument,
} from '../documents/vapp-document.ts';
import { badRequest, noAccess } from '../http/api-error.ts';
import { document, noContent, xmlBody } from '../http/exchange.ts';
import type { SessionCall } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { user } from '../http/router.ts';
import type { VApp } from '../inventory/entities.ts';
import { findVApp, idFromHref, mayChange } from '../operations/access.ts';
import type { Caller } from '../operations/access.ts';
import { readNetworkConfigs, startDelete, startRecompose } from '../operations/compose.ts';
import { readControlAccess } from '../operations/control-access.ts';
import { startLeaseChange } from '../operations/leases.ts';
import { startVAppTask } from '../operations/orders.ts';
import type { PowerAction } from '../operations/power.ts';
import { powerActions, startVAppPower } from '../operations/power.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml/read.ts';
import { attributeOf, booleanOf, childOf, textOf } from '../xml/read.ts';
import { accepted, contextOf } from './task-answers.ts';

const at = '/api/vApp/vapp-{id}';

/** vCloud API, vApps. */
export function vAppRoutes(world: World): readonly Route[] {
  return [...reading(world), ...changing(world), ...power(world), ...sharing(world)];
}

/** Looks the vApp up with the rights that the purpose needs. */
function open(world: World, call: SessionCall, purpose: 'read' | 'change') {
  const context = contextOf(world, call);
  const vApp = findVApp(world, context.caller, call.params['id'] ?? '', purpose);
  return { ...context, vApp };
}

function reading(world: World): readonly Route[] {
  return [
    user('GET', at, (call) => {
      const { caller, view, vApp } = open(world, call, 'read');
      const editable = mayChange(world, caller, vApp);
      return document(200, mediaTypes.vApp, vAppDocument(world, view, vApp, 'whole', editable));
    }),
    user('GET', `${at}/networkConfigSection`, (call) => {
      const { view, vApp } = open(world, call, 'read');
      return document(200, mediaTypes.networkConfig, networkConfigSection(world, view, vApp));
    }),
    user('GET', `${at}/leaseSettingsSection`, (call) => {
      const { view, vApp } = open(world, call, 'read');
      return document(200, mediaTypes.leaseSettings, leaseSection(view, vApp));
    }),
    user('GET', `${at}/owner`, (call) => {
      const { view, vApp } = open(world, call, 'read');
      return document(200, mediaTypes.owner, ownerElement(world, view, vApp));
    }),
  ];
}

function changing(world: World): readonly Route[] {
  return [
    user('POST', `${at}/action/recomposeVApp`, (call) => {
      const { caller, view, vApp } = open(world, call, 'change');
      return accepted(world, view, startRecompose(world, caller, vApp, xmlBody(call, 'RecomposeVAppParams')));
    }),
    user('DELETE', at, (call) => {
      const { caller, view, vApp } = open(world, call, 'change');
      // The original client spells the booleans as Python does.
      const force = new URLSearchParams(call.request.query).get('force');
      return accepted(world, view, startDelete(world, caller, vApp, booleanOf(force ?? undefined) ?? false));
    }),
    user('PUT', at, (call) => {
      const { caller, view, vApp } = open(world, call, 'change');
      const body = xmlBody(call, 'VApp');
      const task = startVAppTask(world, caller, vApp, {
        operationName: 'vdcUpdateVapp',
        doing: 'Updating Virtual Application',
        done: 'Updated Virtual Application',
        finish: () => {
          vApp.name = attributeOf(body, 'name') ?? vApp.name;
          vApp.description = textOf(body, 'Description') ?? vApp.description;
        },
      });
      return accepted(world, view, task);
    }),
    user('PUT', `${at}/networkConfigSection`, (call) => {
      const { caller, view, vApp } = open(world, call, 'change');
      const vdc = world.inventory.vdc(vApp.vdcId);
      const networks = readNetworkConfigs(world, caller, vdc, xmlBody(call, 'NetworkConfigSection'));
      requireUsedNetworks(world, vApp, new Set(networks.map((network) => network.name)));
      const task = startVAppTask(world, caller, vApp, {
        operationName: 'vdcUpdateVappNetworkSection',
        doing: 'Updating network section in Virtual Application',
        done: 'Updated network section in Virtual Application',
        finish: () => {
          vApp.networks = networks;
        },
      });
      return accepted(world, view, task);
    }),
    user('PUT', `${at}/leaseSettingsSection`, (call) => {
      const { caller, view, vApp } = open(world, call, 'change');
      const section = xmlBody(call, 'LeaseSettingsSection');
      return accepted(world, view, startLeaseChange(world, caller, vApp, section));
    }),
    user('PUT', `${at}/owner`, (call) => {
      const { caller, vApp } = open(world, call, 'change');
      vApp.ownerId = readOwner(world, caller, vApp, xmlBody(call, 'Owner'));
      return noContent;
    }),
  ];
}

function requireUsedNetworks(world: World, vApp: VApp, kept: ReadonlySet<string>): void {
  for (const vm of world.inventory.vmsOf(vApp)) {
    const orphan = vm.hardware.nics.find((nic) => nic.network !== 'none' && !kept.has(nic.network));
    if (orphan) throw badRequest(`Network "${orphan.network}" is in use by VM "${vm.name}".`);
  }
}

/** The new owner has to be a user of the vApp's organization, or an administrator of the system. */
function readOwner(world: World, caller: Caller, vApp: VApp, body: XmlElement): string {
  const id = idFromHref(attributeOf(childOf(body, 'User'), 'href') ?? '');
  const owner = world.inventory.users.get(id);
  const orgId = world.inventory.vdc(vApp.vdcId).orgId;
  const allowed = owner?.orgId === orgId || (caller.administrator && owner?.orgId === caller.org.id);
  if (!owner || !allowed) throw noAccess('user', id);
  return owner.id;
}

function power(world: World): readonly Route[] {
  const start = (call: SessionCall, action: PowerAction) => {
    const { caller, view, vApp } = open(world, call, 'change');
    return accepted(world, view, startVAppPower(world, caller, vApp, action));
  };
  return [
    ...powerActions.map((kind) =>
      user('POST', `${at}/power/action/${kind}`, (call) => start(call, { kind })),
    ),
    user('POST', `${at}/action/deploy`, (call) => start(call, readDeploy(call))),
    user('POST', `${at}/action/undeploy`, (call) => start(call, readUndeploy(call))),
  ];
}

/** vCloud API, DeployVAppParams; power goes on unless the request says otherwise. */
export function readDeploy(call: SessionCall): PowerAction {
  const params = xmlBody(call, 'DeployVAppParams');
  const powerOn = booleanOf(attributeOf(params, 'powerOn')) ?? true;
  const forceCustomization = booleanOf(attributeOf(params, 'forceCustomization')) ?? false;
  return { kind: 'deploy', powerOn, forceCustomization };
}

const undeployActions = ['default', 'powerOff', 'suspend', 'shutdown', 'force'];

/** vCloud API, UndeployVAppParams. Throws 400 for an action that is not one. */
export function readUndeploy(call: SessionCall): PowerAction {
  const wanted = textOf(xmlBody(call, 'UndeployVAppParams'), 'UndeployPowerAction') ?? 'default';
  if (!undeployActions.includes(wanted)) throw badRequest(`UndeployPowerAction ${wanted} is not valid.`);
  return { kind: 'undeploy', suspend: wanted === 'suspend' };
}

function sharing(world: World): readonly Route[] {
  return [
    user('GET', `${at}/controlAccess`, (call) => {
      const { view, vApp } = open(world, call, 'read');
      return document(200, mediaTypes.controlAccess, controlAccessDocument(world, view, vApp.access));
    }),
    user('POST', `${at}/action/controlAccess`, (call) => {
      const { view, vApp } = open(world, call, 'change');
      vApp.access = readControlAccess(world, xmlBody(call, 'ControlAccessParams'));
      return document(200, mediaTypes.controlAccess, controlAccessDocument(world, view, vApp.access));
    }),
  ];
}
