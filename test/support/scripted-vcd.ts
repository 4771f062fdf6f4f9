import type { Time } from '#time/time.ts';
import { connectCloudDirector, type ConnectedCloudDirector, type VcdOptions } from '#vcd/connect.ts';
import { Budget } from '#vcd/http/budget.ts';
import { networkLine, type HttpLineOptions } from '#vcd/http/http-line.ts';
import { Transport } from '#vcd/http/transport.ts';
import { FakeTime } from './fake-time.ts';
import { recordedLog, type LogLine } from './recorded-log.ts';
import {
  startScriptedServer,
  type ScriptedAnswer,
  type ScriptedServer,
  type SeenRequest,
} from './scripted-server.ts';

/** A client connected to a server that answers versions and logins, and plays a script for the rest. */
export interface ScriptedVcd extends AsyncDisposable {
  readonly vcd: ConnectedCloudDirector;
  readonly server: ScriptedServer;
  readonly lines: readonly LogLine[];
  /** How long the client waited each time, in milliseconds; it does not really wait. */
  readonly waits: readonly number[];
  /** Requests other than versions, login and logout. */
  calls(): readonly string[];
  /** How many times that request came. */
  count(methodAndPath: string): number;
}

export const password = 'pa55-of-the-service';

/** What a script does not answer (undefined) is an unexpected request. */
export type VcdScript = (
  request: SeenRequest,
  session: SessionBook,
) => ScriptedAnswer | Promise<ScriptedAnswer> | undefined;

/** The sessions that the scripted server has given out. */
export interface SessionBook {
  /** Tokens are `token-1`, `token-2`, …; this many so far. */
  readonly logins: number;
}

export async function connectToScript(
  script: VcdScript,
  options: Partial<VcdOptions> = {},
): Promise<ScriptedVcd> {
  const session = { logins: 0 };
  const server = await startScriptedServer(async (request) => {
    const answer = await script(request, session);
    if (answer) return answer;
    const line = `${request.method} ${request.path}`;
    if (line === 'GET /api/versions') return xmlAnswer(versions('31.0', '37.0', '38.0'));
    if (line === 'DELETE /api/session') return { status: 204 };
    if (line === 'POST /api/sessions') {
      session.logins += 1;
      const token = `token-${session.logins}`;
      return { status: 200, headers: { 'x-vmware-vcloud-access-token': token }, body: '<Session/>' };
    }
    return { status: 500, body: `not in the script: ${line}` };
  });
  const { log, lines } = recordedLog();
  const waits: number[] = [];
  const vcd = connectCloudDirector({
    baseUrl: server.url,
    username: 'cse',
    password,
    org: 'System',
    verifyTls: true,
    log,
    time: impatientTime(waits),
    random: () => 1,
    limits: { concurrency: 16, ratePerSecond: 1000 },
    ...options,
  });
  return {
    vcd,
    server,
    lines,
    waits,
    calls: () => server.trail().filter((line) => !/\/api\/(versions|sessions?)$|\/cloudapi\//.test(line)),
    count: (methodAndPath) => server.trail().filter((line) => line === methodAndPath).length,
    async [Symbol.asyncDispose]() {
      await vcd[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

export function xmlAnswer(body: string, status = 200): ScriptedAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

export function errorAnswer(status: number, code: string, message: string): ScriptedAnswer {
  return xmlAnswer(
    `<Error xmlns="http://www.vmware.com/vcloud/v1.5" majorErrorCode="${status}" minorErrorCode="${code}" message="${message}"/>`,
    status,
  );
}

export function versions(...offered: readonly string[]): string {
  const infos = offered.map(
    (each) => `<VersionInfo deprecated="false"><Version>${each}</Version></VersionInfo>`,
  );
  return `<SupportedVersions xmlns="http://www.vmware.com/vcloud/versions">${infos.join('')}</SupportedVersions>`;
}

/** The transport alone: no session, nothing repeated without the test's time. */
export function transportTo(url: string, line: Partial<HttpLineOptions> = {}): Transport {
  const time = new FakeTime();
  const timeouts = { connect: 5_000, response: 5_000, request: 5_000 };
  return new Transport({
    baseUrl: new URL(url),
    line: networkLine({ verifyTls: true, ca: undefined, connections: 1, timeouts, ...line }),
    budget: new Budget({ concurrency: 1, ratePerSecond: 1, time }),
    time,
    log: recordedLog().log,
    random: () => 1,
    calm: async () => {},
    onCall: () => undefined,
    onBusy: () => undefined,
  });
}

/** Time in which every wait is over at once, and is written down. */
function impatientTime(waits: number[]): Time {
  let now = 0;
  return {
    now: () => now,
    after(delayMs, callback) {
      const handle = setImmediate(() => {
        now += delayMs;
        waits.push(delayMs);
        callback();
      });
      return () => clearImmediate(handle);
    },
  };
}
