import { vcloud, writeXml } from '../xml/write-xml.ts';

/** `UndeployVAppParams` that pulls the plug: a guest that hangs must not keep its VM. */
export function undeployBody(): string {
  return writeXml(vcloud('UndeployVAppParams', {}, vcloud('UndeployPowerAction', {}, 'powerOff')));
}
