import { startScriptedServer, type ScriptedAnswer, type SeenRequest } from './scripted-server.ts';

/** What one method of vCenter answers: the inside of its response element, a whole answer, or `hangUp`. */
export type VimAnswer = string | Exclude<ScriptedAnswer, string>;

/** A vCenter that plays a script. `methods` is what was called, in order, the files sent and fetched too. */
export interface ScriptedVCenter extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  methods(): readonly string[];
}

const nothing = '';

/** Answers in the shape of a vCenter 7, with the session cookie `"s1"` at the first login, `"s2"` at the second. */
export async function startScriptedVCenter(
  script: (method: string, request: SeenRequest) => VimAnswer | undefined,
): Promise<ScriptedVCenter> {
  let logins = 0;
  const server = await startScriptedServer((request) => {
    const method = methodOf(request);
    const answer = script(method, request) ?? defaultAnswer(method, () => (logins += 1));
    return typeof answer === 'string' && answer !== 'hangUp' ? vimReply(method, answer) : answer;
  });
  return {
    url: server.url,
    seen: server.seen,
    methods: () => server.seen.map(methodOf),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** A success with this inside of the response element. */
export function vimReply(
  method: string,
  content: string,
  headers: Readonly<Record<string, string>> = {},
): Exclude<ScriptedAnswer, string> {
  return {
    status: 200,
    headers,
    body: enveloped(`<${method}Response xmlns="urn:vim25">${content}</${method}Response>`),
  };
}

/** A fault as vCenter sends it: HTTP 500, its type named at the one element of the detail. */
export function vimFault(type: string, fields = '', words = ''): Exclude<ScriptedAnswer, string> {
  const detail = `<${type}Fault xmlns="urn:vim25" xsi:type="${type}">${fields}</${type}Fault>`;
  const fault = `<faultcode>ServerFaultCode</faultcode><faultstring>${words}</faultstring><detail>${detail}</detail>`;
  return { status: 500, body: enveloped(`<soapenv:Fault>${fault}</soapenv:Fault>`) };
}

/** Properties of one object. A prefix other than `xsi`, which some servers use for the types of values. */
export function vimProperties(values: Readonly<Record<string, string>>, missing = ''): string {
  const set = Object.entries(values)
    .map(([name, value]) => `<propSet><name>${name}</name><val i:type="xsd:string">${value}</val></propSet>`)
    .join('');
  return `<returnval xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><objects><obj type="X">x</obj>${set}${missing}</objects></returnval>`;
}

function defaultAnswer(method: string, countLogin: () => number): VimAnswer {
  switch (method) {
    case 'RetrieveServiceContent':
      return (
        '<returnval><propertyCollector type="PropertyCollector">pc</propertyCollector>' +
        '<about><name>VMware vCenter Server</name><fullName>VMware vCenter Server 7.0.3 build-1</fullName>' +
        '<apiType>VirtualCenter</apiType><apiVersion>7.0.3.0</apiVersion></about>' +
        '<sessionManager type="SessionManager">SessionManager</sessionManager>' +
        '<guestOperationsManager type="GuestOperationsManager">gom</guestOperationsManager></returnval>'
      );
    case 'Login':
      return vimReply('Login', '<returnval><key>k</key></returnval>', {
        'set-cookie': `vmware_soap_session="s${countLogin()}"; Path=/; HttpOnly;`,
      });
    case 'RetrievePropertiesEx':
      return vimProperties({ processManager: 'gpm', fileManager: 'gfm' });
    case 'PUT':
    case 'GET':
      return { status: 200 };
    default:
      return nothing;
  }
}

/** A file has no method but its HTTP one. */
function methodOf({ method, body }: SeenRequest): string {
  if (method !== 'POST') return method;
  return /<soapenv:Body><(\w+)>/.exec(body)?.[1] ?? body;
}

function enveloped(content: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<soapenv:Envelope ' +
    'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ' +
    `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${content}</soapenv:Body></soapenv:Envelope>`
  );
}
