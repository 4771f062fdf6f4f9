import { mediaTypes } from '../documents/media-types.ts';
import { absolute, link } from '../documents/references.ts';
import { badRequest, forbidden } from '../http/api-error.ts';
import type { SessionCall } from '../http/exchange.ts';
import { document } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { user } from '../http/router.ts';
import { findVdc } from '../operations/access.ts';
import type { QueryType } from '../query/query-types.ts';
import { queryTypes } from '../query/query-types.ts';
import type { QueryFormat } from '../query/run-query.ts';
import { formatTypes, readParameters, runQuery } from '../query/run-query.ts';
import type { World } from '../world.ts';
import { el } from '../xml/write.ts';
import { contextOf } from './task-answers.ts';

// Queries with a path of their own, and the types behind them.
const packaged: Readonly<Record<string, string>> = {
  '/api/catalogs/query': 'catalog',
  '/api/vApps/query': 'vApp',
  '/api/vms/query': 'vm',
  '/api/catalogItems/query': 'catalogItem',
  '/api/vAppTemplates/query': 'vAppTemplate',
  '/api/admin/orgs/query': 'organization',
  '/api/admin/vdcs/query': 'adminOrgVdc',
  '/api/admin/roles/query': 'role',
  '/api/admin/users/query': 'user',
  '/api/admin/rights/query': 'right',
  '/api/admin/extension/vapps/query': 'adminVApp',
  '/api/admin/extension/vms/query': 'adminVM',
  '/api/admin/extension/service/query': 'adminService',
};

// What belongs to one VDC, by its path, and the types behind it.
const ofVdc: Readonly<Record<string, string>> = { networks: 'orgVdcNetwork', edgeGateways: 'edgeGateway' };

/** vCloud API, the query service. */
export function queryRoutes(world: World): readonly Route[] {
  return [
    user('GET', '/api/query', (call) => {
      const parameters = readParameters(call.request.query ?? '');
      if (parameters.type !== undefined) return answer(world, call, parameters.type, parameters);
      if (call.request.query) throw badRequest('The query has no type.');
      return queryList(world, call);
    }),
    ...Object.entries(packaged).map(([path, type]) =>
      user('GET', path, (call) => answer(world, call, type, readParameters(call.request.query ?? ''))),
    ),
    ...Object.entries(ofVdc).map(([path, type]) =>
      user('GET', `/api/admin/vdc/{id}/${path}`, (call) => {
        const vdc = findVdc(world, contextOf(world, call).caller, call.params['id'] ?? '');
        const { query = '' } = call.request;
        const own = type === 'edgeGateway' ? query : `${query}&filter=vdc==${vdc.id}`;
        return answer(world, call, type, readParameters(own));
      }),
    ),
  ];
}

function answer(
  world: World,
  call: SessionCall,
  typeName: string,
  parameters: ReturnType<typeof readParameters>,
) {
  const { caller, view } = contextOf(world, call);
  const type = queryTypes.find((known) => known.name === typeName);
  if (!type) throw badRequest(`The query type ${typeName} is not known.`);
  if (type.access === 'administrator' && !caller.administrator) throw forbidden();
  const { session, request } = call;
  world.rights.require({ session, operation: `query ${typeName}`, body: request.body });
  if (!formatsOf(type).includes(parameters.format)) throw badRequest(`${typeName} has no references.`);
  return document(200, formatTypes[parameters.format], runQuery({ world, caller, view }, type, parameters));
}

/** A type that is not listed cannot be used by old clients: administrators' types are listed for them alone. */
function queryList(world: World, call: SessionCall) {
  const { caller, view } = contextOf(world, call);
  const isListed = (type: QueryType): boolean => type.access === 'everyone' || caller.administrator;
  const links = queryTypes
    .filter(isListed)
    .flatMap((type) =>
      formatsOf(type).map((format) =>
        link(view, 'down', `/api/query?type=${type.name}&format=${format}`, formatTypes[format], type.name),
      ),
    );
  const body = el('QueryList', { href: absolute(view, '/api/query'), type: mediaTypes.queryList }, links);
  return document(200, mediaTypes.queryList, body);
}

function formatsOf(type: QueryType): readonly QueryFormat[] {
  // The keys of that table are the formats.
  const formats = Object.keys(formatTypes) as QueryFormat[];
  return type.reference === undefined ? formats.filter((format) => format !== 'references') : formats;
}
