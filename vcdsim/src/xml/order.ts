import { badRequest } from '../http/api-error.ts';
import { namespaces } from './namespaces.ts';
import type { XmlElement } from './read.ts';

/**
 * Children of the vCloud namespace have to come in the schema's order, as vCD's own binding wants it.
 * Throws 400 with its wording.
 */
export function checkOrder(element: XmlElement, order: readonly string[]): void {
  let position = 0;
  for (const child of element.children) {
    if (child.namespace !== namespaces['']) continue;
    const found = order.indexOf(child.name);
    if (found < position) {
      const expected = order.slice(position).map((name) => `"${namespaces['']}":${name}`);
      throw badRequest(
        `Bad request - Unexpected JAXB Exception - cvc-complex-type.2.4.a: Invalid content was found starting with element '${child.name}'. One of '{${expected.join(', ')}}' is expected.`,
      );
    }
    position = found;
  }
}

const creationParams = ['VCloudExtension', 'Description', 'VAppParent', 'InstantiationParams'];

/** Schema order of the request bodies that are checked. */
export const schemaOrder = {
  composeVAppParams: [...creationParams, 'SourcedItem', 'CreateItem', 'AllEULAsAccepted'],
  recomposeVAppParams: [
    ...creationParams,
    'SourcedItem',
    'CreateItem',
    'AllEULAsAccepted',
    'DeleteItem',
    'ReconfigureItem',
  ],
  sourcedItem: [
    'VCloudExtension',
    'Source',
    'VmGeneralParams',
    'VAppScopedLocalId',
    'InstantiationParams',
    'NetworkAssignment',
    'StorageProfile',
    'LocalityParams',
    'ComputePolicy',
    'VmCapabilities',
  ],
  vmGeneralParams: ['VCloudExtension', 'Name', 'Description', 'NeedsCustomization', 'RegenerateBiosUuid'],
  networkConnection: [
    'VCloudExtension',
    'NetworkConnectionIndex',
    'IpAddress',
    'ExternalIpAddress',
    'IsConnected',
    'MACAddress',
    'IpAddressAllocationMode',
    'NetworkAdapterType',
  ],
  metadataEntry: ['VCloudExtension', 'Link', 'Domain', 'Key', 'Value', 'TypedValue'],
  task: [
    'VCloudExtension',
    'Link',
    'Description',
    'Tasks',
    'Owner',
    'Error',
    'User',
    'Organization',
    'Progress',
    'Params',
    'Details',
    'Result',
  ],
} as const;
