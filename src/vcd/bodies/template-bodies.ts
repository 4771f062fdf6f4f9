import { paths, type Href } from '../hrefs.ts';
import { mediaType } from '../media-types.ts';
import type { Named } from '../model.ts';
import type { NewImageVApp } from '../catalogs.ts';
import { ovf, vcloud, writeXml } from '../xml/write-xml.ts';
import { networkConfigSection } from './network-config-section.ts';
import { sourcedItem } from './sourced-item.ts';

/** `UploadVAppTemplateParams`: what an upload begins with. */
export function uploadBody(item: { readonly name: string; readonly description: string }): string {
  return writeXml(
    vcloud('UploadVAppTemplateParams', { name: item.name }, vcloud('Description', {}, item.description)),
  );
}

/** `InstantiateVAppTemplateParams`: one machine in a vApp of its name, nothing deployed (contract of CSE 1.2.7, section 9.5). */
export function instantiateBody(vApp: NewImageVApp, href: Href): string {
  return writeXml(
    vcloud(
      'InstantiateVAppTemplateParams',
      { name: vApp.vm.name, deploy: 'false', powerOn: 'false' },
      vcloud('Description', {}, vApp.description),
      vcloud('InstantiationParams', {}, networkConfigSection(vApp.network, href)),
      vcloud('Source', {
        href: href(paths.vAppTemplate(vApp.vAppTemplateId)),
        id: `urn:vcloud:vapptemplate:${vApp.vAppTemplateId}`,
        type: mediaType.vAppTemplate,
      }),
      sourcedItem(vApp.vm, href),
      vcloud('AllEULAsAccepted', {}, 'true'),
    ),
  );
}

/** `CaptureVAppParams`: guests of the template are customized when they are copied; it may take the place of another. */
export function captureBody(
  capture: {
    readonly name: string;
    readonly description: string;
    readonly vAppId: string;
    readonly replaces: Named | undefined;
  },
  href: Href,
): string {
  const { replaces } = capture;
  return writeXml(
    vcloud(
      'CaptureVAppParams',
      { name: capture.name },
      vcloud('Description', {}, capture.description),
      vcloud('Source', { href: href(paths.vApp(capture.vAppId)), type: mediaType.vApp }),
      vcloud(
        'CustomizationSection',
        {},
        ovf('Info', {}, 'Customization of what is made of the template'),
        vcloud('CustomizeOnInstantiate', {}, 'true'),
      ),
      replaces &&
        vcloud('TargetCatalogItem', {
          href: href(paths.catalogItem(replaces.id)),
          id: `urn:vcloud:catalogitem:${replaces.id}`,
          type: mediaType.catalogItem,
          name: replaces.name,
        }),
    ),
  );
}
