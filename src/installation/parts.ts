import type { Part, Site } from './part.ts';
import { brokerSettingsPart } from './parts/broker-settings.ts';
import { catalogPart, catalogSharingPart } from './parts/catalog.ts';
import { exchangePart } from './parts/exchange.ts';
import { extensionPart } from './parts/extension.ts';
import { rightsPart } from './parts/rights.ts';
import { templatePlacePart } from './parts/template-place.ts';

/** What the service needs, each after what it stands on; taken away in the opposite order. */
export function partsOf(site: Site): readonly Part[] {
  return [
    exchangePart(site),
    brokerSettingsPart(site),
    extensionPart(site),
    rightsPart(site),
    templatePlacePart(site),
    catalogPart(site),
    catalogSharingPart(site),
  ];
}
