import type { TemplateSource } from '../model.ts';
import type { XmlElement } from '#xml/xml-element.ts';
import { childOf, childrenOf, descendantOf } from '../xml/xml-element.ts';
import {
  childText,
  expectRoot,
  requiredAttribute,
  requiredId,
  requiredNumber,
  wholeNumber,
} from './reading.ts';
import { nicAdapterOf } from './read-hardware.ts';

/** A `VAppTemplate` and the first VM in it (vCloud API, vApp templates); undefined as long as it has none. */
export function readTemplateSource(root: XmlElement): TemplateSource | undefined {
  const template = expectRoot(root, 'VAppTemplate');
  const vm = descendantOf(template, 'Children', 'Vm');
  const status = requiredNumber(template, 'status');
  if (!vm) return undefined;
  const section = childOf(vm, 'NetworkConnectionSection');
  const connections = section ? childrenOf(section, 'NetworkConnection') : [];
  const indexOf = (connection: XmlElement | undefined) =>
    wholeNumber(connection && childText(connection, 'NetworkConnectionIndex'));
  const primaryNicIndex =
    wholeNumber(section && childText(section, 'PrimaryNetworkConnectionIndex')) ??
    indexOf(connections[0]) ??
    0;
  const primary = connections.find((connection) => indexOf(connection) === primaryNicIndex);
  return {
    vAppTemplateId: requiredId(template),
    status,
    vmId: requiredId(vm),
    vmName: requiredAttribute(vm, 'name'),
    primaryNicIndex,
    nicAdapter:
      (primary && childText(primary, 'NetworkAdapterType')) || nicAdapterOf(vm, primaryNicIndex) || undefined,
  };
}
