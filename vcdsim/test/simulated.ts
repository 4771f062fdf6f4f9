import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import type { Exchange, Simulator, SimulatorOptions } from '../src/index.ts';
import { startVcdsim } from '../src/index.ts';
import type { XmlElement } from '../src/xml/read.ts';
import { attributeOf, parseXml } from '../src/xml/read.ts';
import type { VcdSchemas } from '../../test/support/vcd-schemas.ts';
import { noVcdSchemas, openVcdSchemas } from '../../test/support/vcd-schemas.ts';

export const xmlns =
  'xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" ' +
  'xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" ' +
  'xmlns:vmw="http://www.vmware.com/schema/ovf" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** An answer, with its body parsed where it is XML. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The root of an XML body. Throws where there is none. */
  readonly root: XmlElement;
}

/** Somebody who is logged in and speaks XML at one version. */
export interface Client {
  readonly token: string;
  readonly send: (
    method: string,
    pathOrHref: string,
    body?: string,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  readonly get: (pathOrHref: string) => Promise<Answer>;
  /** Polls until the task has ended, and gives its last document. */
  readonly taskEnd: (task: XmlElement) => Promise<XmlElement>;
  /** Sends, expects 202 and waits for success. */
  readonly done: (method: string, pathOrHref: string, body?: string) => Promise<XmlElement>;
}

/** A simulator for one test, whose every XML answer is held against the published schemas when it stops. */
export interface TestSimulator extends AsyncDisposable {
  readonly sim: Simulator;
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  readonly login: (userAtOrg: string, version?: string) => Promise<Client>;
}

let schemas: VcdSchemas | undefined | 'not looked for' = 'not looked for';

export async function simulated(t: TestContext, options: SimulatorOptions = {}): Promise<TestSimulator> {
  const exchanges: Exchange[] = [];
  const sim = await startVcdsim({ seed: 7, ...options, onExchange: (exchange) => exchanges.push(exchange) });
  return {
    sim,
    url: sim.url,
    exchanges,
    login: async (userAtOrg, version = '37.0') => login(sim.url, userAtOrg, version),
    [Symbol.asyncDispose]: async () => {
      await sim[Symbol.asyncDispose]();
      // A file opens them once: compiling takes longer than most tests.
      if (schemas === 'not looked for') schemas = openVcdSchemas();
      if (schemas === undefined) {
        t.diagnostic(noVcdSchemas);
        return;
      }
      for (const { method, path, status, responseHeaders, responseBody } of exchanges) {
        if (!responseBody.startsWith('<?xml')) continue;
        const faults = schemas.validate(responseBody);
        const type = responseHeaders['Content-Type'] ?? '';
        assert.deepEqual(faults, [], `${method} ${path} answered ${status} ${type}:\n${responseBody}`);
      }
    },
  };
}

export function basic(userAtOrg: string, password = 'secret'): string {
  return `Basic ${Buffer.from(`${userAtOrg}:${password}`).toString('base64')}`;
}

async function login(url: string, userAtOrg: string, version: string): Promise<Client> {
  const accept = `application/*+xml;version=${version}`;
  const headers = { accept, authorization: basic(userAtOrg) };
  const session = await fetch(`${url}/api/sessions`, { method: 'POST', headers });
  assert.equal(session.status, 200, await session.text());
  const token = session.headers.get('x-vcloud-authorization') ?? '';
  const send: Client['send'] = async (method, pathOrHref, body, extra = {}) => {
    const target = pathOrHref.startsWith('/') ? url + pathOrHref : pathOrHref;
    const response = await fetch(target, {
      method,
      headers: { accept, 'x-vcloud-authorization': token, ...extra },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      get root() {
        return parseXml(text);
      },
    };
  };
  const get: Client['get'] = async (pathOrHref) => send('GET', pathOrHref);
  const taskEnd: Client['taskEnd'] = async (task) => {
    for (;;) {
      const { root } = await get(hrefOf(task));
      if (!['queued', 'running'].includes(attributeOf(root, 'status') ?? '')) return root;
      await sleep(2);
    }
  };
  const done: Client['done'] = async (method, pathOrHref, body) => {
    const answer = await send(method, pathOrHref, body);
    assert.equal(answer.status, 202, answer.text);
    const task = await taskEnd(answer.root);
    assert.equal(attributeOf(task, 'status'), 'success', JSON.stringify(task));
    return task;
  };
  return { token, send, get, taskEnd, done };
}

export function hrefOf(element: XmlElement | undefined): string {
  const href = attributeOf(element, 'href');
  assert.ok(href, 'an element without href');
  return href;
}

/** Every element below (and the root itself) of a local name. */
export function all(root: XmlElement, name: string): readonly XmlElement[] {
  const below = root.children.flatMap((child) => all(child, name));
  return root.name === name ? [root, ...below] : below;
}

/** The first element of a local name. Throws where there is none. */
export function first(root: XmlElement, name: string): XmlElement {
  const [found] = all(root, name);
  assert.ok(found, `no ${name} in ${root.name}`);
  return found;
}

/** The href of a link by relation and, where given, the end of its type and its name. */
export function linkTo(root: XmlElement, rel: string, type?: string, name?: string): string {
  const link = root.children.find(
    (child) =>
      child.name === 'Link' &&
      attributeOf(child, 'rel') === rel &&
      (type === undefined || attributeOf(child, 'type') === type) &&
      (name === undefined || attributeOf(child, 'name') === name),
  );
  assert.ok(link, `no link ${rel} ${type ?? ''} in ${root.name}`);
  return hrefOf(link);
}

/** The error of an answer: status, code and text without the request id. */
export function errorOf(answer: Answer): {
  readonly status: number;
  readonly code: string;
  readonly message: string;
} {
  const message = attributeOf(answer.root, 'message') ?? '';
  assert.match(message, /^\[ [\w-]+ \] /);
  return {
    status: answer.status,
    code: attributeOf(answer.root, 'minorErrorCode') ?? '',
    message: message.replace(/^\[ [\w-]+ \] /, ''),
  };
}
