import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { XmlElement } from '../src/xml/read.ts';
import { attributeOf, parseXml } from '../src/xml/read.ts';
import { all, first } from './simulated.ts';

/** A SOAP fault: the type in its detail. */
export class SoapFault extends Error {
  override readonly name = 'SoapFault';
  readonly type: string;
  readonly detail: XmlElement;

  constructor(detail: XmlElement, message: string) {
    super(`${detail.name}: ${message}`);
    this.type = attributeOf(detail, 'type', 'xsi') ?? '';
    this.detail = detail;
  }
}

/** Somebody who calls the vSphere API, over plain HTTP. */
export class VimClient {
  readonly url: string;
  cookie = '';
  /** VM and account that guest operations are for. */
  moref = '';
  password = 'simulated';

  constructor(url: string) {
    this.url = url;
  }

  /** Calls a method of a managed object; the answer's `returnval`s. Throws `SoapFault`. */
  async call(method: string, self: string, id: string, body = ''): Promise<readonly XmlElement[]> {
    const response = await fetch(`${this.url}/sdk`, {
      method: 'POST',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: 'urn:vim25/6.7',
        cookie: this.cookie,
      },
      body: `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><${method} xmlns="urn:vim25">
<_this type="${self}">${id}</_this>${body}</${method}></soapenv:Body></soapenv:Envelope>`,
    });
    this.cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? this.cookie;
    const root = parseXml(await response.text());
    if (response.status === 200) return first(root, `${method}Response`).children;
    assert.equal(response.status, 500);
    const [detail] = first(root, 'detail').children;
    assert.ok(detail);
    throw new SoapFault(detail, first(root, 'faultstring').text);
  }

  async login(user = 'administrator@vsphere.local', password = 'secret'): Promise<void> {
    const names = `<userName>${user}</userName><password>${password}</password>`;
    await this.call('Login', 'SessionManager', 'SessionManager', names);
  }

  /** Values by path, of every object that the specification finds; what is missing has the name of its fault. */
  async properties(type: string, paths: readonly string[], objectSet: string, options = '') {
    const spec = `<specSet><propSet><type>${type}</type>${paths.map((path) => `<pathSet>${path}</pathSet>`).join('')}</propSet>
<objectSet>${objectSet}</objectSet></specSet><options>${options}</options>`;
    return readPage(await this.call('RetrievePropertiesEx', 'PropertyCollector', 'propertyCollector', spec));
  }

  async vmProperty(path: string): Promise<string | undefined> {
    const { objects } = await this.properties(
      'VirtualMachine',
      [path],
      `<obj type="VirtualMachine">${this.moref}</obj>`,
    );
    return objects[0]?.values[path];
  }

  /** A method of a guest operations manager on the VM. */
  async guest(
    manager: 'Auth' | 'File' | 'Process',
    method: string,
    body = '',
  ): Promise<readonly XmlElement[]> {
    const auth = `<vm type="VirtualMachine">${this.moref}</vm><auth xsi:type="NamePasswordAuthentication">
<interactiveSession>false</interactiveSession><username>root</username><password>${this.password}</password></auth>`;
    return this.call(method, `Guest${manager}Manager`, `guestOperations${manager}Manager`, auth + body);
  }

  async start(path: string, words = ''): Promise<number> {
    const spec = `<spec xsi:type="GuestProgramSpec"><programPath>${path}</programPath><arguments>${words}</arguments></spec>`;
    const [pid] = await this.guest('Process', 'StartProgramInGuest', spec);
    return Number(pid?.text);
  }

  /** `running`, an exit code, or undefined for a process that nobody knows. */
  async look(pid: number): Promise<number | 'running' | undefined> {
    const [process] = await this.guest('Process', 'ListProcessesInGuest', `<pids>${pid}</pids>`);
    if (!process) return undefined;
    const ended = all(process, 'endTime').length > 0;
    assert.equal(all(process, 'exitCode').length, ended ? 1 : 0);
    return ended ? Number(first(process, 'exitCode').text) : 'running';
  }

  /** Runs a program to its end. */
  async run(path: string, words = ''): Promise<number> {
    const pid = await this.start(path, words);
    for (;;) {
      const code = await this.look(pid);
      assert.notEqual(code, undefined, 'the process is gone');
      if (typeof code === 'number') return code;
      await sleep(5);
    }
  }

  async toolsRun(): Promise<void> {
    while ((await this.vmProperty('guest.toolsRunningStatus')) !== 'guestToolsRunning') await sleep(5);
  }

  async putUrl(path: string, size: number, attributes = '', overwrite = false): Promise<string> {
    const body = `<guestFilePath>${path}</guestFilePath>
<fileAttributes xsi:type="GuestPosixFileAttributes">${attributes}</fileAttributes><fileSize>${size}</fileSize>
<overwrite>${overwrite}</overwrite>`;
    const [url] = await this.guest('File', 'InitiateFileTransferToGuest', body);
    return url?.text ?? '';
  }

  async getUrl(path: string): Promise<string> {
    const body = `<guestFilePath>${path}</guestFilePath>`;
    const [information] = await this.guest('File', 'InitiateFileTransferFromGuest', body);
    assert.ok(information);
    return first(information, 'url').text;
  }

  async put(path: string, text: string, attributes?: string): Promise<void> {
    const url = await this.putUrl(path, Buffer.byteLength(text), attributes);
    assert.equal((await fetch(url, { method: 'PUT', body: text })).status, 200);
  }

  async get(path: string): Promise<string> {
    return (await fetch(await this.getUrl(path))).text();
  }
}

/** What a page of properties tells, and the token of the next. */
export function readPage(answer: readonly XmlElement[]) {
  const objects = answer
    .flatMap((page) => all(page, 'objects'))
    .map((content) => ({
      id: first(content, 'obj').text,
      values: {
        ...Object.fromEntries(
          all(content, 'propSet').map((set) => [first(set, 'name').text, first(set, 'val').text]),
        ),
        ...Object.fromEntries(
          all(content, 'missingSet').map((set) => {
            const [, fault] = all(set, 'fault');
            return [first(set, 'path').text, attributeOf(fault, 'type', 'xsi') ?? ''];
          }),
        ),
      } as Readonly<Record<string, string>>,
    }));
  const [page] = answer;
  return { objects, token: page && all(page, 'token')[0]?.text };
}

/** For `assert.rejects`: a fault of this type. */
export function faultOf(type: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof SoapFault, String(error));
    assert.equal(error.type, type, error.message);
    return true;
  };
}
