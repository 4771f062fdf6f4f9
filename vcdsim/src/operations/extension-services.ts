import { ApiError, badRequest, duplicateName, invalidState, noAccess } from '../http/api-error.ts';
import type { Right } from '../inventory/people.ts';
import type { ApiFilter, ExtensionService } from '../inventory/extension-entities.ts';
import { uuidOf } from '../random.ts';
import { systemAdministrator } from '../rights/predefined-roles.ts';
import type { World } from '../world.ts';
import type { XmlElement } from '../xml/read.ts';
import { booleanOf, childOf, childrenOf, textOf } from '../xml/read.ts';
import { readName } from './catalogs.ts';

/** The extension API of vCD, Service: it takes calls as soon as it is there. Throws 400 for a name that is taken. */
export function registerService(world: World, body: XmlElement): ExtensionService {
  return put(world, {
    priority: 50,
    vendor: '',
    apiFilters: [],
    enabled: false,
    authorizationEnabled: false,
    ...readService(world, body, []),
    id: world.random.uuid(),
    rightIds: [],
  });
}

/** What the body does not say stays, the filters too. */
export function updateService(world: World, service: ExtensionService, body: XmlElement): ExtensionService {
  return put(world, { ...service, ...readService(world, body, service.apiFilters) });
}

/** Its rights stay, until somebody clears those that no service has. Throws 400 for a service that is enabled. */
export function removeService({ inventory }: World, service: ExtensionService): void {
  if (service.enabled) {
    throw invalidState(`The service "${service.name}" has to be disabled before it can be deleted.`);
  }
  inventory.services.delete(service.id);
}

function put({ inventory }: World, service: ExtensionService): ExtensionService {
  const { id, name, namespace } = service;
  for (const other of inventory.services.values()) {
    if (other.id !== id && other.name === name && other.namespace === namespace) throw duplicateName(name);
  }
  inventory.services.set(id, service);
  return service;
}

type ServiceWish = Pick<ExtensionService, 'name' | 'namespace' | 'routingKey' | 'exchange'> &
  Partial<ExtensionService>;

function readService(world: World, body: XmlElement, known: readonly ApiFilter[]): ServiceWish {
  const filters = childOf(body, 'ApiFilters', 'vmext');
  const enabled = booleanOf(textOf(body, 'Enabled', 'vmext'));
  const authorizationEnabled = booleanOf(textOf(body, 'AuthorizationEnabled', 'vmext'));
  const priority = textOf(body, 'Priority', 'vmext');
  const vendor = textOf(body, 'Vendor', 'vmext');
  return {
    name: readName(body),
    namespace: required(body, 'Namespace'),
    routingKey: required(body, 'RoutingKey'),
    exchange: required(body, 'Exchange'),
    ...(enabled === undefined ? {} : { enabled }),
    ...(authorizationEnabled === undefined ? {} : { authorizationEnabled }),
    ...(priority === undefined ? {} : { priority: readPriority(priority) }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(filters === undefined
      ? {}
      : {
          apiFilters: childrenOf(filters, 'ApiFilter', 'vmext').map((filter) =>
            readFilter(world, filter, known),
          ),
        }),
  };
}

function required(body: XmlElement, name: string): string {
  const text = textOf(body, name, 'vmext');
  if (text) return text;
  throw badRequest(`validation error on field '${name}': may not be empty`);
}

function readPriority(text: string): number {
  const priority = Number(text);
  if (Number.isInteger(priority) && priority >= 0 && priority <= 100) return priority;
  throw badRequest(`validation error on field 'Priority': ${text} is not a number from 0 to 100`);
}

/** A filter that was there before keeps its id. Throws 400 for a pattern that is no regular expression. */
function readFilter(world: World, body: XmlElement, known: readonly ApiFilter[]): ApiFilter {
  const urlPattern = required(body, 'UrlPattern');
  if (!isExpression(urlPattern)) {
    throw badRequest(`validation error on field 'UrlPattern': ${urlPattern} is not a regular expression`);
  }
  return known.find((filter) => filter.urlPattern === urlPattern) ?? { id: world.random.uuid(), urlPattern };
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}

/** Throws 403 for a service that is not there. */
export function findService({ inventory }: World, id: string): ExtensionService {
  const service = inventory.services.get(id);
  if (!service) throw noAccess('service', id);
  return service;
}

/** A filter with the service that it belongs to. */
export function findApiFilter({ inventory }: World, id: string) {
  for (const service of inventory.services.values()) {
    const filter = service.apiFilters.find((one) => one.id === id);
    if (filter) return { service, filter };
  }
  throw noAccess('apiFilter', id);
}

/** The extension API of vCD, ApiFilter: one more for a service. */
export function addApiFilter(world: World, service: ExtensionService, body: XmlElement): ApiFilter {
  const filter = readFilter(world, body, service.apiFilters);
  const others = service.apiFilters.filter(({ id }) => id !== filter.id);
  put(world, { ...service, apiFilters: [...others, filter] });
  return filter;
}

/** Another pattern for a filter, or none: the filter goes. */
export function changeApiFilter(world: World, id: string, body: XmlElement | undefined): void {
  const { service } = findApiFilter(world, id);
  const apiFilters = service.apiFilters.flatMap((filter) => {
    if (filter.id !== id) return [filter];
    return body ? [{ id, urlPattern: readFilter(world, body, []).urlPattern }] : [];
  });
  put(world, { ...service, apiFilters });
}

/**
 * The extension API of vCD, Right of a service: its name gets the namespace in braces in front. System administrators have
 * it at once. Throws 400 for a right that exists; CSE compares that text.
 */
export function registerRight(world: World, service: ExtensionService, body: XmlElement): Right {
  const { inventory } = world;
  const name = `{${service.namespace}}:${readName(body)}`;
  const id = uuidOf('right', name);
  if (inventory.rights.has(id)) {
    throw new ApiError(400, 'BAD_REQUEST', `Right with name "${name}" already exists.`);
  }
  const right: Right = {
    id,
    name,
    description: textOf(body, 'Description') ?? '',
    category: textOf(body, 'Category') ?? '',
    bundleKey: textOf(body, 'BundleKey') ?? '',
  };
  inventory.rights.set(id, right);
  put(world, { ...service, rightIds: [...service.rightIds, id] });
  for (const role of inventory.roles.values()) {
    if (role.kind === 'system' && role.name === systemAdministrator) role.rightIds.add(id);
  }
  return right;
}

/** Takes away, from roles too, every right that was registered by a service that is there no more. */
export function clearUnusedRights({ inventory }: World): void {
  const namespaces = new Set([...inventory.services.values()].map((service) => service.namespace));
  for (const { id, name } of inventory.rights.values()) {
    const namespace = /^\{([^}]*)\}:/.exec(name)?.[1];
    if (namespace === undefined || namespaces.has(namespace)) continue;
    inventory.rights.delete(id);
    for (const role of inventory.roles.values()) role.rightIds.delete(id);
  }
}
