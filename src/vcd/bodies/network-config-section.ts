import type { XmlElement } from '#xml/xml-element.ts';
import { paths, type Href } from '../hrefs.ts';
import { mediaType } from '../media-types.ts';
import type { Named } from '../model.ts';
import { ovf, vcloud } from '../xml/write-xml.ts';

/** The one network of a vApp: an organization network, bridged, under its own name. */
export function networkConfigSection(network: Named, href: Href): XmlElement {
  return vcloud(
    'NetworkConfigSection',
    {},
    ovf('Info', {}, 'Networks of the vApp'),
    vcloud(
      'NetworkConfig',
      { networkName: network.name },
      vcloud(
        'Configuration',
        {},
        vcloud('ParentNetwork', {
          href: href(paths.network(network.id)),
          id: `urn:vcloud:network:${network.id}`,
          type: mediaType.network,
          name: network.name,
        }),
        vcloud('FenceMode', {}, 'bridged'),
      ),
    ),
  );
}
