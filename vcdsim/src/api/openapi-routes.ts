import { noAccess } from '../http/api-error.ts';
import type { Reply, SessionCall } from '../http/exchange.ts';
import { json } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { administrator, user } from '../http/router.ts';
import type { JsonObject } from '../openapi/json-page.ts';
import { pageReply } from '../openapi/json-page.ts';
import {
  networkModel,
  orgModel,
  pointTo,
  userModel,
  vCenterModel,
  vdcCapabilities,
  vdcModel,
} from '../openapi/models.ts';
import type { Caller } from '../operations/access.ts';
import { findVdc, idFromHref, seesNetwork, seesOrg, seesUser, seesVdc } from '../operations/access.ts';
import { referTo } from '../documents/references.ts';
import type { World } from '../world.ts';
import { contextOf } from './task-answers.ts';

const root = '/cloudapi/1.0.0';

interface Collection {
  /** Below `/cloudapi`. */
  readonly path: string;
  /** Name of the items' type, as the header Link tells it. */
  readonly model: string;
  readonly access?: 'administrator';
  readonly list: (caller: Caller) => readonly JsonObject[];
}

/** vCD OpenAPI: what is read there and what there is none of; roles and tokens have files of their own. */
export function openApiRoutes(world: World): readonly Route[] {
  return [
    ...collections(world).flatMap((collection) => routesFor(world, collection)),
    ...ofVdcs(world),
    ...installation(world),
  ];
}

function collections(world: World): readonly Collection[] {
  const { inventory } = world;
  const none = (path: string, model: string): Collection => ({ path, model, list: () => [] });
  return [
    {
      path: '1.0.0/orgs',
      model: 'Org',
      list: (caller) =>
        [...inventory.orgs.values()].filter((org) => seesOrg(caller, org)).map((org) => orgModel(world, org)),
    },
    {
      path: '1.0.0/vdcs',
      model: 'Vdc',
      list: (caller) =>
        [...inventory.vdcs.values()].filter((vdc) => seesVdc(caller, vdc)).map((vdc) => vdcModel(world, vdc)),
    },
    {
      path: '1.0.0/orgVdcNetworks',
      model: 'VdcNetwork',
      list: (caller) =>
        [...inventory.networks.values()]
          .filter((network) => seesNetwork(caller, network))
          .map((network) => networkModel(world, network)),
    },
    {
      path: '1.0.0/users',
      model: 'VcdUser',
      list: (caller) =>
        [...inventory.users.values()]
          .filter((found) => seesUser(caller, found))
          .filter((found) => caller.role.kind !== 'user' || found === caller.user)
          .map((found) => userModel(world, found)),
    },
    {
      path: '1.0.0/virtualCenters',
      model: 'VirtualCenter',
      access: 'administrator',
      list: () => [...inventory.vCenters.values()].map(vCenterModel),
    },
    none('1.0.0/edgeGateways', 'EdgeGateway'),
    none('1.0.0/vdcGroups', 'VdcGroup'),
    none('1.0.0/vdcComputePolicies', 'VdcComputePolicy'),
    none('2.0.0/vdcComputePolicies', 'VdcComputePolicy2'),
    none('1.0.0/externalNetworks', 'ExternalNetwork'),
    none('1.0.0/networkPools', 'NetworkPool'),
    none('1.0.0/applicationPortProfiles', 'ApplicationPortProfile'),
    none('1.0.0/ipSpaces', 'IpSpace'),
    none('1.0.0/globalRoles', 'GlobalRole'),
    none('1.0.0/rightsBundles', 'RightsBundle'),
    none('1.0.0/ssl/certificateLibrary', 'CertificateLibraryItem'),
    none('1.0.0/loadBalancer/serviceEngineGroups/assignments', 'ServiceEngineGroupAssignment'),
  ];
}

function routesFor(world: World, { path, model, access, list }: Collection): readonly Route[] {
  const guarded = access === 'administrator' ? administrator : user;
  const listed = (call: SessionCall) => list(contextOf(world, call).caller);
  return [
    guarded('GET', `/cloudapi/${path}`, (call) => pageReply(call, model, listed(call))),
    guarded('GET', `/cloudapi/${path}/{urn}`, (call) => single(call, model, listed(call))),
  ];
}

/** One of a list by its URN; what the caller does not see is forbidden as what there is not. */
export function single(call: SessionCall, model: string, all: readonly JsonObject[]): Reply {
  const urn = call.params['urn'] ?? '';
  const found = all.find((item) => (item['id'] ?? item['vcId']) === urn);
  if (!found) throw noAccess(model, urn);
  return json(200, found);
}

function ofVdcs(world: World): readonly Route[] {
  const lists: readonly (readonly [string, string, readonly JsonObject[]])[] = [
    ['1.0.0/vdcs/{urn}/capabilities', 'VdcCapability', vdcCapabilities],
    ['1.0.0/vdcs/{urn}/computePolicies', 'VdcComputePolicy', []],
    ['2.0.0/vdcs/{urn}/computePolicies', 'VdcComputePolicy2', []],
  ];
  return lists.map(([path, model, all]) =>
    user('GET', `/cloudapi/${path}`, (call) => {
      findVdc(world, contextOf(world, call).caller, idFromHref(`/${call.params['urn']?.split(':').at(-1)}`));
      return pageReply(call, model, all);
    }),
  );
}

/** The installation itself: one site of one cell. */
function installation(world: World): readonly Route[] {
  const { inventory } = world;
  const siteId = `urn:vcloud:site:${inventory.systemOrg.id}`;
  return [
    user('GET', `${root}/site`, (call) =>
      json(200, {
        id: siteId,
        name: 'vcdsim',
        restEndpoint: `${call.base}/api`,
        uiEndpoint: call.base,
        localSite: true,
        multisiteEnabled: false,
        org: pointTo(referTo.org(inventory.systemOrg)),
      }),
    ),
    administrator('GET', `${root}/cells`, (call) =>
      pageReply(call, 'Cell', [
        {
          id: `urn:vcloud:cell:${inventory.systemOrg.id}`,
          name: 'vcdsim',
          isActive: true,
          productVersion: inventory.product.split(' ')[0],
          primaryIp: call.request.localAddress,
        },
      ]),
    ),
  ];
}
