import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { connectVCenter, type VCenter } from '#vsphere/vcenter.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import {
  startScriptedVCenter,
  vimFault,
  vimProperties,
  vimReply,
  type VimAnswer,
} from '../../support/scripted-vcenter.ts';
import type { SeenRequest } from '../../support/scripted-server.ts';

const { signal } = new AbortController();
const target = { moRef: 'vm-57', login: { username: 'root', password: 'p<&>ä"w' } };
const { log, lines } = recordedLog();

/** A client of a vCenter that answers by the script; both end with the test. */
async function stage(
  script: (method: string, request: SeenRequest) => VimAnswer | undefined = () => undefined,
) {
  await using opening = new AsyncDisposableStack();
  const server = opening.use(await startScriptedVCenter(script));
  const account = { username: 'svc@vsphere.local', password: 'vc-secret' };
  const trust = { kind: 'systemAuthorities' } as const;
  const vCenter: VCenter = opening.use(
    connectVCenter({ url: new URL(server.url), name: 'vc1', ...account, trust, log }),
  );
  const open = opening.move();
  return { server, vCenter, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a session', () => {
  test('is opened once, used by all, and closed', async () => {
    await using played = await stage();
    const { server, vCenter } = played;
    await Promise.all([
      vCenter.about(signal),
      vCenter.guestState('vm-57', signal),
      vCenter.guestState('vm-58', signal),
    ]);
    assert.deepEqual(await vCenter.about(signal), {
      apiType: 'VirtualCenter',
      fullName: 'VMware vCenter Server 7.0.3 build-1',
    });
    assert.deepEqual(server.methods(), [
      'RetrieveServiceContent',
      'Login',
      'RetrievePropertiesEx',
      'RetrievePropertiesEx',
    ]);
    const [content, login, properties] = server.seen;
    assert.equal(content?.headers['cookie'], undefined);
    assert.equal(login?.headers['cookie'], undefined);
    assert.equal(login?.headers['soapaction'], '"urn:vim25/6.5"');
    assert.equal(login?.headers['content-type'], 'text/xml; charset=utf-8');
    assert.match(
      login?.body ?? '',
      /<userName>svc@vsphere\.local<\/userName><password>vc-secret<\/password>/,
    );
    assert.equal(properties?.headers['cookie'], 'vmware_soap_session="s1"');
    const before = server.seen.length;
    await vCenter[Symbol.asyncDispose]();
    assert.deepEqual(server.methods().slice(before), ['Logout']);
  });

  for (const [how, ended] of [
    ['with a fault', vimFault('NotAuthenticated')],
    [
      'inside of a success',
      vimProperties(
        {},
        '<missingSet><path>runtime.powerState</path><fault><fault i:type="v:NotAuthenticated" xmlns:v="urn:vim25"/></fault></missingSet>',
      ),
    ],
  ] as const) {
    test(`that is over, told ${how}, is opened anew, once`, async () => {
      await using played = await stage((method, { headers }) =>
        method === 'RetrievePropertiesEx' && headers['cookie'] !== 'vmware_soap_session="s2"'
          ? ended
          : undefined,
      );
      await played.vCenter.guestState('vm-57', signal);
      assert.equal(played.server.methods().filter((method) => method === 'Login').length, 2);
    });
  }

  test('that is over again at once is the caller’s to see', async () => {
    await using played = await stage((method) =>
      method === 'RetrievePropertiesEx' ? vimFault('NotAuthenticated') : undefined,
    );
    await assert.rejects(played.vCenter.guestState('vm-57', signal), { kind: 'session' });
    assert.equal(played.server.methods().filter((method) => method === 'Login').length, 2);
  });

  test('that is refused says which entry to correct, and is not asked for again at once', async () => {
    await using played = await stage((method) => (method === 'Login' ? vimFault('InvalidLogin') : undefined));
    const refused = {
      kind: 'accountRefused',
      message:
        "vCenter vc1 refuses the account svc@vsphere.local. Correct username and password of the entry 'vc1' of `vcs`",
    };
    await assert.rejects(played.vCenter.about(signal), refused);
    await assert.rejects(played.vCenter.guestState('vm-57', signal), refused);
    assert.equal(played.server.methods().filter((method) => method === 'Login').length, 1);
  });

  test('is kept alive, and not any more when it is closed', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    await using played = await stage();
    await played.vCenter.about(signal);
    t.mock.timers.tick(10 * 60_000);
    await until(() => played.server.methods().includes('CurrentTime'));
    assert.equal(played.server.seen.at(-1)?.headers['cookie'], 'vmware_soap_session="s1"');
    await played.vCenter[Symbol.asyncDispose]();
    const before = played.server.seen.length;
    t.mock.timers.tick(10 * 60_000);
    assert.equal(played.server.seen.length, before);
  });

  test('that a caller gives up waiting for is opened for the others', async () => {
    await using played = await stage();
    const hasty = new AbortController();
    const given = played.vCenter.about(hasty.signal);
    const patient = played.vCenter.about(signal);
    hasty.abort(new Error('no time'));
    await assert.rejects(given, /no time/);
    assert.equal((await patient).apiType, 'VirtualCenter');
    assert.deepEqual(played.server.methods(), ['RetrieveServiceContent', 'Login']);
  });
});

describe('requests', () => {
  test('hold what the schema wants in its order, types without a prefix in their own namespace', async () => {
    await using played = await stage((method) =>
      method === 'StartProgramInGuest' ? '<returnval>4711</returnval>' : undefined,
    );
    const program = { path: '/bin/bash', arguments: '-c "echo <1>"' };
    assert.equal(await played.vCenter.startProgram(target, program, signal), 4711);
    const body = played.server.seen.at(-1)?.body ?? '';
    assert.match(
      body,
      /^<\?xml [^>]*>\n<soapenv:Envelope xmlns="urn:vim25" xmlns:soapenv="[^"]*" xmlns:xsi="[^"]*">/,
    );
    assert.match(
      body,
      new RegExp(
        '<StartProgramInGuest><_this type="GuestProcessManager">gpm</_this><vm type="VirtualMachine">vm-57</vm>' +
          '<auth xsi:type="NamePasswordAuthentication"><interactiveSession>false</interactiveSession>' +
          '<username>root</username><password>p&lt;&amp;&gt;ä"w</password></auth>' +
          '<spec xsi:type="GuestProgramSpec"><programPath>/bin/bash</programPath>' +
          '<arguments>-c "echo &lt;1&gt;"</arguments></spec></StartProgramInGuest>',
      ),
    );
  });

  test('never leave a password in the log', async () => {
    await using played = await stage((method) => (method === 'ListProcessesInGuest' ? 'hangUp' : undefined));
    await assert.rejects(played.vCenter.processes(target, [1], signal), { kind: 'unavailable' });
    assert.doesNotMatch(JSON.stringify(lines), /vc-secret|p<&>|vmware_soap_session/);
    assert.ok(lines.length > 0);
  });
});

describe('guests', () => {
  test('are seen from outside; what is not said is not so', async () => {
    const known: Record<string, string> = { 'runtime.powerState': 'poweredOn' };
    await using played = await stage((method, { body }) =>
      method === 'RetrievePropertiesEx' && body.includes('powerState') ? vimProperties(known) : undefined,
    );
    const off = { powerState: 'poweredOn', toolsRunningStatus: '', guestOperationsReady: false };
    assert.deepEqual(await played.vCenter.guestState('vm-57', signal), off);
    known['guest.toolsRunningStatus'] = 'guestToolsRunning';
    known['guest.guestOperationsReady'] = 'true';
    assert.deepEqual(await played.vCenter.guestState('vm-57', signal), {
      powerState: 'poweredOn',
      toolsRunningStatus: 'guestToolsRunning',
      guestOperationsReady: true,
    });
  });

  test('list processes: one with an end has ended, whatever its exit code', async () => {
    const one = (pid: number, more: string) =>
      `<returnval><name>bash</name><pid>${pid}</pid><owner>root</owner><cmdLine>bash x</cmdLine><startTime>2026-11-20T09:00:00Z</startTime>${more}</returnval>`;
    await using played = await stage((method) =>
      method === 'ListProcessesInGuest'
        ? one(1, '<exitCode>0</exitCode>') + one(2, '<endTime>2026-11-20T09:00:01Z</endTime>')
        : undefined,
    );
    const found = await played.vCenter.processes(target, [1, 2, 3], signal);
    assert.deepEqual(found, [
      { pid: 1, commandLine: 'bash x', ended: false },
      { pid: 2, commandLine: 'bash x', ended: true },
    ]);
    assert.match(played.server.seen.at(-1)?.body ?? '', /<pids>1<\/pids><pids>2<\/pids><pids>3<\/pids>/);
  });

  test('have a directory made, also where it is there', async () => {
    await using played = await stage((method) =>
      method === 'MakeDirectoryInGuest'
        ? vimFault('FileAlreadyExists', '<file>/var/lib/cse</file>')
        : undefined,
    );
    await played.vCenter.makeDirectory(target, '/var/lib/cse', signal);
    assert.match(played.server.seen.at(-1)?.body ?? '', /<createParentDirectories>true</);
  });
});

describe('files', () => {
  test('are sent to the URL that is given, by their size in bytes, without the session', async () => {
    await using played = await stage((method) =>
      method === 'InitiateFileTransferToGuest'
        ? '<returnval>http://*/guestFile?id=1&amp;token=t</returnval>'
        : undefined,
    );
    const content = Buffer.from('größer\n');
    await played.vCenter.putFile(target, { path: '/root/a.sh', permissions: 0o700, content }, signal);
    const [asked, sent] = played.server.seen.slice(-2);
    assert.match(
      asked?.body ?? '',
      /<guestFilePath>\/root\/a\.sh<\/guestFilePath><fileAttributes xsi:type="GuestPosixFileAttributes"><permissions>448<\/permissions><\/fileAttributes><fileSize>9<\/fileSize><overwrite>true<\/overwrite>/,
    );
    assert.equal(`${sent?.method} ${sent?.path}`, 'PUT /guestFile?id=1&token=t');
    assert.equal(sent?.headers['content-length'], '9');
    assert.equal(sent?.headers['cookie'], undefined);
    assert.equal(sent?.body, 'größer\n');
  });

  test('are fetched, and not when they are too long', async () => {
    let size = 5;
    await using played = await stage((method) => {
      if (method === 'GET') return { status: 200, body: 'hello' };
      if (method !== 'InitiateFileTransferFromGuest') return undefined;
      return `<returnval><size>${size}</size><url>http://*:80/guestFile?id=2</url></returnval>`;
    });
    assert.equal((await played.vCenter.fetchFile(target, '/f', 5, signal)).toString(), 'hello');
    await assert.rejects(played.vCenter.fetchFile(target, '/f', 4, signal), { kind: 'fileFault' });
    // Some servers do not know the size beforehand.
    size = 0;
    await assert.rejects(played.vCenter.fetchFile(target, '/f', 4, signal), { kind: 'fileFault' });
  });

  test('whose URL is used up or not understood are a reason to try again', async () => {
    let url = 'http://*/guestFile?id=3';
    await using played = await stage((method) => {
      if (method === 'GET') return { status: 404 };
      if (method === 'InitiateFileTransferFromGuest')
        return `<returnval><size>1</size><url>${url}</url></returnval>`;
      return undefined;
    });
    await assert.rejects(played.vCenter.fetchFile(target, '/f', 9, signal), {
      kind: 'unavailable',
      fault: '404',
    });
    url = 'nowhere';
    await assert.rejects(played.vCenter.fetchFile(target, '/f', 9, signal), { kind: 'unavailable' });
  });
});

describe('faults', () => {
  const cases = {
    InvalidGuestLogin: 'guestLoginRefused',
    GuestOperationsUnavailable: 'guestNotReady',
    InvalidPowerState: 'guestNotReady',
    TaskInProgress: 'guestNotReady',
    TooManyGuestLogons: 'guestNotReady',
    GuestComponentsOutOfDate: 'unsupported',
    OperationNotSupportedByGuest: 'unsupported',
    MethodNotFound: 'unsupported',
    GuestPermissionDenied: 'guestForbidden',
    CannotAccessFile: 'guestForbidden',
    GuestProcessNotFound: 'processMissing',
    FileNotFound: 'fileMissing',
    FileFault: 'fileFault',
    ManagedObjectNotFound: 'gone',
    RuntimeFault: 'unavailable',
  };
  for (const [fault, kind] of Object.entries(cases)) {
    test(`${fault} is ${kind}`, async () => {
      await using played = await stage((method) =>
        method === 'ListProcessesInGuest' ? vimFault(fault, '', 'words') : undefined,
      );
      const expected = { kind, fault, message: `ListProcessesInGuest: ${fault}: words` };
      await assert.rejects(played.vCenter.processes(target, [], signal), expected);
    });
  }

  test('a missing privilege is named', async () => {
    const fields =
      '<object type="VirtualMachine">vm-57</object><privilegeId>VirtualMachine.GuestOperations.Execute</privilegeId>';
    await using played = await stage((method) =>
      method === 'StartProgramInGuest' ? vimFault('NoPermission', fields) : undefined,
    );
    await assert.rejects(played.vCenter.startProgram(target, { path: '/bin/true', arguments: '' }, signal), {
      kind: 'forbidden',
      message:
        'StartProgramInGuest: NoPermission: the privilege VirtualMachine.GuestOperations.Execute is missing',
    });
  });

  test('what is no answer of a vCenter is a reason to try again', async () => {
    for (const answer of [
      { status: 502, body: '<html>Bad gateway</html>' },
      { status: 503, body: '' },
      vimReply('SomethingElse', ''),
      'hangUp',
    ] as const) {
      await using played = await stage(() => answer);
      await assert.rejects(played.vCenter.about(signal), { name: 'VsphereError', kind: 'unavailable' });
    }
  });

  test('a server that is no vCenter and has no guest operations is not tried for ever', async () => {
    await using played = await stage((method) =>
      method === 'RetrieveServiceContent'
        ? '<returnval><sessionManager type="SessionManager">s</sessionManager><propertyCollector type="PropertyCollector">p</propertyCollector></returnval>'
        : undefined,
    );
    await assert.rejects(played.vCenter.about(signal), {
      kind: 'unsupported',
      message: /no guestOperationsManager/,
    });
  });
});

test('a password is not sent in the clear but to this machine', () => {
  const options = { name: 'vc1', username: 'u', password: 'p', log };
  const url = new URL('http://vc.example');
  assert.throws(() => connectVCenter({ ...options, url, trust: { kind: 'systemAuthorities' } }), {
    kind: 'untrusted',
  });
});

after(() => assert.doesNotMatch(JSON.stringify(lines), /vc-secret/));
