import { vcloud, writeXml } from '../xml/write-xml.ts';

/** `UndeployVAppParams`: pulls the plug, or asks the guests through their tools to shut down. */
export function undeployBody(action: 'powerOff' | 'shutdown'): string {
  return writeXml(vcloud('UndeployVAppParams', {}, vcloud('UndeployPowerAction', {}, action)));
}
