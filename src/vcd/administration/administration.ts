import type { Href } from '../hrefs.ts';
import type { ServiceCalls } from '../service-calls.ts';
import { extensionCalls } from './extension-calls.ts';
import { organizationCalls } from './organization-calls.ts';
import type { VcdAdministration } from './vcd-administration.ts';

/** `VcdAdministration` over the XML API, with the session that `calls` has. */
export function administrationOf(calls: ServiceCalls, href: Href): VcdAdministration {
  return { ...extensionCalls(calls), ...organizationCalls(calls, href) };
}
