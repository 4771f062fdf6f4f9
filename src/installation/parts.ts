import type { Part, Site } from './part.ts';
import { brokerSettingsPart } from './parts/broker-settings.ts';
import { catalogPart, catalogSharingPart } from './parts/catalog.ts';
import { exchangePart } from './parts/exchange.ts';
import { extensionPart } from './parts/extension.ts';
import { rightsPart } from './parts/rights.ts';
import { rolePart } from './parts/role.ts';
import { templatePlacePart } from './parts/template-place.ts';
import type { ServiceRole } from './service-role.ts';

/** The role of the service account, under a name of the operator's choice. */
export interface NamedRole {
  readonly name: string;
  readonly rights: ServiceRole;
}

/** What the service needs, each after what it stands on; taken away in the opposite order. */
export function partsOf(site: Site, role?: NamedRole): readonly Part[] {
  return [
    exchangePart(site),
    brokerSettingsPart(site),
    extensionPart(site),
    rightsPart(site),
    templatePlacePart(site),
    catalogPart(site),
    catalogSharingPart(site),
    ...(role ? [rolePart(site, role.name, role.rights)] : []),
  ];
}
